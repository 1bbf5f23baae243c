import { changedError, mediaError } from './media-error.ts';
import type { Media, MediaBytesOptions, MediaContent } from '../contract/media.ts';
import { essenceOf } from './mime-type.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

const kinds: ReadonlySet<unknown> = new Set(['image', 'video', 'audio', 'pdf']);

/** A file that is ready to be sent. */
export interface LoadedMedia extends Media {
  /** Whether the bytes can be read from the start: always for paths, bytes and blobs, and until the first read for streams. */
  readonly readable: boolean;
  /**
   * Like `stream`, but every piece reuses the same memory and is valid only until the next one is requested. Absent
   * where that saves nothing.
   */
  readonly reusable?: (() => AsyncIterable<Uint8Array>) | undefined;
  /** Like `stream`, but what it reads does not count as progress. Absent if nobody counts progress. */
  readonly uncounted?: (() => AsyncIterable<Uint8Array>) | undefined;
}

/**
 * Recognizes media by their shape, so that those of another installed copy of this package, or of a test, count too.
 */
export function isMedia(value: unknown): value is MediaContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream' in value &&
    typeof value.stream === 'function' &&
    'kind' in value &&
    kinds.has(value.kind) &&
    'type' in value
  );
}

/**
 * What a request body needs to know about a file. Each value is read once, and checked if a wrong one could corrupt the
 * body.
 */
export interface MediaPart {
  readonly media: MediaContent;
  readonly type: string;
  /** Bytes, when known. */
  readonly size: number | undefined;
}

/**
 * Reads what a request body needs to know about a file.
 * @throws PlugboardError `input_invalid` if its type is not a MIME type.
 */
export function mediaPart(media: MediaContent): MediaPart {
  const { kind, size } = media;
  const type = essenceOf(media.type);
  if (type === undefined) throw mediaError(`the ${kind}`, 'its type is not a MIME type such as image/png.');
  const known = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  return { media, type, size: known ? size : undefined };
}

/**
 * Why a file is read. `send`: the reader may keep a piece. `send-reused`: a piece is valid only until the next one is
 * requested. `sign`: nothing is sent, so the read does not count as progress.
 */
export type Reading = 'send' | 'send-reused' | 'sign';

/**
 * Reads the bytes of a file, piece by piece. Throws if the file has more or fewer bytes than announced, because the
 * length of the body has already been sent.
 */
export async function* mediaPieces(
  { media, size }: MediaPart,
  reading: Reading,
): AsyncGenerator<Uint8Array, void, undefined> {
  const label = `the ${media.kind}`;
  let count = 0;
  const given: AsyncIterable<unknown> = piecesFor(reading, media);
  for await (const found of given) {
    const piece = bytesOfPiece(found);
    if (piece === undefined) throw notBytes(label, found);
    count += piece.byteLength;
    if (size !== undefined && count > size) throw changedError(label);
    yield piece;
  }
  if (size !== undefined && count !== size) throw changedError(label);
}

/** How many bytes a file may have that is read into memory, unless the provider says otherwise. */
const defaultMaxBytes = 64 * 1024 ** 2;

/** Reads a whole file into memory. Throws `unsupported` if it is larger than `maxBytes`. */
export async function bytesOfMedia(
  media: MediaContent,
  { maxBytes = defaultMaxBytes }: MediaBytesOptions = {},
): Promise<Uint8Array> {
  if (typeof maxBytes !== 'number' || !(maxBytes >= 0))
    throw new PlugboardError('config_invalid', 'maxBytes must be a number of bytes, 0 or more.');
  if ((media.size ?? 0) > maxBytes) throw tooLarge(media, maxBytes);
  const pieces: Uint8Array[] = [];
  let count = 0;
  for await (const piece of mediaPieces(mediaPart(media), 'send')) {
    count += piece.byteLength;
    if (count > maxBytes) throw tooLarge(media, maxBytes);
    pieces.push(piece);
  }
  const whole = new Uint8Array(count);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}

function tooLarge({ kind, size }: MediaContent, maxBytes: number): PlugboardError {
  const length = size === undefined ? 'more' : `${size} bytes`;
  const message = `The provider reads files of at most ${maxBytes} bytes, and the ${kind} has ${length}. Send a smaller one.`;
  return new PlugboardError('unsupported', message);
}

/** The error for a file that the provider made itself. The caller's files are checked where they are read. */
function notBytes(label: string, piece: unknown): PlugboardError {
  const message = `The provider sent a file of its own that cannot be read: ${label} yields ${nameOfPiece(piece)} instead of bytes (Uint8Array).`;
  return new PlugboardError('protocol_error', message);
}

function piecesFor(
  reading: Reading,
  media: Pick<LoadedMedia, 'stream' | 'reusable' | 'uncounted'>,
): AsyncIterable<Uint8Array> {
  if (reading === 'send-reused' && media.reusable !== undefined) return media.reusable();
  if (reading === 'sign' && media.uncounted !== undefined) return media.uncounted();
  return media.stream();
}

/** A piece as bytes: a view of the same memory, not a copy. `undefined` if it is not binary. */
export function bytesOfPiece(piece: unknown): Uint8Array | undefined {
  if (piece instanceof Uint8Array) return piece;
  return ArrayBuffer.isView(piece) ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength) : undefined;
}

/** How messages name a piece that is not binary. */
export function nameOfPiece(piece: unknown): string {
  return typeof piece === 'string' ? 'text' : piece === null ? 'null' : `${typeof piece}s`;
}
