import type {
  ChatEvent,
  FileEvent,
  ReasoningDetailEvent,
  ResponseEvent,
  TokenLogprob,
  Usage,
} from '../contract/chat-event.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { isRecord } from '../util/is-record.ts';

type Finish = Extract<ChatEvent, { type: 'finish' }>;
type Source = Extract<ChatEvent, { type: 'source' }>;

const finishReasons: ReadonlySet<string> = new Set(['stop', 'length', 'content-filter', 'tool-calls', 'other']);

/** Not more than a service needs for a signature or an encrypted thought: all of it goes back with every further turn. */
const maxDetailCharacters = 4_000_000;

/** A word that is not known becomes `other`, and counts that are not counts are left out: the answer itself is whole. */
export function finishFrom(event: Finish): Finish {
  const { reason, rawReason, usage, fields } = event;
  if (typeof reason !== 'string') throw broken('a finish without a reason');
  if (fields !== undefined && !isRecord(fields)) throw broken('a finish whose fields are not a JSON object');
  const known = finishReasons.has(reason);
  const counts = usage === undefined ? undefined : usageFrom(usage);
  if (known && counts === usage) return event;
  return {
    type: 'finish',
    reason: known ? reason : 'other',
    rawReason: rawReason ?? (known ? undefined : reason),
    ...(counts !== undefined && { usage: counts }),
    ...(fields !== undefined && { fields }),
  };
}

/** With a wrong input, output or total it is not a count at all; a wrong part of them is left out of it. */
function usageFrom(usage: Usage): Usage | undefined {
  if (!isCount(usage?.inputTokens) || !isCount(usage.outputTokens)) return undefined;
  if (usage.totalTokens !== undefined && !isCount(usage.totalTokens)) return undefined;
  const { totalTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens, raw } = usage;
  const optional = { totalTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens };
  const isSound = Object.values(optional).every((count: unknown) => count === undefined || isCount(count));
  if (isSound && (raw === undefined || isRecord(raw))) return usage;
  const { inputTokens, outputTokens } = usage;
  const sound = Object.entries(optional).filter(([, count]) => isCount(count));
  return { inputTokens, outputTokens, ...Object.fromEntries(sound), ...(isRecord(raw) && { raw }) };
}

export function sourceFrom(event: Source): Source {
  const { url, start, end } = event;
  if (typeof url !== 'string') throw broken('a source without a url');
  if ((start !== undefined && !isIndex(start)) || (end !== undefined && !isIndex(end))) {
    throw broken('a source whose start or end is not a position in the text');
  }
  return event;
}

export function responseFrom(event: ResponseEvent): ResponseEvent {
  const { id, model, created, requestId, fields } = event;
  for (const [name, value] of Object.entries({ id, model, requestId })) {
    if (value !== undefined && typeof value !== 'string') throw broken(`a response whose ${name} is not a string`);
  }
  if (created !== undefined && !Number.isFinite(created)) throw broken('a response whose created is not a number');
  if (fields !== undefined && !isRecord(fields)) throw broken('a response whose fields are not a JSON object');
  return event;
}

export function reasoningDetailFrom(event: ReasoningDetailEvent): ReasoningDetailEvent {
  const { detail } = event;
  if (!isRecord(detail)) throw broken('a reasoning-detail that is not a JSON object');
  const { type, format, index } = detail;
  if (typeof type !== 'string' || typeof format !== 'string' || !isIndex(index)) {
    throw broken('a reasoning-detail without type and format, which are strings, and index, an integer from 0 on');
  }
  const length = jsonLength(detail);
  if (length === undefined) throw broken('a reasoning-detail that cannot be written as JSON');
  if (length > maxDetailCharacters) {
    throw broken(`a reasoning-detail of ${length} characters; at most ${maxDetailCharacters} go back with each turn`);
  }
  return event;
}

export function fileFrom(event: FileEvent): FileEvent {
  const { mediaType, data, url, id, transcript, expiresAt } = event;
  if (typeof mediaType !== 'string' || !/^[\w.+-]+\/(?:[\w.+-]+|\*)/.test(mediaType)) {
    throw broken('a file without a mediaType such as image/png');
  }
  if ((data === undefined) === (url === undefined)) throw broken('a file that does not have either data or url');
  if (data !== undefined && (typeof data !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data))) {
    throw broken('a file whose data are not base64');
  }
  if (url !== undefined && (typeof url !== 'string' || !/^https?:/.test(url))) {
    throw broken('a file whose url is not an http(s) URL');
  }
  for (const [name, value] of Object.entries({ id, transcript })) {
    if (value !== undefined && typeof value !== 'string') throw broken(`a file whose ${name} is not a string`);
  }
  if (expiresAt !== undefined && !Number.isFinite(expiresAt)) throw broken('a file whose expiresAt is not a number');
  return event;
}

/** `undefined` for what are not log probabilities: the text itself is whole. */
export function logprobsFrom(given: readonly TokenLogprob[]): readonly TokenLogprob[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const isSound = given.every((item: unknown) => {
    if (!isRecord(item)) return false;
    const { token, logprob, bytes, top_logprobs: top } = item;
    const areBytes = bytes === null || Array.isArray(bytes);
    return typeof token === 'string' && typeof logprob === 'number' && areBytes && Array.isArray(top);
  });
  return isSound ? given : undefined;
}

/** The error of a provider that does not keep the contract. */
export function broken(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider yielded ${what}. This is a fault of the provider; its conformance tests show where.`,
    { phase: 'chat' },
  );
}

function jsonLength(value: unknown): number | undefined {
  try {
    return JSON.stringify(value).length;
  } catch {
    return undefined;
  }
}

function isIndex(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
