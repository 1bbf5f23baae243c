import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { ChatParameters } from '../../contract/chat-request.ts';
import type { CreateParams } from '../create-params.ts';
import { invalidInput } from './input-fault.ts';
import { isGiven, unknownKeys } from './known-keys.ts';
import { checkParameterTypes, parameterNames } from './parameter-types.ts';
import { refuseRequestOptions } from './request-option-names.ts';

/** Names that `create()` understands in its first argument. */
export const createParamNames: ReadonlySet<string> = new Set([
  ...parameterNames,
  'model',
  'messages',
  'image',
  'images',
  'n',
  'tools',
  'tool_choice',
  'response_format',
  'stream',
  'stream_options',
  'provider',
  'provider_options',
]);

/**
 * The parameters for the model, in one vocabulary. Throws `input_invalid` for wrong types and for options of the second argument,
 * `unsupported` for unknown names.
 */
export function chatParameters(params: CreateParams): ChatParameters {
  refuseUnknown(params);
  refuseSeveralAnswers(params.n);
  const given: Record<string, unknown> = {};
  for (const name of parameterNames) {
    const value: unknown = Reflect.get(params, name);
    if (isGiven(value)) given[name] = value;
  }
  if (typeof given['stop'] === 'string') given['stop'] = [given['stop']];
  checkParameterTypes(given);
  return withOneLimit(given);
}

/** The most tokens have two names: one of them goes to the service. */
function withOneLimit(parameters: ChatParameters): ChatParameters {
  const { max_tokens: older, ...others } = parameters;
  const newer = others.max_completion_tokens;
  if (older === undefined || newer === undefined) return parameters;
  if (older === newer) return others;
  throw invalidInput(
    'max_completion_tokens',
    'and max_tokens are two names of one thing, and their numbers differ: give one of them.',
  );
}

function refuseSeveralAnswers(count: unknown): void {
  if (!isGiven(count) || count === 1) return;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) {
    throw invalidInput('n', 'must be a whole number from 1 up.');
  }
  throw new PlugboardError(
    'unsupported',
    'n: create() gives one answer. Leave n out, and call it once for each answer.',
    {
      param: 'n',
    },
  );
}

function refuseUnknown(params: CreateParams): void {
  const unknown = unknownKeys(params, createParamNames);
  const [first] = unknown;
  if (first === undefined) return;
  refuseRequestOptions(unknown);
  throw new PlugboardError(
    'unsupported',
    `create() has no parameter ${unknown.join(', ')}. What only one service knows goes into provider_options.`,
    { param: first },
  );
}
