import type { ReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { consumedError, mediaError } from './media-error.ts';
import type { FileStreamSource, PathSource, StreamSource } from './media-source.ts';

/** How an object was taken over by an earlier part or call. */
const adoptedKey: unique symbol = Symbol.for('plugboard.adopted-media') as never;

/** A stream of Node. From here on its errors are kept for the reader instead of ending the process. */
export function adoptReadable(stream: Readable, label: string): PathSource | StreamSource | FileStreamSource {
  const before: unknown = Reflect.get(stream, adoptedKey);
  let failure: { readonly cause: unknown } | undefined;
  // Before anything is refused: the caller hears of the refusal, and a late error must not end the process.
  if (before === undefined) stream.on('error', (cause) => (failure ??= { cause }));
  if (before === 'stream') throw consumedError(label);
  if (before !== 'path') refuseUsed(stream, label);
  const path = isReadStream(stream) ? pathOf(stream) : undefined;
  if (before === 'path') {
    // Whoever adopted it first may have had to read it.
    if (path === undefined) throw consumedError(label);
    return { from: 'path', path, name: path, type: undefined };
  }
  mark(stream, path === undefined ? 'stream' : 'path');
  const once = adoptOnce(stream, () => failure);
  if (path === undefined) return once;
  const descriptor = (): number | undefined => {
    const found: unknown = Reflect.get(stream, 'fd');
    return typeof found === 'number' ? found : undefined;
  };
  return { from: 'file-stream', path, name: path, type: undefined, stream: once, descriptor };
}

function adoptOnce(stream: Readable, failure: StreamSource['failure']): StreamSource {
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
      'somebody else is reading the stream already (it flows). Pass it before anything reads it.',
    );
  if (!stream.readable) throw mediaError(label, 'the stream is not readable.');
  if (stream.readableEncoding === null || stream.readableEncoding === undefined) return;
  stream.destroy();
  throw mediaError(label, 'the stream has an encoding set, so it gives text and no bytes. Create it without one.');
}

/** Looked up here, since an import would load Node's streams into every program that never passes one. */
function isReadStream(stream: Readable): stream is ReadStream {
  return stream instanceof process.getBuiltinModule('node:fs').ReadStream;
}

/** The file behind a stream that nobody has read and that shows all of it: better opened anew for each try. Streams of a descriptor have no path. */
function pathOf(stream: ReadStream): string | undefined {
  const { path } = stream;
  if (hasOwnFileSystem(stream)) return undefined;
  const start: unknown = Reflect.get(stream, 'start');
  const end: unknown = Reflect.get(stream, 'end');
  const whole = (start === undefined || start === 0) && (end === undefined || end === Infinity);
  if (typeof path !== 'string' || path === '' || !whole || stream.bytesRead > 0) return undefined;
  return resolve(path);
}

/** Made with the option `fs`: the path is one of that file system. Node keeps it under a symbol and tells nobody else. */
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

/** A stream of the web standard. Its reader is taken at once, so nobody else can read it. */
export function adoptWebStream(stream: WebStream<unknown>, label: string): StreamSource {
  if (stream.locked) throw mediaError(label, 'the stream is locked: it has a reader already, or was passed twice.');
  // The declaration of Node names its own streams only; the function takes both kinds.
  const { Readable } = process.getBuiltinModule('node:stream');
  if ((Readable.isDisturbed as (stream: unknown) => boolean)(stream)) throw consumedError(label);
  const reader = stream.getReader();
  const end = (): void => void reader.cancel().catch(ignore);
  const next = (): Promise<IteratorResult<unknown>> => reader.read() as Promise<IteratorResult<unknown>>;
  return { from: 'stream', name: undefined, type: undefined, ...readOnce(() => ({ next }), end), failure: noFailure };
}

/** Generators and other objects that give pieces. */
export function adoptIterable(iterable: AsyncIterable<unknown>, label: string): StreamSource {
  if (Reflect.get(iterable, adoptedKey) !== undefined) throw consumedError(label);
  mark(iterable, 'stream');
  const reading = readOnce(
    () => iterable[Symbol.asyncIterator](),
    (iterator) => void iterator.return?.()?.catch(ignore),
  );
  return { from: 'stream', name: undefined, type: undefined, ...reading, failure: noFailure };
}

/**
 * Asks for the iterator with the first read, since the one of a Node stream starts to listen when it is made. A read that
 * was cut short by `end` fails: some sources would report it as their end, and half a file would pass for a whole one.
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
      if (ended) throw new Error('The stream was ended before it was read to its end.');
      return result;
    },
    end: () => {
      if (ended) return;
      ended = true;
      try {
        stop((iterator ??= create()));
      } catch {
        // A source that cannot be ended is not ours to repair: the call is over either way.
      }
    },
  };
}

function mark(host: object, as: 'stream' | 'path'): void {
  if (Object.isExtensible(host)) Object.defineProperty(host, adoptedKey, { value: as, configurable: true });
}

function noFailure(): undefined {}

function ignore(): void {}
