import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatParameters } from '../contract/chat-request.ts';
import type { Accepts } from '../contract/provider.ts';

/** Values that ask for what happens anyway at a service that has no such parameter. */
const askForNothing: { readonly [Name in keyof ChatParameters]?: ChatParameters[Name] } = {
  frequency_penalty: 0,
  presence_penalty: 0,
  parallel_tool_calls: true,
  logit_bias: {},
  logprobs: false,
  top_logprobs: 0,
  modalities: ['text'],
  service_tier: 'auto',
  store: false,
  metadata: {},
};

/** Two names of one thing: a service may know only the other one. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
]);

/**
 * The parameters as the provider takes them: under the name that it knows, without what asks for nothing and has no place there.
 * Throws `unsupported` for the others that it does not accept.
 */
export function supportedParameters(parameters: ChatParameters, accepts: Accepts): ChatParameters {
  const accepted: readonly string[] = accepts.parameters ?? [];
  const names = Object.keys(parameters);
  if (names.every((name) => accepted.includes(name))) return parameters;
  const admitted: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const other = otherNames.get(name);
    if (accepted.includes(name)) admitted[name] = value;
    else if (other !== undefined && accepted.includes(other)) admitted[other] = value;
    else if (!asksForNothing(name, value)) refused.push(name);
  }
  if (refused.length > 0) throw notAccepted(refused, accepted);
  return admitted;
}

function asksForNothing(name: string, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(Reflect.get(askForNothing, name));
}

function notAccepted(refused: readonly string[], accepted: readonly string[]): PlugboardError {
  const known = accepted.length === 0 ? 'none' : accepted.join(', ');
  return new PlugboardError(
    'unsupported',
    `The provider has no parameter ${refused.join(', ')}. Nothing is dropped silently: leave it out, or choose another provider. It understands: ${known}.`,
    { param: refused[0] },
  );
}
