import { PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaKind } from '../contract/media.ts';
import type { Accepts } from '../contract/model.ts';
import { refuse, type Support } from './support.ts';
import {
  filesOf,
  isFile,
  type FilePart,
  type ParsedMessage,
  type ParsedPart,
  type ParsedRequest,
} from './parsed-request.ts';

/**
 * The messages as the candidate takes their files. Throws `unsupported` for too many files, for a remote URL that nobody would fetch,
 * for a kind that the model does not take, and for a `detail` that cannot be passed on.
 */
export function supportedMessages(request: ParsedRequest, support: Support): readonly ParsedMessage[] {
  if (request.media.length === 0) return request.messages;
  const { accepts, input } = support;
  assertMediaPerTurn(request, accepts);
  assertMediaPerRequest(request, accepts);
  const files = filesOf(request);
  for (const { media, place } of files) {
    if (media.remoteUrl !== undefined && accepts.remoteMedia !== true) {
      throw unsupported(
        `The service does not fetch remote URLs, and Plugboard does not fetch them for it: ${media.label}. Download the file and pass it as file(path) or bytes.`,
        place,
      );
    }
    assertKind(media.kind, media.label, input, place);
  }
  return withSupportedDetails(request.messages, files, support);
}

/** Every service looks at an image in the way that `auto` asks for. */
function withSupportedDetails(
  messages: readonly ParsedMessage[],
  files: readonly FilePart[],
  support: Support,
): readonly ParsedMessage[] {
  if (support.accepts.imageDetail === true || files.every(({ detail }) => detail === undefined)) return messages;
  for (const { detail, place } of files) {
    if (detail === undefined || detail === 'auto') continue;
    const param = `${place}.detail`;
    const message = `The provider cannot pass on ${param}, and nothing is dropped silently: leave it out, or choose another provider.`;
    refuse(support, param, unsupported(message, param));
  }
  const withoutDetail = (part: ParsedPart): ParsedPart => (isFile(part) ? { ...part, detail: undefined } : part);
  return messages.map((message) => ({ ...message, content: message.content.map(withoutDetail) }));
}

/** Throws `unsupported` when the model does not take this kind. `undefined`: not known yet. */
export function assertKind(
  kind: MediaKind | undefined,
  label: string,
  input: readonly MediaKind[] | undefined,
  place: string,
): void {
  if (kind === undefined || input === undefined || input.includes(kind)) return;
  const takes = input.length === 0 ? 'text only' : `text and ${input.join(', ')}`;
  throw unsupported(`The model takes ${takes}, but ${label} is of kind ${kind}.`, place);
}

function assertMediaPerTurn({ messages }: ParsedRequest, accepts: Accepts): void {
  const max = accepts.mediaPerTurn;
  if (max === undefined) return;
  let count = 0;
  let speaker: string | undefined;
  for (const [index, { role, content }] of messages.entries()) {
    const added = content.filter(({ type }) => type === 'media').length;
    // Not every service has a place for a system message: the messages around it may be one turn.
    if (role === 'system') {
      if (added === 0) continue;
      throw unsupported(
        `The service takes files from user and assistant messages only, but messages[${index}] is a system message. Put its file into a user message.`,
        `messages[${index}]`,
      );
    }
    count = role === speaker ? count + added : added;
    speaker = role;
    if (count <= max) continue;
    throw unsupported(
      `The service takes ${countOf(max)} per turn, but the turn that ends with messages[${index}] has ${count}. Ask about them one by one.`,
      `messages[${index}]`,
    );
  }
}

function assertMediaPerRequest({ media }: ParsedRequest, accepts: Accepts): void {
  const max = accepts.mediaPerRequest;
  if (max === undefined || media.length <= max) return;
  throw unsupported(
    `The service takes ${countOf(max)} per request, but the messages have ${media.length}. Leave out what the question is not about.`,
  );
}

function countOf(count: number): string {
  return count === 1 ? 'one file' : `${count} files`;
}

function unsupported(message: string, param?: string): PlugboardError {
  return new PlugboardError('unsupported', message, { param });
}
