import type { FinishReason, Usage } from '../plugins/chat-event.ts';
import { isRecord } from './wire-fields.ts';

/** The part of a chunk (or of a whole completion) that matters, read field by field. */
export interface WireChunk {
  readonly text: string | undefined;
  readonly reasoning: string | undefined;
  readonly refusal: string | undefined;
  /** As sent; a `function_call` of the older form stands here too. */
  readonly toolCalls: readonly unknown[];
  readonly finishReason: string | undefined;
  readonly usage: Usage | undefined;
  /** An error object inside a 2xx answer. */
  readonly error: unknown;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['end_turn', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['stop_sequence', 'stop'],
  ['stop_token', 'stop'],
  ['completed', 'stop'],
  ['length', 'length'],
  ['limit', 'length'],
  ['max_tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['context', 'length'],
  ['context_length', 'length'],
  ['model_length', 'length'],
  ['content_filter', 'content-filter'],
  ['safety', 'content-filter'],
  ['refusal', 'content-filter'],
  ['blocked', 'content-filter'],
  ['tool_call', 'tool-calls'],
  ['tool_calls', 'tool-calls'],
  ['tool_use', 'tool-calls'],
  ['function_call', 'tool-calls'],
]);

/** Our word for a service's reason; `other` for one that is not known. */
export function toFinishReason(raw: string): FinishReason {
  return finishReasons.get(raw.toLowerCase().replaceAll('-', '_')) ?? 'other';
}

/** Reads one JSON value of the stream; `undefined` for values that hold nothing, such as `null`, a number or `{}`. */
export function wireChunkFrom(value: unknown): WireChunk | undefined {
  if (!isRecord(value)) return undefined;
  const choice = firstChoice(value['choices']);
  const usage = usageFrom(value['usage']);
  if (choice === undefined) {
    const error = errorIn(value);
    return error === undefined && usage === undefined ? undefined : { ...nothing, usage, error };
  }
  // `message`: a service that answered as a whole although a stream was asked for.
  const delta = choice['delta'] ?? choice['message'];
  const content = isRecord(delta) ? delta : {};
  const finishReason = choice['finish_reason'];
  return {
    text: textOf(content['content']),
    reasoning: textOf(content['reasoning_content']) ?? textOf(content['reasoning']) ?? thoughtsIn(content['content']),
    refusal: textOf(content['refusal']),
    toolCalls: toolCallsIn(content),
    finishReason: typeof finishReason === 'string' && finishReason !== '' ? finishReason : undefined,
    // Groq counts in a field of its own while it streams.
    usage: usage ?? (isRecord(value['x_groq']) ? usageFrom(value['x_groq']['usage']) : undefined),
    // OpenRouter reports a failure of the service behind it in the choice.
    error: value['error'] ?? choice['error'] ?? undefined,
  };
}

const nothing: WireChunk = {
  text: undefined,
  reasoning: undefined,
  refusal: undefined,
  toolCalls: [],
  finishReason: undefined,
  usage: undefined,
  error: undefined,
};

/** The answer is the choice of index 0, wherever it stands; another one, which nobody asked for, is not mixed into it. */
function firstChoice(choices: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Array.isArray(choices)) return undefined;
  const given: readonly unknown[] = choices;
  return given.find(isFirst);
}

function isFirst(choice: unknown): choice is Readonly<Record<string, unknown>> {
  return isRecord(choice) && (choice['index'] ?? 0) === 0;
}

/** Some services put the error beside `detail` or `message`; without choices that is no answer. */
function errorIn(value: Readonly<Record<string, unknown>>): unknown {
  if (value['error'] !== undefined && value['error'] !== null) return value['error'];
  if (value['detail'] !== undefined) return value;
  if (value['object'] === 'error' || value['type'] === 'error') return value;
  return typeof value['message'] === 'string' && value['choices'] === undefined ? value : undefined;
}

function toolCallsIn(content: Readonly<Record<string, unknown>>): readonly unknown[] {
  const calls = content['tool_calls'];
  if (Array.isArray(calls)) return calls;
  return isRecord(content['function_call']) ? [{ index: 0, function: content['function_call'] }] : [];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return joined(value, (part) => (part['type'] === 'thinking' ? undefined : part['text']));
}

/** Mistral's models think in parts of the content: `{ type: 'thinking', thinking: [{ text }] }`. */
function thoughtsIn(content: unknown): string | undefined {
  return joined(content, (part) => (part['type'] === 'thinking' ? textOf(part['thinking']) : undefined));
}

function joined(value: unknown, read: (part: Readonly<Record<string, unknown>>) => unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const parts: readonly unknown[] = value;
  const text = parts
    .map((part) => (isRecord(part) ? read(part) : undefined))
    .filter((piece) => typeof piece === 'string')
    .join('');
  return text === '' ? undefined : text;
}

/** Both spellings are in use: `prompt_tokens`/`completion_tokens` and `input_tokens`/`output_tokens`. */
function usageFrom(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const inputTokens = value['prompt_tokens'] ?? value['input_tokens'];
  const outputTokens = value['completion_tokens'] ?? value['output_tokens'];
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
