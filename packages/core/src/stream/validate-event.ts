import type { ChatEvent, FileEvent, ReasoningDetailEvent, TokenLogprob } from '../contract/chat-event.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { isRecord } from '../util/is-record.ts';

type Source = Extract<ChatEvent, { type: 'source' }>;

/**
 * How large a detail may be. Services need far less for a signature or an encrypted thought, and every further turn
 * sends it again.
 */
const maxDetailCharacters = 4_000_000;

/** Checks a `source` event. Throws `protocol_error` if it breaks the contract. */
export function sourceFrom(event: Source): Source {
  const { url, start, end } = event;
  if (typeof url !== 'string') throw broken('a source without a url');
  if ((start !== undefined && !isIndex(start)) || (end !== undefined && !isIndex(end))) {
    throw broken('a source whose start or end is not a position in the text');
  }
  return event;
}

/** Checks a `reasoning-detail` event. Throws `protocol_error` if it breaks the contract. */
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

/** Checks a `file` event. Throws `protocol_error` if it breaks the contract. */
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

/** The log probabilities, or `undefined` if they are malformed, because the text itself is whole. */
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

/** The error for a provider that breaks the contract. */
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
