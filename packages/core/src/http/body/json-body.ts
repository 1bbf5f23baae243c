import { sanitizeCause } from '../../errors/sanitized-cause.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { isMedia, mediaPart, type MediaPart, mediaPieces } from '../../media/media-part.ts';
import type { Media } from '../../contract/media.ts';
import { base64Length, base64Pieces } from './base64.ts';
import type { RequestBody } from './request-body.ts';

/**
 * A JSON body in which every `Media` stands as a `data:` URL. The bytes are those of `JSON.stringify` of the same value with
 * the URLs written out, but the files are read while they are sent.
 *
 * @throws PlugboardError `input_invalid` for what JSON cannot hold, such as a cycle.
 */
export function jsonBody(value: unknown): RequestBody {
  const contentType = 'application/json';
  if (!mayHoldMedia(value)) {
    const text = stringify(value);
    return { contentType, length: Buffer.byteLength(text), open: () => text };
  }
  const found: Media[] = [];
  // Cannot be guessed, so it stands nowhere else in the text. Asked for here, as an `import` would load all of `node:crypto`.
  const nonce = process.getBuiltinModule('node:crypto').randomUUID();
  const text = stringify(value, (part) => {
    if (!isMedia(part)) return part;
    found.push(part);
    return `${nonce}:${found.length - 1}`;
  });
  if (found.length === 0) return { contentType, length: Buffer.byteLength(text), open: () => text };
  const parts = found.map((media) => mediaPart(media));
  const [first = '', ...rest] = text.split(new RegExp(`${nonce}:(\\d+)`));
  const segments: (Uint8Array | MediaPart)[] = [Buffer.from(first)];
  for (const [index, piece] of rest.entries()) {
    const part = index % 2 === 0 ? parts[Number(piece)] : undefined;
    if (part !== undefined) segments.push(Buffer.from(`data:${part.type};base64,`), part);
    else segments.push(Buffer.from(piece));
  }
  return { contentType, length: totalLength(segments), open: (borrow = false) => write(segments, borrow) };
}

/** Parts that are looked at; a larger value, or one that leads back to itself, is taken to hold files and goes the longer way. */
const maxParts = 1_000;

/** False only when no part of the value is a file: the plain `JSON.stringify` is several times faster. */
function mayHoldMedia(whole: unknown): boolean {
  let left = maxParts;
  const isSuspect = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    left -= 1;
    if (left < 0 || isMedia(value) || 'toJSON' in value) return true;
    return Object.values(value).some(isSuspect);
  };
  return isSuspect(whole);
}

function stringify(value: unknown, replace?: (value: unknown) => unknown): string {
  let text: string | undefined;
  let failure: unknown;
  try {
    text = JSON.stringify(value, replace && ((_key, part: unknown) => replace(part)));
  } catch (cause) {
    if (PlugboardError.isInstance(cause)) throw cause;
    failure = cause;
  }
  if (text !== undefined) return text;
  throw new PlugboardError(
    'input_invalid',
    'The request body cannot be written as JSON. It must be free of cycles, BigInt values and functions in the place of values.',
    { cause: sanitizeCause(failure) },
  );
}

function totalLength(segments: readonly (Uint8Array | MediaPart)[]): number | undefined {
  let length = 0;
  for (const segment of segments) {
    if (segment instanceof Uint8Array) length += segment.byteLength;
    else if (segment.size === undefined) return undefined;
    else length += base64Length(segment.size);
  }
  return length;
}

async function* write(
  segments: readonly (Uint8Array | MediaPart)[],
  borrow: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const segment of segments) {
    if (segment instanceof Uint8Array) yield segment;
    else yield* base64Pieces(mediaPieces(segment, borrow), borrow);
  }
}
