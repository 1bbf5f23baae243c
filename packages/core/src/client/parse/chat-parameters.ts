import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { ChatParameters } from '../../contract/chat-request.ts';
import type { CreateParams } from '../create-params.ts';
import { invalidInput, refuseOtherThanJson } from './input-fault.ts';
import { isGiven } from './known-keys.ts';
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
  'functions',
  'function_call',
  'response_format',
  'stream',
  'provider',
  'provider_options',
]);

/**
 * The parameters for the model, in one vocabulary, those that core does not know included: whether they mean something is the provider's
 * to say. Throws `input_invalid` for wrong types and for options of the second argument.
 */
export function chatParameters(params: CreateParams): ChatParameters {
  refuseSeveralAnswers(params.n);
  const given = unknownParameters(params);
  for (const name of parameterNames) {
    const value: unknown = Reflect.get(params, name);
    if (isGiven(value)) given[name] = value;
  }
  if (typeof given['stop'] === 'string') given['stop'] = [given['stop']];
  checkParameterTypes(given);
  return withStreamOptions(withOneLimit(given), params.stream === true);
}

/** Core itself reads `include_usage`; the rest is for the service, and for a stream only. `null` counts as not given. */
function withStreamOptions(parameters: ChatParameters, isStream: boolean): ChatParameters {
  const { stream_options: given, ...others } = parameters;
  if (given === undefined) return parameters;
  const entries = Object.entries(given).filter(([name, value]) => name !== 'include_usage' && isGiven(value));
  for (const [name, value] of entries) refuseOtherThanJson(value, `stream_options.${name}`);
  const forService = Object.fromEntries(entries);
  return isStream && entries.length > 0 ? { ...others, stream_options: forService } : others;
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

function unknownParameters(params: CreateParams): Record<string, unknown> {
  const names = Object.keys(params).filter((name) => !createParamNames.has(name) && isGiven(Reflect.get(params, name)));
  refuseRequestOptions(names);
  const unknown: Record<string, unknown> = {};
  for (const name of names) {
    const value: unknown = Reflect.get(params, name);
    if (name === '__proto__') throw invalidInput(name, 'is not the name of a parameter.');
    refuseOtherThanJson(value, name);
    unknown[name] = value;
  }
  return unknown;
}
