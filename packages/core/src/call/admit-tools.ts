import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Accepts } from '../contract/provider.ts';
import type { Draft } from './draft.ts';

/** Throws `unsupported` when the draft has tools, calls or results of them, and the provider has not declared `tools`. */
export function refuseTools({ tools, messages }: Draft, accepts: Accepts): void {
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

/** Throws `unsupported` for a form of answer that the provider has not declared. */
export function refuseResponseFormat({ responseFormat }: Draft, accepts: Accepts): void {
  const known = accepts.responseFormat ?? [];
  if (responseFormat === undefined || known.includes(responseFormat.type)) return;
  const names = known.length === 0 ? 'plain text only' : known.join(', ');
  throw unsupported(
    'response_format',
    `The service has no response_format ${responseFormat.type}; it knows ${names}. Leave it out`,
  );
}

function unsupported(param: string, what: string): PlugboardError {
  return new PlugboardError('unsupported', `${what}, or choose another provider.`, { param });
}
