import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteSource, ReadLimits } from './byte-source.ts';
import { headLength } from './detect-type.ts';
import { changedError, mediaError, readError } from './media-error.ts';
import { openError } from './open-error.ts';

/** Fewer, larger reads cost half the CPU of 64 KiB ones; more than this gains nothing. */
const pieceLength = 256 * 1024;

/** Not to be held up by a pipe that took the place of the file since it was looked at. Windows has no such flag. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file by its path: opened for each read, closed after it. */
export async function inspectPath(path: string, limits: ReadLimits): Promise<ByteSource> {
  const { label } = limits;
  // Opening a pipe would wait for its writer, and a device may do anything: look first.
  checkFile(await orOpenError(stat(path), path, label), limits);
  const openFile = (): Promise<FileHandle> => orOpenError(open(path, openFlags), path, label);
  const handle = await openFile();
  try {
    const inspected = await inspectHandle(handle, limits);
    return {
      ...inspected,
      stream: () => readAndClose(openFile, inspected.stats, label, Buffer.allocUnsafeSlow),
      borrowed: () => readAndClose(openFile, inspected.stats, label, sharedMemory()),
    };
  } finally {
    await handle.close();
  }
}

/** An open file of somebody who closes it. */
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
      borrowed: () => readByPosition(handle, stats, label, sharedMemory()),
    };
  } catch (cause) {
    throw readError(label, cause);
  }
}

function checkFile(stats: Stats, { label, maximumBytes }: ReadLimits): void {
  if (stats.isDirectory()) throw mediaError(label, 'the path is a folder, not a file.');
  if (!stats.isFile()) throw mediaError(label, `the path is a ${specialName(stats)}, not a file.`);
  if (stats.size === 0) throw mediaError(label, 'the file is empty.');
  if (stats.size > maximumBytes)
    throw mediaError(label, `the file has ${stats.size} bytes; at most ${maximumBytes} are sent.`);
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
      // Before the last piece goes out: a service must not take a mixture for the whole file.
      if (position >= known.size) await expectUnchanged(handle, known, label);
      yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw readError(label, cause);
  }
}

/** The same memory again and again: what is left to the garbage collector stays for tens of megabytes. */
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
