import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatParameters } from '../plugins/chat-request.ts';
import type { CreateParams } from './create-params.ts';
import { unknownKeys } from './known-keys.ts';

const numbers = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'seed',
  'frequency_penalty',
  'presence_penalty',
] as const;
const efforts: readonly unknown[] = ['minimal', 'low', 'medium', 'high'];

/** Names that `create()` understands beyond the parameters of the model. */
const known: ReadonlySet<string> = new Set([
  ...numbers,
  'model',
  'messages',
  'image',
  'images',
  'stop',
  'max_completion_tokens',
  'reasoning_effort',
  'tools',
  'tool_choice',
  'response_format',
  'stream',
  'stream_options',
  'provider',
  'provider_options',
]);

/** The parameters for the model, in one vocabulary. Throws `input_invalid` for wrong types and `unsupported` for unknown names. */
export function chatParameters(params: CreateParams): ChatParameters {
  refuseUnknown(params);
  const parameters: { -readonly [Name in keyof ChatParameters]: ChatParameters[Name] } = {};
  for (const name of numbers) {
    const value: unknown = params[name];
    // `null` is OpenAI's way to say "not given".
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${name} must be a finite number.`);
    parameters[name] = value;
  }
  const most: unknown = params.max_completion_tokens;
  if (most !== undefined && most !== null) {
    if (typeof most !== 'number' || !Number.isFinite(most))
      throw invalid('max_completion_tokens must be a finite number.');
    if (parameters.max_tokens !== undefined && parameters.max_tokens !== most) {
      throw invalid('max_tokens and max_completion_tokens are two names of one thing: give one of them.');
    }
    parameters.max_tokens = most;
  }
  const stop = stopTexts(params.stop);
  if (stop !== undefined) parameters.stop = stop;
  const effort: unknown = params.reasoning_effort;
  if (effort !== undefined && effort !== null) {
    if (!efforts.includes(effort)) throw invalid(`reasoning_effort must be one of ${efforts.join(', ')}.`);
    parameters.reasoning_effort = params.reasoning_effort;
  }
  return parameters;
}

function stopTexts(stop: unknown): readonly string[] | undefined {
  if (stop === undefined || stop === null) return undefined;
  const texts: readonly unknown[] = Array.isArray(stop) ? stop : [stop];
  if (!texts.every((text): text is string => typeof text === 'string')) {
    throw invalid('stop must be a string or an array of strings.');
  }
  return texts;
}

function refuseUnknown(params: CreateParams): void {
  const unknown = unknownKeys(params, known);
  if (unknown.length === 0) return;
  throw new PlugboardError(
    'unsupported',
    `create() has no parameter ${unknown.join(', ')}. What only one service knows goes into provider_options.`,
  );
}

function invalid(message: string): PlugboardError {
  return new PlugboardError('input_invalid', message);
}
