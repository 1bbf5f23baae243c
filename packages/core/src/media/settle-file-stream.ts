import { fstat, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FileStreamSource, PathSource, StreamSource } from './media-source.ts';

/**
 * What is read of a stream of a file: the file by its path, which can be opened for each try; or the stream itself, once, if its
 * path leads to a pipe or device, or no longer to the file that the stream has open.
 */
export async function settleFileStream(source: FileStreamSource): Promise<PathSource | StreamSource> {
  const { path, stream } = source;
  const descriptor = source.descriptor();
  const [there, open] = await Promise.all([
    stat(path).catch(() => undefined),
    descriptor === undefined ? undefined : statsOf(descriptor),
  ]);
  // The last part of the path of a pipe, such as /dev/fd/63, is no name of a file.
  if (there !== undefined && isRunning(there)) return { ...stream, name: undefined };
  // Not open yet, or failed: then opening it by the path tells what is wrong.
  if (open !== undefined && (there?.ino !== open.ino || there.dev !== open.dev)) return stream;
  stream.end();
  return { from: 'path', path, name: source.name, type: source.type };
}

/** What is read from it is gone. */
function isRunning(stats: Stats): boolean {
  return stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice();
}

function statsOf(descriptor: number): Promise<Stats | undefined> {
  return new Promise((resolve) => fstat(descriptor, (error, stats) => resolve(error === null ? stats : undefined)));
}
