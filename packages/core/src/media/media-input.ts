import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { adoptIterable, adoptReadable, adoptWebStream } from './adopt-stream.ts';
import { mediaError } from './media-error.ts';
import type { BlobSource, MediaSource, PathSource } from './media-source.ts';
import { type RemoteSource, sourceOfString, sourceOfUrl } from './media-url.ts';
import { essenceOf, tellingType } from './mime-type.ts';

/** Finds out what the caller passed. Throws for what can never be a file; opens and reads nothing. */
export function sourceOf(input: unknown, label: string): MediaSource | RemoteSource {
  if (typeof input === 'string') return sourceOfString(input, label);
  if (typeof input !== 'object' || input === null) {
    const found = input === null ? 'null' : typeof input;
    throw mediaError(label, `it is ${found}, not a file. ${whatToPass}`);
  }
  if (input instanceof URL) return sourceOfUrl(input, label);
  const bytes = bytesOf(input);
  if (bytes !== undefined) return { from: 'bytes', bytes, name: undefined, type: undefined };
  if (isBlob(input)) return blobSource(input, label);
  if (isFileHandle(input)) return handleSource(input, label);
  if (isReadable(input)) return adoptReadable(input, label);
  if (isWebStream(input)) return adoptWebStream(input, label);
  if (Symbol.asyncIterator in input) return adoptIterable(input as AsyncIterable<unknown>, label);
  if ('then' in input) throw mediaError(label, 'it is a promise. Await it first.');
  const path: unknown = Reflect.get(input, 'path');
  if (path !== undefined) return pathSource(path, Reflect.get(input, 'type'), label);
  throw mediaError(label, `the object is not a file. ${whatToPass}`);
}

const whatToPass = 'Pass { path: ... }, an https: or data: URL, bytes, a Blob or a stream.';

/** A view of the same memory: nothing is copied. */
function bytesOf(input: object): Uint8Array | undefined {
  if (isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (!ArrayBuffer.isView(input)) return undefined;
  return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

/** By its internals, so that one of another realm counts; looked up here because an import would load all of `node:util`. */
function isAnyArrayBuffer(input: object): input is ArrayBufferLike {
  return process.getBuiltinModule('node:util').types.isAnyArrayBuffer(input);
}

/** By shape: a `Blob` of another copy or realm is one too. */
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

function pathSource(path: unknown, type: unknown, label: string): PathSource {
  if (typeof path !== 'string' || path === '') throw mediaError(label, 'its path is no text, or empty.');
  if (path.includes('\0')) throw mediaError(label, 'its path holds a NUL character.');
  // Now, not when it is read: the working directory may be another one by then.
  const absolute = resolve(path);
  return { from: 'path', path: absolute, name: path, type: type === undefined ? undefined : explicitType(type, label) };
}

function explicitType(type: unknown, label: string): string | undefined {
  const essence = essenceOf(type);
  if (essence === undefined) throw mediaError(label, 'its type is no MIME type such as image/png.');
  return tellingType(essence);
}

function has(input: object, method: string): boolean {
  return typeof Reflect.get(input, method) === 'function';
}
