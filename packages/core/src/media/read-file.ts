import { constants, fstat, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteSource, FileStreamSource, PathSource, ReadLimits, StreamSource } from './media-source.ts';
import { headLength } from './detect-type.ts';
import { changedError, mediaError, openError, readError } from './media-error.ts';

/** Reading in pieces of this size takes half the CPU time of 64 KiB pieces. Larger pieces gain nothing. */
const pieceLength = 256 * 1024;

/**
 * With O_NONBLOCK, opening does not wait if a pipe has replaced the file since it was inspected. Windows has no such
 * flag.
 */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Inspects a file by its path. Each read opens the file and closes it again. */
export async function inspectPath(path: string, limits: ReadLimits): Promise<ByteSource> {
  const { label } = limits;
  // Inspect the file before opening it: opening a pipe would wait for its writer, and opening a device may have any
  // effect.
  checkFile(await orOpenError(stat(path), path, label), limits);
  const openFile = (): Promise<FileHandle> => orOpenError(open(path, openFlags), path, label);
  const handle = await openFile();
  try {
    const inspected = await inspectHandle(handle, limits);
    return {
      ...inspected,
      stream: () => readAndClose(openFile, inspected.stats, label, Buffer.allocUnsafeSlow),
      reusable: () => readAndClose(openFile, inspected.stats, label, sharedMemory()),
    };
  } finally {
    await handle.close();
  }
}

/** Inspects an open file, which its owner will close. */
export async function inspectHandle(
  handle: FileHandle,
  limits: ReadLimits,
): Promise<ByteSource & { readonly stats: Stats }> {
  const { label } = limits;
  try {
    const stats = await handle.stat();
    checkFile(stats, limits);
    const buffer = Buffer.alloc(Math.min(headLength, stats.size));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return {
      stats,
      size: stats.size,
      head: buffer.subarray(0, bytesRead),
      readable: () => true,
      stream: () => readByPosition(handle, stats, label, Buffer.allocUnsafeSlow),
      reusable: () => readByPosition(handle, stats, label, sharedMemory()),
    };
  } catch (cause) {
    throw readError(label, cause);
  }
}

function checkFile(stats: Stats, { label, maxFileBytes }: ReadLimits): void {
  if (stats.isDirectory()) throw mediaError(label, 'the path is a folder, not a file.');
  if (!stats.isFile()) throw mediaError(label, `the path is a ${specialName(stats)}, not a file.`);
  if (stats.size === 0) throw mediaError(label, 'the file is empty.');
  if (stats.size > maxFileBytes)
    throw mediaError(label, `the file has ${stats.size} bytes; at most ${maxFileBytes} are sent.`);
}

function specialName(stats: Stats): string {
  if (stats.isFIFO()) return 'pipe (FIFO)';
  if (stats.isSocket()) return 'socket';
  return 'device';
}

async function orOpenError<T>(operation: Promise<T>, path: string, label: string): Promise<T> {
  try {
    return await operation;
  } catch (cause) {
    throw openError(label, path, cause);
  }
}

async function* readAndClose(
  openFile: () => Promise<FileHandle>,
  known: Stats,
  label: string,
  memory: (length: number) => Buffer,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await openFile();
  try {
    yield* readByPosition(handle, known, label, memory);
  } finally {
    await handle.close();
  }
}

async function* readByPosition(
  handle: FileHandle,
  known: Stats,
  label: string,
  memory: (length: number) => Buffer,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    await expectUnchanged(handle, known, label);
    let position = 0;
    while (position < known.size) {
      const buffer = memory(Math.min(pieceLength, known.size - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw changedError(label);
      position += bytesRead;
      // Check before sending the last piece: a service must not take a mixture of old and new bytes for a whole file.
      if (position >= known.size) await expectUnchanged(handle, known, label);
      yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw readError(label, cause);
  }
}

/**
 * Returns the same memory for every piece. With new memory each time, tens of megabytes would pile up before the
 * garbage collector runs.
 */
function sharedMemory(): (length: number) => Buffer {
  let shared: Buffer | undefined;
  return (length) => {
    shared ??= Buffer.allocUnsafeSlow(length);
    return shared.length > length ? shared.subarray(0, length) : shared;
  };
}

async function expectUnchanged(handle: FileHandle, known: Stats, label: string): Promise<void> {
  const now = await handle.stat();
  if (now.size !== known.size || now.mtimeMs !== known.mtimeMs || now.ino !== known.ino || now.dev !== known.dev)
    throw changedError(label);
}

/**
 * Decides what to read for a read stream. Usually that is its file by path, which each attempt can open again. It is
 * the stream itself, only once, if the path leads to a pipe or device, or no longer leads to the file that the stream
 * has open.
 */
export async function resolveFileStream(source: FileStreamSource): Promise<PathSource | StreamSource> {
  const { path, stream } = source;
  const descriptor = source.descriptor();
  const [there, open] = await Promise.all([
    stat(path).catch(() => undefined),
    descriptor === undefined ? undefined : statsOf(descriptor),
  ]);
  // The last part of the path of a pipe, such as /dev/fd/63, is not a file name.
  if (there !== undefined && isConsumedByReading(there)) return { ...stream, name: undefined };
  // If the stream is not open yet or has failed, open the path: the error then shows what is wrong.
  if (open !== undefined && (there?.ino !== open.ino || there.dev !== open.dev)) return stream;
  stream.end();
  return { from: 'path', path, name: source.name, type: source.type };
}

/** Whether reading consumes the bytes. */
function isConsumedByReading(stats: Stats): boolean {
  return stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice();
}

function statsOf(descriptor: number): Promise<Stats | undefined> {
  return new Promise((resolve) => fstat(descriptor, (error, stats) => resolve(error === null ? stats : undefined)));
}
