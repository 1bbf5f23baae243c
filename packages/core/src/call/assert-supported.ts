import { PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaKind } from '../contract/media.ts';
import type { Accepts } from '../contract/provider.ts';
import type { ParsedRequest } from './parsed-request.ts';
import { supportedMessages } from './supported-media.ts';
import { supportedParameters } from './supported-parameters.ts';

/** What a candidate is asked before anything is sent. */
export interface Support {
  readonly plugin: string;
  readonly accepts: Accepts;
  /** Kinds of media that the model takes; `undefined`: unknown. */
  readonly input: readonly MediaKind[] | undefined;
}

/**
 * The request as the candidate takes it: without the values that ask for nothing and have no place there. Throws `unsupported` for
 * the first thing that the candidate does not understand.
 */
export function assertSupported(request: ParsedRequest, candidate: Support): ParsedRequest {
  const parameters = supportedParameters(request.parameters, candidate.accepts);
  assertExtra(request.providerOptions[candidate.plugin], candidate);
  assertTools(request, candidate.accepts);
  assertResponseFormat(request, candidate.accepts);
  const messages = supportedMessages(request, candidate.accepts, candidate.input);
  if (parameters === request.parameters && messages === request.messages) return request;
  return { ...request, parameters, messages };
}

function assertTools({ tools, messages }: ParsedRequest, accepts: Accepts): void {
  if (accepts.tools === true) return;
  if (tools !== undefined)
    throw unsupported('tools', 'The service does not call tools. Leave out tools and tool_choice');
  const index = messages.findIndex(({ role, toolCalls }) => role === 'tool' || toolCalls !== undefined);
  if (index !== -1) {
    throw unsupported(
      `messages[${index}]`,
      `The service does not call tools, but messages[${index}] is part of a tool call. Leave it out`,
    );
  }
}

function assertResponseFormat({ responseFormat }: ParsedRequest, accepts: Accepts): void {
  const known = accepts.responseFormat ?? [];
  if (responseFormat === undefined || known.includes(responseFormat.type)) return;
  const names = known.length === 0 ? 'plain text only' : known.join(', ');
  throw unsupported(
    'response_format',
    `The service has no response_format ${responseFormat.type}; it knows ${names}. Leave it out`,
  );
}

function assertExtra(extra: object | undefined, { plugin, accepts }: Support): void {
  if (extra === undefined) return;
  assertExtraTypes(extra, plugin, accepts.extraTypes ?? {});
  if (accepts.extra === 'any') return;
  const accepted = accepts.extra ?? [];
  const refused = Object.keys(extra).filter((name) => !accepted.includes(name));
  if (refused.length === 0) return;
  const known = accepted.length === 0 ? 'none' : accepted.join(', ');
  throw new PlugboardError(
    'unsupported',
    `provider_options.${plugin} has no key ${refused.join(', ')}. Known keys: ${known}.`,
    { param: `provider_options.${plugin}.${refused[0]}` },
  );
}

function assertExtraTypes(extra: object, plugin: string, types: Readonly<Record<string, string>>): void {
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

function unsupported(param: string, what: string): PlugboardError {
  return new PlugboardError('unsupported', `${what}, or choose another provider.`, { param });
}
