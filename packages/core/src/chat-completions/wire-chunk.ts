import type { FinishReason, Usage } from '../plugins/chat-event.ts';

/** The part of a chunk (or of a whole completion) that matters, read field by field. */
export interface WireChunk {
  readonly text: string | undefined;
  readonly reasoning: string | undefined;
  readonly finishReason: string | undefined;
  readonly usage: Usage | undefined;
  /** An error object inside a 2xx answer. */
  readonly error: unknown;
}

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['end_turn', 'stop'],
  ['eos', 'stop'],
  ['stop_sequence', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['context', 'length'],
  ['model_length', 'length'],
  ['content_filter', 'content-filter'],
  ['content-filter', 'content-filter'],
  ['safety', 'content-filter'],
  ['tool_calls', 'tool-calls'],
  ['tool_use', 'tool-calls'],
  ['function_call', 'tool-calls'],
]);

/** Our word for a service's reason; `other` for one that is not known. */
export function toFinishReason(raw: string): FinishReason {
  return finishReasons.get(raw.toLowerCase()) ?? 'other';
}

/** Reads one JSON value of the stream; `undefined` for values that hold nothing, such as `null`, a number or `{}`. */
export function wireChunkFrom(value: unknown): WireChunk | undefined {
  if (!isRecord(value)) return undefined;
  const choices = value['choices'];
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const usage = usageFrom(value['usage']);
  if (!isRecord(choice)) {
    const error = errorIn(value);
    return error === undefined && usage === undefined ? undefined : { ...nothing, usage, error };
  }
  // `message`: a service that answered as a whole although a stream was asked for.
  const delta = choice['delta'] ?? choice['message'];
  const content = isRecord(delta) ? delta : {};
  const finishReason = choice['finish_reason'];
  return {
    text: textOf(content['content']),
    reasoning: textOf(content['reasoning_content']) ?? textOf(content['reasoning']),
    finishReason: typeof finishReason === 'string' && finishReason !== '' ? finishReason : undefined,
    usage,
    error: value['error'] ?? undefined,
  };
}

const nothing: WireChunk = {
  text: undefined,
  reasoning: undefined,
  finishReason: undefined,
  usage: undefined,
  error: undefined,
};

/** Some services put the error beside `detail` or `message`; without choices that is no answer. */
function errorIn(value: Readonly<Record<string, unknown>>): unknown {
  if (value['error'] !== undefined && value['error'] !== null) return value['error'];
  if (value['detail'] !== undefined) return value;
  return value['object'] === 'error' ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (!Array.isArray(value)) return undefined;
  const text = value
    .map((part: unknown) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
