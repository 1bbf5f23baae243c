import type { Usage } from '../contract/chat-event.ts';
import { isError, isReportedFailure } from '../errors/reported-failure.ts';
import { finishWordFrom } from './finish-reasons.ts';
import { isRecord, type JsonRecord } from '../util/is-record.ts';
import { usageFrom } from './wire-usage.ts';

/** The part of a chunk (or of a whole completion) that matters, read field by field. */
export interface WireChunk {
  readonly text: string | undefined;
  readonly reasoning: string | undefined;
  readonly refusal: string | undefined;
  /** As sent; a `function_call` of the older form stands here too. */
  readonly toolCalls: readonly unknown[];
  /** It has pictures that the model made. */
  readonly pictures: true | undefined;
  /** The service's word; see `finish-reasons.ts`. */
  readonly finishReason: string | undefined;
  readonly usage: Usage | undefined;
  /** An error object inside a 2xx answer. */
  readonly error: unknown;
  /** The number of the choice that was read. */
  readonly choice: number | undefined;
  /** It has choices, but none is the answer. */
  readonly strayChoice: true | undefined;
  /** It has no choice at all, so it can only count or fail. */
  readonly bare: true | undefined;
}

const nothing: WireChunk = {
  text: undefined,
  reasoning: undefined,
  refusal: undefined,
  toolCalls: [],
  pictures: undefined,
  finishReason: undefined,
  usage: undefined,
  error: undefined,
  choice: undefined,
  strayChoice: undefined,
  bare: undefined,
};

/**
 * Reads one JSON value of the stream; `undefined` for values that hold nothing, such as `null`, a number or `{}`.
 * @param answer - The number of the choice that is the answer. `undefined`: not known yet.
 */
export function wireChunkFrom(value: unknown, answer?: number): WireChunk | undefined {
  if (!isRecord(value)) return isReportedFailure(value) ? { ...nothing, error: value, bare: true } : undefined;
  const choice = choiceFrom(value['choices'], answer);
  // Groq counts in a field of its own while it streams, Moonshot in the choice.
  const usage =
    usageFrom(value['usage']) ?? usageFrom(inside(value['x_groq'])['usage']) ?? usageFrom(choice?.['usage']);
  if (choice === undefined) {
    const error = errorIn(value);
    const strayChoice = recordsIn(value['choices']).length > 0 || undefined;
    if (error === undefined && usage === undefined && strayChoice === undefined) return undefined;
    return { ...nothing, usage, error, strayChoice, bare: strayChoice === undefined ? true : undefined };
  }
  // `message`: a service that answered as a whole although a stream was asked for.
  const delta = choice['delta'] ?? choice['message'];
  // The older completions have the text in the choice itself.
  const content = isRecord(delta) ? delta : { content: choice['text'] };
  return {
    text: textOf(content['content']),
    reasoning: textOf(content['reasoning_content']) ?? textOf(content['reasoning']) ?? thoughtsIn(content['content']),
    refusal: textOf(content['refusal']),
    toolCalls: toolCallsIn(content),
    pictures: picturesIn(content),
    finishReason: finishWordFrom(choice['finish_reason']) ?? finishWordFrom(choice['finishReason']),
    usage,
    error: errorBeside(value, choice),
    choice: numberOf(choice),
    strayChoice: undefined,
    bare: undefined,
  };
}

/** Whether a chunk adds anything to the answer. */
export function saysSomething({ text, reasoning, refusal, toolCalls, pictures }: WireChunk): boolean {
  return (
    text !== undefined ||
    reasoning !== undefined ||
    refusal !== undefined ||
    pictures !== undefined ||
    toolCalls.length > 0
  );
}

/**
 * The answer is the choice of index 0, wherever it stands, or the one choice under another number; a second one, which nobody asked
 * for, is not mixed into it.
 */
function choiceFrom(choices: unknown, answer: number | undefined): JsonRecord | undefined {
  if (!Array.isArray(choices)) return undefined;
  const given: readonly unknown[] = choices;
  const wanted = answer ?? 0;
  for (const choice of given) {
    if (isRecord(choice) && (numberOf(choice) ?? wanted) === wanted) return choice;
  }
  return answer === undefined ? given.find(isRecord) : undefined;
}

function numberOf({ index }: JsonRecord): number | undefined {
  const number = typeof index === 'string' && index !== '' ? Number(index) : index;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** What says that a value without choices is no answer. */
function errorIn(value: JsonRecord): unknown {
  const { error } = value;
  if (isRecord(error) && isError(error)) return error;
  return isReportedFailure(value) ? value : undefined;
}

/** An error in spite of the choice: OpenRouter has that of the service behind it inside the choice. MiniMax tells of each chunk how it went. */
function errorBeside(value: JsonRecord, choice: JsonRecord): unknown {
  if (isError(value['error'])) return value['error'];
  if (isError(choice['error'])) return choice['error'];
  return value['base_resp'] !== undefined && isReportedFailure(value) ? value : undefined;
}

function toolCallsIn(content: JsonRecord): readonly unknown[] {
  const calls = content['tool_calls'];
  if (Array.isArray(calls)) return calls;
  if (isRecord(calls)) return [calls];
  return isRecord(content['function_call']) ? [{ index: 0, function: content['function_call'] }] : [];
}

/** OpenRouter has them as `images`, others as parts of the content. */
function picturesIn({ images, content }: JsonRecord): true | undefined {
  if (!Array.isArray(images) && !Array.isArray(content)) return undefined;
  const isPicture = ({ type }: JsonRecord): boolean => typeof type === 'string' && type.includes('image');
  return recordsIn(images).length > 0 || recordsIn(content).some(isPicture) || undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return joined(value, (part) => (part['type'] === 'thinking' ? undefined : part['text']));
}

/** Mistral's models think in parts of the content: `{ type: 'thinking', thinking: [{ text }] }`. */
function thoughtsIn(content: unknown): string | undefined {
  return joined(content, (part) => (part['type'] === 'thinking' ? textOf(part['thinking']) : undefined));
}

function joined(value: unknown, read: (part: JsonRecord) => unknown): string | undefined {
  const text = recordsIn(value)
    .map((part) => read(part))
    .filter((piece) => typeof piece === 'string')
    .join('');
  return text === '' ? undefined : text;
}

function recordsIn(value: unknown): readonly JsonRecord[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.filter(isRecord);
}

function inside(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}
