import { PlugboardError } from '../../errors/plugboard-error.ts';
import { isMedia, mediaPart, mediaPieces, type MediaPart, type Reading } from '../../media/media-part.ts';
import type { HttpRequest } from '../../contract/http.ts';
import { sanitizeCause } from '../../errors/sanitized-cause.ts';
import { bare, bareMedia, type MediaContent } from '../../contract/media.ts';

/** A request body that can be written to a socket piece by piece. */
export interface RequestBody {
  /** The `content-type` header, with the boundary of a multipart body. */
  readonly contentType: string;
  /** The size in bytes, if all sources know theirs. Becomes `content-length`. */
  readonly length: number | undefined;
  /**
   * Returns the whole body if it is small and in memory, otherwise a stream from the start. A source that can be read
   * only once throws `input_invalid` the second time.
   * @param reading - Default `send`.
   */
  open(reading?: Reading): string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** A body that is being sent, in a form that undici accepts. */
export interface SentBody {
  readonly data: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether it is read piece by piece, so that reading its end means that it has been sent. */
  readonly streamed: boolean;
  /** The error of the source itself, if it failed. */
  readonly failure: () => { readonly error: unknown } | undefined;
  /** Releases the source. */
  stop(): void;
}

const pieceSize = 64 * 1024;

/**
 * Opens a body for one request. `sent` is called when a streamed body has been read to its end. `reuse`: large pieces
 * may share memory, because undici asks for the next piece only after the socket has written this one.
 */
export function openBody(body: RequestBody, reuse: boolean, sent: () => void): SentBody {
  const opened = body.open(reuse ? 'send-reused' : 'send');
  if (typeof opened === 'string' || opened instanceof Uint8Array) {
    const bytes = typeof opened === 'string' ? Buffer.from(opened) : opened;
    if (bytes.byteLength <= 4 * pieceSize) {
      return { data: bytes, streamed: false, failure: () => undefined, stop: () => {} };
    }
    // In pieces, so that the time that a slow connection needs does not count as waiting for a response.
    return streamed(piecesOf(bytes), false, sent);
  }
  return streamed(opened, reuse, sent);
}

function streamed(source: AsyncIterable<Uint8Array>, reuse: boolean, sent: () => void): SentBody {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let finished = false;
  let failure: { readonly error: unknown } | undefined;
  const stop = (): void => {
    if (finished) return;
    finished = true;
    // If the source fails while it is being closed, nobody is left who could use the error.
    void Promise.resolve(iterator?.return?.()).catch(() => {});
  };
  const data: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          iterator ??= source[Symbol.asyncIterator]();
          const result = await iterator.next();
          if (result.done === true && !finished) {
            finished = true;
            sent();
          }
          return reuse && result.done !== true ? { done: false, value: unshared(result.value) } : result;
        } catch (error) {
          finished = true;
          failure = { error };
          throw error;
        }
      },
      return() {
        stop();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
  return { data, streamed: true, failure: () => failure, stop };
}

/** Copies a piece below the socket's high-water mark: a socket keeps such pieces and asks for the next one at once. */
function unshared(piece: Uint8Array): Uint8Array {
  const { getDefaultHighWaterMark } = process.getBuiltinModule('node:stream');
  return piece.byteLength < getDefaultHighWaterMark(false) ? Uint8Array.from(piece) : piece;
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceSize) yield bytes.subarray(start, start + pieceSize);
}

/**
 * A body that is sent as it is.
 *
 * @throws PlugboardError `input_invalid` for a file whose type is not a MIME type, and for a value of another kind.
 */
export function plainBody(body: HttpRequest['body']): RequestBody {
  if (body instanceof URLSearchParams) {
    const text = body.toString();
    return { contentType: 'application/x-www-form-urlencoded;charset=UTF-8', length: text.length, open: () => text };
  }
  if (typeof body === 'string') {
    return { contentType: 'text/plain;charset=UTF-8', length: Buffer.byteLength(body), open: () => body };
  }
  if (body instanceof Uint8Array) {
    return { contentType: 'application/octet-stream', length: body.byteLength, open: () => body };
  }
  if (isMedia(body)) {
    const part = mediaPart(body);
    return { contentType: part.type, length: part.size, open: (reading = 'send') => mediaPieces(part, reading) };
  }
  throw new PlugboardError(
    'input_invalid',
    'The body of a request must be URLSearchParams, text, a Uint8Array or a Media. Give JSON as json, and a multipart form as form.',
  );
}

/**
 * A JSON body in which every `Media` becomes a `data:` URL, or bare base64 if `asBase64` marked it. The bytes are those
 * of `JSON.stringify` of the same value with the URLs written out, but the files are read while they are sent.
 *
 * @throws PlugboardError `input_invalid` for a value that JSON cannot express, such as a cycle.
 */
export function jsonBody(value: unknown): RequestBody {
  const contentType = 'application/json';
  if (!mayHoldMedia(value)) {
    const text = stringify(value);
    return { contentType, length: Buffer.byteLength(text), open: () => text };
  }
  const found: { readonly media: MediaContent; readonly isBare: boolean }[] = [];
  // Nobody can guess it, so it occurs nowhere else in the text. Not imported, because an `import` would load all of
  // `node:crypto`.
  const nonce = process.getBuiltinModule('node:crypto').randomUUID();
  const text = stringify(value, (part) => {
    const bare = typeof part === 'object' && part !== null ? bareMedia(part) : undefined;
    const media = bare ?? part;
    if (!isMedia(media)) return part;
    found.push({ media, isBare: bare !== undefined });
    return `${nonce}:${found.length - 1}`;
  });
  if (found.length === 0) return { contentType, length: Buffer.byteLength(text), open: () => text };
  const parts = found.map(({ media, isBare }) => ({ ...mediaPart(media), isBare }));
  const [first = '', ...rest] = text.split(new RegExp(`${nonce}:(\\d+)`));
  const segments: (Uint8Array | MediaPart)[] = [Buffer.from(first)];
  for (const [index, piece] of rest.entries()) {
    const part = index % 2 === 0 ? parts[Number(piece)] : undefined;
    if (part === undefined) segments.push(Buffer.from(piece));
    else if (part.isBare) segments.push(part);
    else segments.push(Buffer.from(`data:${part.type};base64,`), part);
  }
  return { contentType, length: totalLength(segments), open: (reading = 'send') => write(segments, reading) };
}

/** How many parts of a value to look at. A larger value, or a cyclic one, counts as one that may contain files. */
const maxParts = 1_000;

/**
 * False only if no part of the value is a file. Then a plain `JSON.stringify` is enough, which is several times faster.
 */
function mayHoldMedia(whole: unknown): boolean {
  let left = maxParts;
  const isSuspect = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    left -= 1;
    if (left < 0 || bare in value || 'toJSON' in value) return true;
    // Every file has this method, but so may other objects.
    if ('stream' in value && typeof value.stream === 'function') return true;
    if (Array.isArray(value)) return value.some(isSuspect);
    for (const name in value) if (isSuspect(Reflect.get(value, name))) return true;
    return false;
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
    'The request body cannot be written as JSON. It must not contain a cycle, a BigInt, or a function where a value belongs.',
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
  reading: Reading,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const segment of segments) {
    if (segment instanceof Uint8Array) yield segment;
    else yield* base64Pieces(mediaPieces(segment, reading), reading === 'send-reused');
  }
}

/** A multiple of 3, so that whole pieces leave no rest. Limits the memory for sources that yield one huge piece. */
const groupLength = 384 * 1024;

/** A multiple of 3. Small steps make strings that the garbage collector can free at once. */
const stepLength = 24 * 1024;

/** The length of the base64 text of this many bytes, padding included. */
function base64Length(byteLength: number): number {
  return Math.ceil(byteLength / 3) * 4;
}

/**
 * The base64 text of a stream of bytes, as ASCII bytes. With `reuse`, every piece is written to the same memory and is
 * valid only until the next one is requested.
 */
async function* base64Pieces(
  source: AsyncIterable<Uint8Array>,
  reuse = false,
): AsyncGenerator<Uint8Array, void, undefined> {
  let shared: Buffer | undefined;
  const memory = (length: number): Buffer => {
    if (!reuse) return Buffer.allocUnsafeSlow(length);
    if (shared === undefined || shared.length < length) shared = Buffer.allocUnsafeSlow(length);
    return shared.subarray(0, length);
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    let offset = 0;
    if (rest.length > 0) {
      const missing = Math.min(3 - rest.length, piece.byteLength);
      rest = Buffer.concat([rest, piece.subarray(0, missing)]);
      offset = missing;
      if (rest.length < 3) continue;
    }
    while (piece.byteLength - offset >= 3 || rest.length === 3) {
      const whole = piece.byteLength - offset - ((piece.byteLength - offset) % 3);
      const end = offset + Math.min(whole, groupLength);
      const encoded = memory(base64Length(rest.length + end - offset));
      encode(piece.subarray(offset, end), encoded, encoded.write(rest.toString('base64'), 'latin1'));
      yield encoded;
      rest = Buffer.alloc(0);
      offset = end;
    }
    if (offset < piece.byteLength) rest = Buffer.from(piece.subarray(offset));
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}

/** Encodes in small steps. `bytes` are whole groups of three. */
function encode(bytes: Uint8Array, into: Buffer, from: number): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = from;
  for (let start = 0; start < source.length; start += stepLength) {
    position += into.write(source.toString('base64', start, start + stepLength), position, 'latin1');
  }
}
