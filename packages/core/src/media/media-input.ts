import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { sourceOfIterable, sourceOfReadable, sourceOfWebStream } from './stream-source.ts';
import { explicitType } from './mime-type.ts';
import { mediaError } from './media-error.ts';
import type { BlobSource, MediaSource } from './media-source.ts';
import { type RemoteSource, sourceOfString, sourceOfUrl } from './url-source.ts';
import { type NamedFile, namedBy } from './named-file.ts';

/**
 * What a caller may pass as an image or another file. Wherever this type is accepted, a plain string is too: it is a
 * `data:` or `https:` URL and never a path. To name a file on disk, pass `file(path)` or a `URL` object, neither of
 * which JSON can contain.
 * @see docs/decisions/0017-files-are-named-by-code.md
 */
export type MediaInput =
  | URL
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | Readable
  | WebStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | NamedFile;

/** Finds out what the caller passed. Throws for what cannot be a file. Opens and reads nothing. */
export function sourceOf(input: unknown, label: string): MediaSource | RemoteSource {
  if (typeof input === 'string') return sourceOfString(input, label);
  if (typeof input !== 'object' || input === null) {
    const found = input === null ? 'null' : typeof input;
    throw mediaError(label, `it is ${found}, not a file. ${whatToPass}`);
  }
  if (input instanceof URL) return sourceOfUrl(input, label);
  const named = namedBy(input, label);
  if (named !== undefined) return { from: 'path', ...named, name: named.path };
  const bytes = bytesOf(input);
  if (bytes !== undefined) return { from: 'bytes', bytes, name: undefined, type: undefined };
  if (isBlob(input)) return blobSource(input, label);
  if (isFileHandle(input)) return handleSource(input, label);
  if (isReadable(input)) return sourceOfReadable(input, label);
  if (isWebStream(input)) return sourceOfWebStream(input, label);
  if (Symbol.asyncIterator in input) return sourceOfIterable(input as AsyncIterable<unknown>, label);
  if (has(input, 'then')) throw mediaError(label, 'it is a promise. Await it first.');
  // The program may have received the object as JSON from a stranger.
  const found = 'path' in input ? 'a plain object with a path is never read from disk' : 'the object is not a file';
  throw mediaError(label, `${found}. ${whatToPass}`);
}

const whatToPass =
  'Pass file(path) of @plugboard/core for a file on disk, an https: or data: URL, bytes, a Blob or a stream.';

/** A view of the same memory, not a copy. */
function bytesOf(input: object): Uint8Array | undefined {
  if (isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (!ArrayBuffer.isView(input)) return undefined;
  return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

/**
 * Recognizes buffers of another realm too. Looks the function up when it is needed, because an import would load all of
 * `node:util`.
 */
function isAnyArrayBuffer(input: object): input is ArrayBufferLike {
  return process.getBuiltinModule('node:util').types.isAnyArrayBuffer(input);
}

/** Recognizes a `Blob` by its shape, so that one of another copy or realm counts too. */
function isBlob(input: object): input is Blob {
  const tag: unknown = Reflect.get(input, Symbol.toStringTag);
  return (tag === 'Blob' || tag === 'File') && has(input, 'stream');
}

function blobSource(blob: Blob, label: string): BlobSource {
  const type: unknown = blob.type;
  const size: unknown = blob.size;
  const name: unknown = Reflect.get(blob, 'name');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw mediaError(label, 'the Blob does not say its size.');
  return {
    from: 'blob',
    blob,
    size,
    name: typeof name === 'string' ? name : undefined,
    type: type === '' ? undefined : explicitType(type, label),
  };
}

function isFileHandle(input: object): input is FileHandle {
  return typeof Reflect.get(input, 'fd') === 'number' && has(input, 'stat') && has(input, 'read') && has(input, 'sync');
}

function handleSource(handle: FileHandle, label: string): MediaSource {
  if (handle.fd < 0) throw mediaError(label, 'the file handle is closed.');
  return { from: 'handle', handle, name: undefined, type: undefined };
}

function isReadable(input: object): input is Readable {
  return has(input, 'pipe') && has(input, 'on') && has(input, 'destroy') && Symbol.asyncIterator in input;
}

function isWebStream(input: object): input is WebStream<unknown> {
  return has(input, 'getReader') && has(input, 'cancel');
}

function has(input: object, method: string): boolean {
  return typeof Reflect.get(input, method) === 'function';
}
