import type { ReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { consumedError, mediaError } from './media-error.ts';
import type { FileStreamSource, PathSource, StreamSource } from './media-source.ts';

/** Marks a stream that an earlier part of the request, or an earlier call, has opened, and says how. */
const openedKey: unique symbol = Symbol.for('plugboard.adopted-media') as never;

/** Takes charge of a Node stream. From now on its errors are kept for the reader and no longer end the process. */
export function sourceOfReadable(stream: Readable, label: string): PathSource | StreamSource | FileStreamSource {
  const before: unknown = Reflect.get(stream, openedKey);
  let failure: { readonly cause: unknown } | undefined;
  // Listen before any refusal: the caller learns of the refusal, and a later error must not end the process.
  if (before === undefined) stream.on('error', (cause) => (failure ??= { cause }));
  if (before === 'stream') throw consumedError(label);
  if (before !== 'path') refuseUsed(stream, label);
  const path = isReadStream(stream) ? pathOf(stream) : undefined;
  if (before === 'path') {
    // The first part or call that opened it may have had to read it.
    if (path === undefined) throw consumedError(label);
    return { from: 'path', path, name: path, type: undefined };
  }
  mark(stream, path === undefined ? 'stream' : 'path');
  const once = readableOnce(stream, () => failure);
  if (path === undefined) return once;
  const descriptor = (): number | undefined => {
    const found: unknown = Reflect.get(stream, 'fd');
    return typeof found === 'number' ? found : undefined;
  };
  return { from: 'file-stream', path, name: path, type: undefined, stream: once, descriptor };
}

function readableOnce(stream: Readable, failure: StreamSource['failure']): StreamSource {
  return {
    from: 'stream',
    name: fileNameOf(stream),
    type: undefined,
    ...readOnce(
      () => stream[Symbol.asyncIterator](),
      // At its end a stream closes itself, unless its owner wants to keep the descriptor.
      () => void (stream.readableEnded || stream.destroy()),
    ),
    failure,
  };
}

function refuseUsed(stream: Readable, label: string): void {
  if (stream.readableDidRead || stream.readableEnded) throw consumedError(label);
  if (stream.destroyed || stream.errored)
    throw mediaError(label, 'the stream has been destroyed.', stream.errored ?? undefined);
  if (stream.readableFlowing === true)
    throw mediaError(
      label,
      'something else is already reading the stream (it is flowing). Pass it before anything reads it.',
    );
  if (!stream.readable) throw mediaError(label, 'the stream is not readable.');
  if (stream.readableEncoding === null || stream.readableEncoding === undefined) return;
  stream.destroy();
  throw mediaError(label, 'the stream has an encoding, so it yields text instead of bytes. Create it without one.');
}

/**
 * Looks the class up when it is needed, because an import would load Node's streams in programs that never pass one.
 */
function isReadStream(stream: Readable): stream is ReadStream {
  return stream instanceof process.getBuiltinModule('node:fs').ReadStream;
}

/**
 * The path of the file behind a stream that covers the whole file and has not been read. Each attempt can open that
 * file again. A stream of a descriptor has no path.
 */
function pathOf(stream: ReadStream): string | undefined {
  const { path } = stream;
  if (hasOwnFileSystem(stream)) return undefined;
  const start: unknown = Reflect.get(stream, 'start');
  const end: unknown = Reflect.get(stream, 'end');
  const whole = (start === undefined || start === 0) && (end === undefined || end === Infinity);
  if (typeof path !== 'string' || path === '' || !whole || stream.bytesRead > 0) return undefined;
  return resolve(path);
}

/**
 * Whether the stream was created with the option `fs`, so that its path belongs to that file system. Node keeps the
 * option under a private symbol. Such a stream is read directly, and only once.
 * @see docs/media.md
 */
function hasOwnFileSystem(stream: ReadStream): boolean {
  const key = Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'kFs');
  const own: unknown = key === undefined ? undefined : Reflect.get(stream, key);
  if (typeof own !== 'object' || own === null) return false;
  const { open, read } = process.getBuiltinModule('node:fs');
  return Reflect.get(own, 'open') !== open || Reflect.get(own, 'read') !== read;
}

function fileNameOf(stream: Readable): string | undefined {
  const path: unknown = isReadStream(stream) ? stream.path : undefined;
  return typeof path === 'string' ? path : undefined;
}

/** Takes charge of a web stream. Acquires its reader at once, so that nothing else can read it. */
export function sourceOfWebStream(stream: WebStream<unknown>, label: string): StreamSource {
  if (stream.locked) throw mediaError(label, 'the stream is locked: it already has a reader, or was passed twice.');
  // Node's types declare this function for Node streams only, but it takes web streams too.
  const { Readable } = process.getBuiltinModule('node:stream');
  if ((Readable.isDisturbed as (stream: unknown) => boolean)(stream)) throw consumedError(label);
  const reader = stream.getReader();
  const end = (): void => void reader.cancel().catch(ignore);
  const next = (): Promise<IteratorResult<unknown>> => reader.read() as Promise<IteratorResult<unknown>>;
  return { from: 'stream', name: undefined, type: undefined, ...readOnce(() => ({ next }), end), failure: noFailure };
}

/** Takes charge of a generator or another object that yields pieces. */
export function sourceOfIterable(iterable: AsyncIterable<unknown>, label: string): StreamSource {
  if (Reflect.get(iterable, openedKey) !== undefined) throw consumedError(label);
  mark(iterable, 'stream');
  const reading = readOnce(
    () => iterable[Symbol.asyncIterator](),
    (iterator) => void iterator.return?.()?.catch(ignore),
  );
  return { from: 'stream', name: undefined, type: undefined, ...reading, failure: noFailure };
}

/**
 * Creates the iterator at the first read, because the iterator of a Node stream starts to listen when it is created. A
 * read that `end` interrupts fails, because some sources would report their end instead, and half a file would pass for
 * a whole one.
 */
function readOnce<T extends Pick<AsyncIterator<unknown>, 'next'>>(
  create: () => T,
  stop: (iterator: T) => void,
): Pick<StreamSource, 'next' | 'end'> {
  let iterator: T | undefined;
  let ended = false;
  return {
    next: async () => {
      iterator ??= create();
      const result = await iterator.next();
      if (ended) throw new Error('The stream was ended before it was fully read.');
      return result;
    },
    end: () => {
      if (ended) return;
      ended = true;
      try {
        stop((iterator ??= create()));
      } catch {
        // The call is over, so it does not matter whether the source could be ended.
      }
    },
  };
}

function mark(host: object, as: 'stream' | 'path'): void {
  if (Object.isExtensible(host)) Object.defineProperty(host, openedKey, { value: as, configurable: true });
}

function noFailure(): undefined {}

function ignore(): void {}
