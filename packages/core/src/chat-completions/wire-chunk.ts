import type { Usage } from '../contract/chat-event.ts';
import { isError, isReportedFailure } from '../errors/reported-failure.ts';
import { finishWordFrom } from './finish-reasons.ts';
import { isRecord, type JsonObject, recordsIn } from '../util/is-record.ts';
import { hasDetails, wordsOfDetails } from './reasoning.ts';
import { hasFiles, isPicturePart } from './wire-files.ts';
import { logprobsFrom, type WireLogprobs, usageFrom } from './wire-tokens.ts';

/** What a chunk or a whole completion contains, read field by field. */
export interface WireChunk {
  readonly text: string | undefined;
  readonly reasoning: string | undefined;
  /** The field that the reasoning came from, if the service has a separate one. */
  readonly reasoningField: string | undefined;
  readonly refusal: string | undefined;
  /** The entries as the service sent them. A `function_call` of the older form is here too. */
  readonly toolCalls: readonly unknown[];
  readonly logprobs: WireLogprobs | undefined;
  /** The delta or message itself, if it has files, citations or details of thoughts. */
  readonly carrier: JsonObject | undefined;
  /** Whether the carrier has files. */
  readonly hasFiles: true | undefined;
  /** Whether it has content in an unknown form. */
  readonly hasUnknownParts: true | undefined;
  /** The service's own word for it; see `finish-reasons.ts`. */
  readonly finishReason: string | undefined;
  /** The finish reason of the service behind a router such as OpenRouter. */
  readonly nativeReason: string | undefined;
  readonly usage: Usage | undefined;
  /** An error object inside a 2xx response. */
  readonly error: unknown;
  /** The number of the choice that was read. */
  readonly choice: number | undefined;
  /**
   * Whether the choice has a `message`, which may be a piece like any other, or the end of a stream that repeats all
   * deltas.
   */
  readonly fromMessage: true | undefined;
  /** Whether the chunk has a choice that does not belong to the answer. */
  readonly strayChoice: true | undefined;
  /** Whether the chunk has no choice at all, so that it can have only a token count or an error. */
  readonly bare: true | undefined;
}

const nothing: WireChunk = {
  text: undefined,
  reasoning: undefined,
  reasoningField: undefined,
  refusal: undefined,
  toolCalls: [],
  logprobs: undefined,
  carrier: undefined,
  hasFiles: undefined,
  hasUnknownParts: undefined,
  finishReason: undefined,
  nativeReason: undefined,
  usage: undefined,
  error: undefined,
  choice: undefined,
  fromMessage: undefined,
  strayChoice: undefined,
  bare: undefined,
};

/**
 * Reads one JSON value of the stream. `undefined` for a value that says nothing, such as `null`, a number or `{}`.
 * @param answer - The number of the choice that is the answer. `undefined` if it is not known yet.
 */
export function wireChunkFrom(value: unknown, answer?: number): WireChunk | undefined {
  if (!isRecord(value)) return isReportedFailure(value) ? { ...nothing, error: value, bare: true } : undefined;
  const choice = choiceFrom(value['choices'], answer);
  const usage = usageIn(value, choice);
  if (choice === undefined) {
    const error = errorIn(value);
    const strayChoice = recordsIn(value['choices']).length > 0 || undefined;
    if (error === undefined && usage === undefined && strayChoice === undefined) return undefined;
    return { ...nothing, usage, error, strayChoice, bare: strayChoice === undefined ? true : undefined };
  }
  const chunk = saidIn(choice, usage, errorBeside(value, choice));
  const choices: unknown = value['choices'];
  return Array.isArray(choices) && choices.length > 1 ? withOthers(chunk, choice, choices) : chunk;
}

/** In a stream, Groq puts the token count into a field of its own, and Moonshot into the choice. Most chunks have none. */
function usageIn({ usage, x_groq: groq }: JsonObject, choice: JsonObject | undefined): Usage | undefined {
  let found = isRecord(usage) ? usageFrom(usage) : undefined;
  if (found === undefined && isRecord(groq)) found = usageFrom(groq['usage']);
  const inChoice = choice?.['usage'];
  return found === undefined && isRecord(inChoice) ? usageFrom(inChoice) : found;
}

/** What a choice contains, streamed or whole. */
function saidIn(choice: JsonObject, usage?: Usage, error?: unknown): WireChunk {
  const { delta, message, logprobs } = choice;
  // `message`: the service sent a whole answer although the request asked for a stream.
  const given = delta ?? message;
  const isPlain = isRecord(given) && hasNoObjects(given);
  const said = isPlain ? given : withThought(isRecord(given) ? given : { content: given });
  const { content } = said;
  const toolCalls = isPlain ? none : toolCallsIn(said);
  const isCarrier = !isPlain && hasDetails(said);
  const spoken = textOf(said['reasoning_content']);
  const spokenElsewhere = spoken === undefined ? textOf(said['reasoning']) : undefined;
  const inContent = isPlain ? undefined : thoughtsIn(content);
  const reasoning = spoken ?? spokenElsewhere ?? inContent ?? (isCarrier ? wordsOfDetails(said) : undefined);
  const withFiles = !isPlain && hasFiles(said);
  // Services with the older completions API have the text in the choice itself, some of them beside an empty delta.
  const isEmpty = typeof content !== 'string' && reasoning === undefined && toolCalls.length === 0;
  return {
    text: textOf(content) ?? (isEmpty ? textOf(choice['text']) : undefined),
    reasoning,
    reasoningField: spoken !== undefined ? 'reasoning_content' : spokenElsewhere && 'reasoning',
    refusal: textOf(said['refusal']),
    toolCalls,
    logprobs: isRecord(logprobs) ? logprobsFrom(logprobs) : undefined,
    carrier: isCarrier || withFiles || (!isPlain && Array.isArray(said['annotations'])) ? said : undefined,
    hasFiles: withFiles || undefined,
    hasUnknownParts: isUnknown(content) || undefined,
    finishReason: finishWordFrom(choice['finish_reason']) ?? finishWordFrom(choice['finishReason']),
    nativeReason: finishWordFrom(choice['native_finish_reason']),
    usage,
    error,
    choice: numberOf(choice),
    fromMessage: (isRecord(message) && !isRecord(delta)) || undefined,
    strayChoice: undefined,
    bare: undefined,
  };
}

/**
 * Turns the summary of a thought, which Gemini marks with a field beside its text, into a thought in Mistral's form.
 */
function withThought(said: JsonObject): JsonObject {
  const extra = said['extra_content'];
  const google = isRecord(extra) ? extra['google'] : undefined;
  if (!isRecord(extra) || !isRecord(google) || google['thought'] !== true) return said;
  const { content, extra_content: _extra, ...others } = said;
  const { thought: _thought, ...rest } = google;
  const more = Object.keys(rest).length > 0 && { extra_content: { ...extra, google: rest } };
  return { ...others, ...more, content: [{ type: 'thinking', thinking: content }] };
}

/**
 * Joins choices of the same number: some gateways send the text and the calls of one answer in two choices. A choice
 * with another number, or with a kind of content that is there already, is a second answer.
 */
function withOthers(chunk: WireChunk, choice: JsonObject, choices: readonly unknown[]): WireChunk {
  const number = chunk.choice ?? 0;
  let all = chunk;
  for (const other of choices) {
    if (other === choice || !isRecord(other)) continue;
    const said = saidIn(other);
    if (!saysSomething(said)) continue;
    all =
      (said.choice ?? number) === number && !saysAgain(all, said) ? joined(all, said) : { ...all, strayChoice: true };
  }
  return all;
}

function saysAgain(chunk: WireChunk, more: WireChunk): boolean {
  const both = (name: 'text' | 'reasoning' | 'refusal'): boolean =>
    chunk[name] !== undefined && more[name] !== undefined;
  return (
    both('text') || both('reasoning') || both('refusal') || (chunk.toolCalls.length > 0 && more.toolCalls.length > 0)
  );
}

function joined(chunk: WireChunk, more: WireChunk): WireChunk {
  const calls = more.toolCalls.length > 0;
  return {
    ...chunk,
    text: chunk.text ?? more.text,
    reasoning: chunk.reasoning ?? more.reasoning,
    reasoningField: chunk.reasoningField ?? more.reasoningField,
    refusal: chunk.refusal ?? more.refusal,
    toolCalls: calls ? more.toolCalls : chunk.toolCalls,
    logprobs: chunk.logprobs ?? more.logprobs,
    carrier: chunk.carrier ?? more.carrier,
    hasFiles: chunk.hasFiles ?? more.hasFiles,
    hasUnknownParts: chunk.hasUnknownParts ?? more.hasUnknownParts,
    finishReason: (calls ? more.finishReason : undefined) ?? chunk.finishReason ?? more.finishReason,
  };
}

/** Whether a chunk adds anything to the answer. */
export function saysSomething(chunk: WireChunk): boolean {
  const { text, reasoning, refusal, toolCalls, hasFiles, hasUnknownParts } = chunk;
  return (
    text !== undefined ||
    reasoning !== undefined ||
    refusal !== undefined ||
    hasFiles === true ||
    hasUnknownParts === true ||
    toolCalls.length > 0
  );
}

/**
 * The choice that is the answer: the one of index 0, wherever it stands, or else the first with another number. A
 * second choice, which nobody asked for, is not mixed into it.
 */
function choiceFrom(choices: unknown, answer: number | undefined): JsonObject | undefined {
  if (!Array.isArray(choices)) return undefined;
  const given: readonly unknown[] = choices;
  const wanted = answer ?? 0;
  for (const choice of given) {
    if (isRecord(choice) && (numberOf(choice) ?? wanted) === wanted) return choice;
  }
  return answer === undefined ? given.find(isRecord) : undefined;
}

function numberOf({ index }: JsonObject): number | undefined {
  const number = typeof index === 'string' && index !== '' ? Number(index) : index;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** The error in a value without choices. `undefined` if it reports none. */
function errorIn(value: JsonObject): unknown {
  const { error } = value;
  if (isRecord(error) && isError(error)) return error;
  return isReportedFailure(value) ? value : undefined;
}

/**
 * The error in a value that has choices too. OpenRouter puts the error of the service behind it into the choice.
 * MiniMax reports an outcome with every chunk.
 */
function errorBeside(value: JsonObject, choice: JsonObject): unknown {
  if ((value['error'] ?? choice['error'] ?? value['base_resp'] ?? undefined) === undefined) return undefined;
  if (isError(value['error'])) return value['error'];
  if (isError(choice['error'])) return choice['error'];
  return value['base_resp'] !== undefined && isReportedFailure(value) ? value : undefined;
}

const none: readonly unknown[] = [];

function toolCallsIn(content: JsonObject): readonly unknown[] {
  const calls = content['tool_calls'];
  if (Array.isArray(calls)) return calls;
  if (isRecord(calls)) return [calls];
  return isRecord(content['function_call']) ? [{ index: 0, function: content['function_call'] }] : [];
}

/** Whether a content, or a part of one, is neither text nor a thought nor a picture. */
function isUnknown(content: unknown): boolean {
  if (Array.isArray(content)) return content.some(isUnknown);
  if (!isRecord(content)) return typeof content === 'number' || content === true;
  if (Object.keys(content).length === 0 || 'text' in content || content['type'] === 'thinking') return false;
  return !isPicturePart(content);
}

/** The text of a content, which may be a string, a list of parts, or one part without a list. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = isRecord(value) ? [value] : value;
  return joinedParts(parts, (part) => {
    if (!isRecord(part)) return part;
    return part['type'] === 'thinking' ? undefined : part['text'];
  });
}

/** Mistral's models think in parts of the content: `{ type: 'thinking', thinking: [{ text }] }`. */
function thoughtsIn(content: unknown): string | undefined {
  return joinedParts(content, (part) =>
    isRecord(part) && part['type'] === 'thinking' ? textOf(part['thinking']) : undefined,
  );
}

function joinedParts(value: unknown, read: (part: unknown) => unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const parts: readonly unknown[] = value;
  const text = parts
    .map((part) => read(part))
    .filter((piece) => typeof piece === 'string')
    .join('');
  return text === '' ? undefined : text;
}

/** Whether a delta has only text: calls, files and details of thoughts are objects or lists. */
function hasNoObjects(said: JsonObject): boolean {
  for (const name in said) if (typeof said[name] === 'object' && said[name] !== null) return false;
  return true;
}
