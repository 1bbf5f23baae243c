import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { SourceFault } from './formats/source-document.ts';

/** Bytes. */
export const maximumFileSize: number = 5 * 1024 * 1024;

/** A file with what it says about itself. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Reads a regular file of at most 5 MiB.
 *
 * @throws `SourceFault`, or the error of the system.
 */
export async function readCookieFile(path: string, flags = 0): Promise<ReadFile> {
  // Opening a pipe without O_NONBLOCK waits for a writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new SourceFault('it is a folder');
    if (!stat.isFile()) throw new SourceFault('it is no regular file');
    if (stat.size > maximumFileSize) throw tooLarge();
    const bytes = await readAll(handle, stat.size);
    return { bytes, mode: stat.mode, uid: stat.uid, gid: stat.gid };
  } finally {
    await handle.close();
  }
}

/** The size that a file claims may be wrong: it can grow, and some file systems claim 0. */
async function readAll(handle: FileHandle, claimed: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const piece = Buffer.alloc(Math.max(claimed - length, 0) + 1024);
    const { bytesRead } = await handle.read(piece, 0, piece.length);
    if (bytesRead === 0) return Buffer.concat(pieces);
    length += bytesRead;
    if (length > maximumFileSize) throw tooLarge();
    pieces.push(piece.subarray(0, bytesRead));
  }
}

function tooLarge(): SourceFault {
  return new SourceFault(
    `it is larger than ${maximumFileSize / 1024 / 1024} MiB; export only the cookies of the one site`,
  );
}
