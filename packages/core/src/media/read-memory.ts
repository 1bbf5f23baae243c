import type { BlobSource, ByteSource, BytesSource, ReadLimits } from './media-source.ts';
import { headLength } from './detect-type.ts';
import { changedError, mediaError, readError } from './media-error.ts';

const pieceLength = 256 * 1024;

/** The caller's bytes, passed on as views of the same memory. */
export function inspectBytes({ bytes }: BytesSource, limits: ReadLimits): ByteSource {
  const size = bytes.byteLength;
  checkSize(size, limits);
  return {
    size,
    head: bytes.subarray(0, headLength),
    readable: () => true,
    stream: () => readBytes(bytes, size, limits.label),
  };
}

async function* readBytes(bytes: Uint8Array, size: number, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (let offset = 0; offset < size; offset += pieceLength) {
    // Memory can be transferred to a worker or resized during a call.
    if (bytes.byteLength !== size) throw changedError(label);
    yield bytes.subarray(offset, offset + pieceLength);
  }
}

/** A `Blob`, in memory or backed by a file. */
export async function inspectBlob({ blob, size }: BlobSource, limits: ReadLimits): Promise<ByteSource> {
  checkSize(size, limits);
  const { label } = limits;
  try {
    const head = new Uint8Array(await blob.slice(0, headLength).arrayBuffer());
    return { size, head, readable: () => true, stream: () => readBlob(blob, size, label) };
  } catch (cause) {
    throw readError(label, cause);
  }
}

async function* readBlob(blob: Blob, size: number, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  let count = 0;
  try {
    const pieces: AsyncIterable<Uint8Array> = blob.stream();
    for await (const piece of pieces) {
      count += piece.byteLength;
      yield piece;
    }
    if (count !== size) throw changedError(label);
  } catch (cause) {
    throw readError(label, cause);
  }
}

function checkSize(size: number, { label, maxFileBytes }: ReadLimits): void {
  if (size === 0) throw mediaError(label, 'it is empty.');
  if (size > maxFileBytes) throw mediaError(label, `it has ${size} bytes; at most ${maxFileBytes} are sent.`);
}
