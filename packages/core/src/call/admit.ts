import { PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaKind } from '../contract/media.ts';
import type { Accepts } from '../contract/provider.ts';
import { admitParameters } from './admit-parameters.ts';
import { refuseResponseFormat, refuseTools } from './admit-tools.ts';
import { filesOf, isFile, type Draft, type DraftPart, type FilePart } from './draft.ts';

/** What a candidate is asked before anything is sent. */
export interface Admission {
  readonly plugin: string;
  readonly accepts: Accepts;
  /** Kinds of media that the model takes; `undefined`: unknown. */
  readonly input: readonly MediaKind[] | undefined;
}

/**
 * The draft as the candidate takes it: without what asks for nothing and has no place there. Throws `unsupported` for the first
 * thing that the candidate does not understand.
 */
export function admit(draft: Draft, candidate: Admission): Draft {
  const parameters = admitParameters(draft.parameters, candidate.accepts);
  refuseExtra(draft.providerOptions[candidate.plugin], candidate);
  refuseTools(draft, candidate.accepts);
  refuseResponseFormat(draft, candidate.accepts);
  refuseCrowds(draft, candidate);
  refuseMany(draft, candidate);
  if (draft.media.length === 0) return parameters === draft.parameters ? draft : { ...draft, parameters };
  const files = filesOf(draft);
  for (const { media, place } of files) {
    if (media.remoteUrl !== undefined && candidate.accepts.remoteMedia !== true) {
      throw unsupported(
        `The service does not fetch remote URLs, and Plugboard does not fetch them for it: ${media.label}. Download the file and pass it as file(path) or bytes.`,
        place,
      );
    }
    refuseKind(media.kind, media.label, candidate.input, place);
  }
  return { ...draft, parameters, messages: admitDetails(draft.messages, files, candidate.accepts) };
}

/** Throws `unsupported` when an image is to be looked at in a way that the provider cannot pass on; `auto` is any service's own. */
function admitDetails(
  messages: Draft['messages'],
  files: readonly FilePart[],
  { imageDetail }: Accepts,
): Draft['messages'] {
  if (imageDetail === true || files.every(({ detail }) => detail === undefined)) return messages;
  const refused = files.find(({ detail }) => detail !== undefined && detail !== 'auto');
  if (refused !== undefined) {
    const place = `${refused.place}.detail`;
    throw unsupported(
      `The provider cannot hand on ${place}, and nothing is dropped silently: leave it out, or choose another provider.`,
      place,
    );
  }
  const withoutDetail = (part: DraftPart): DraftPart => (isFile(part) ? { ...part, detail: undefined } : part);
  return messages.map((message) => ({ ...message, content: message.content.map(withoutDetail) }));
}

/** Throws `unsupported` when the model does not take this kind. `undefined`: not known yet. */
export function refuseKind(
  kind: MediaKind | undefined,
  label: string,
  input: readonly MediaKind[] | undefined,
  place: string,
): void {
  if (kind === undefined || input === undefined || input.includes(kind)) return;
  const takes = input.length === 0 ? 'text only' : `text and ${input.join(', ')}`;
  throw unsupported(`The model takes ${takes}, but ${label} is of kind ${kind}.`, place);
}

function refuseExtra(extra: object | undefined, { plugin, accepts }: Admission): void {
  if (extra === undefined) return;
  refuseTypes(extra, plugin, accepts.extraTypes ?? {});
  if (accepts.extra === 'any') return;
  const accepted = accepts.extra ?? [];
  const refused = Object.keys(extra).filter((name) => !accepted.includes(name));
  if (refused.length === 0) return;
  const known = accepted.length === 0 ? 'none' : accepted.join(', ');
  throw unsupported(
    `provider_options.${plugin} has no key ${refused.join(', ')}. Known keys: ${known}.`,
    `provider_options.${plugin}.${refused[0]}`,
  );
}

function refuseTypes(extra: object, plugin: string, types: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(extra)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined || value === undefined || value === null || typeof value === type) continue;
    throw new PlugboardError(
      'input_invalid',
      `provider_options.${plugin}.${name} is a ${type}, not ${typeOf(value)}.`,
      { param: `provider_options.${plugin}.${name}` },
    );
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function refuseCrowds({ messages }: Draft, { accepts }: Admission): void {
  const most = accepts.mediaPerTurn;
  if (most === undefined) return;
  let count = 0;
  let speaker: string | undefined;
  for (const [index, { role, content }] of messages.entries()) {
    const added = content.filter(({ type }) => type === 'media').length;
    // A system message has no place of its own in every service: what stands around it may be one turn.
    if (role === 'system') {
      if (added === 0) continue;
      throw unsupported(
        `The service takes files with the turns of a conversation only, and messages[${index}] is a system message. Put its file into a user message.`,
        `messages[${index}]`,
      );
    }
    count = role === speaker ? count + added : added;
    speaker = role;
    if (count <= most) continue;
    throw unsupported(
      `The service takes ${countOf(most)} a turn, but the turn that ends with messages[${index}] has ${count}. Ask about them one by one.`,
      `messages[${index}]`,
    );
  }
}

function refuseMany({ media }: Draft, { accepts }: Admission): void {
  const most = accepts.mediaPerRequest;
  if (most === undefined || media.length <= most) return;
  throw unsupported(
    `The service takes ${countOf(most)} a request, but the messages have ${media.length}. Leave out what the question is not about.`,
  );
}

function countOf(count: number): string {
  return count === 1 ? 'one file' : `${count} files`;
}

function unsupported(message: string, param?: string): PlugboardError {
  return new PlugboardError('unsupported', message, { param });
}
