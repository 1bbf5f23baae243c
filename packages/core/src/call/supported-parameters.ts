import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Accepts } from '../contract/accepts.ts';
import type { ChatParameters } from '../contract/chat-request.ts';
import { accepts, refuse, type Support } from './support.ts';

/** Values that ask for what happens anyway at a service that has no such parameter. */
const askForNothing: { readonly [Name in keyof ChatParameters]?: readonly ChatParameters[Name][] } = {
  frequency_penalty: [0],
  presence_penalty: [0],
  parallel_tool_calls: [true],
  logit_bias: [{}],
  logprobs: [false],
  top_logprobs: [0],
  modalities: [['text']],
  service_tier: ['auto', 'default'],
  store: [false],
  metadata: [{}],
  stream_options: [{ include_obfuscation: false }],
};

/** Two names of one thing: a service may know only the other one. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
]);

/**
 * The parameters as the candidate takes them: under the name that it knows, without what asks for nothing and has no place there.
 * The others are dropped with a warning where the caller wants that; else this throws `unsupported`.
 */
export function supportedParameters(parameters: ChatParameters, support: Support): ChatParameters {
  const isAccepted = (name: string): boolean => acceptsParameter(support.accepts, name);
  if (Object.keys(parameters).every(isAccepted)) return parameters;
  const supported: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const other = otherNames.get(name);
    if (isAccepted(name)) supported[name] = value;
    else if (other !== undefined && isAccepted(other)) supported[other] = value;
    else if (!asksForNothing(name, value)) refused.push(name);
  }
  if (refused.length > 0) refuse(support, refused.join(', '), notAccepted(refused, support.accepts));
  return supported;
}

function acceptsParameter({ parameters, refusedParameters }: Accepts, name: string): boolean {
  return accepts(parameters, name) && !accepts(refusedParameters, name);
}

function asksForNothing(name: string, value: unknown): boolean {
  const values: unknown = Object.hasOwn(askForNothing, name) ? Reflect.get(askForNothing, name) : [];
  const text = JSON.stringify(value);
  return Array.isArray(values) && values.some((nothing) => JSON.stringify(nothing) === text);
}

function notAccepted(refused: readonly string[], { parameters = [] }: Accepts): PlugboardError {
  const known =
    parameters === 'any' ? '' : ` It understands: ${parameters.length === 0 ? 'none' : parameters.join(', ')}.`;
  return new PlugboardError(
    'unsupported',
    `The provider has no parameter ${refused.join(', ')}. Nothing is dropped silently: leave it out, choose another provider, or set unsupported: 'drop'.${known}`,
    { param: refused[0] },
  );
}
