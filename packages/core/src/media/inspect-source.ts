import type { ByteSource, ReadLimits, StreamSource, BlobSource, BytesSource } from './media-source.ts';
import { headLength } from './detect-type.ts';
import { consumedError, mediaError, openError, readError, changedError } from './media-error.ts';
import { bytesOfPiece, nameOfPiece } from './media-part.ts';

/**
 * Reads as much of a stream as the detection of its type needs. The stream can be read once after that, from the start.
 */
export async function inspectStream(source: StreamSource, limits: ReadLimits): Promise<ByteSource> {
  const reader = new OneShotReader(source, limits);
  await reader.readHead();
  const { label } = limits;
  return {
    size: reader.size,
    head: reader.head,
    readable: () => !reader.started,
    stream() {
      if (reader.started) throw consumedError(label);
      return { [Symbol.asyncIterator]: () => reader.read() };
    },
  };
}

class OneShotReader {
  readonly #source: StreamSource;
  readonly #limits: ReadLimits;
  #pieces: Uint8Array[] = [];
  #count = 0;
  #done = false;
  #started = false;

  constructor(source: StreamSource, limits: ReadLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  get started(): boolean {
    return this.#started;
  }

  /** The size in bytes, known only if the source ended within the head. */
  get size(): number | undefined {
    return this.#done ? this.#count : undefined;
  }

  get head(): Uint8Array {
    const [first] = this.#pieces;
    return this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces, this.#headLength());
  }

  async readHead(): Promise<void> {
    while (!this.#done && this.#count < headLength) {
      const piece = await this.#next();
      if (piece === undefined) break;
      // The source may reuse its memory for the next piece.
      this.#pieces.push(this.#count < headLength ? new Uint8Array(piece) : piece);
    }
    if (this.#count > 0) return;
    throw mediaError(this.#limits.label, 'the stream is empty, or has been read before.');
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#started) throw consumedError(this.#limits.label);
    this.#started = true;
    const pieces = this.#pieces;
    this.#pieces = [];
    try {
      yield* pieces;
      while (!this.#done) {
        const piece = await this.#next();
        if (piece !== undefined) yield piece;
      }
    } finally {
      this.#source.end();
    }
  }

  /** `undefined` at the end. Every failure ends the source. */
  async #next(): Promise<Uint8Array | undefined> {
    const { label, maxFileBytes } = this.#limits;
    try {
      const failure = this.#source.failure();
      if (failure !== undefined) throw failure.cause;
      const result = await this.#source.next();
      this.#done = result.done === true;
      if (this.#done) return undefined;
      const piece = bytesOfPiece(result.value);
      if (piece === undefined)
        throw mediaError(label, `the stream yields ${nameOfPiece(result.value)} instead of bytes (Uint8Array).`);
      this.#count += piece.byteLength;
      if (this.#count > maxFileBytes) throw mediaError(label, `the stream gave more than ${maxFileBytes} bytes.`);
      return piece;
    } catch (cause) {
      this.#source.end();
      throw this.#toError(cause);
    }
  }

  #toError(cause: unknown): unknown {
    const { label } = this.#limits;
    const { name } = this.#source;
    const syscall: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'syscall') : undefined;
    return syscall === 'open' && name !== undefined ? openError(label, name, cause) : readError(label, cause);
  }

  #headLength(): number {
    return Math.min(this.#count, headLength);
  }
}

const pieceLength = 256 * 1024;

/** Inspects the caller's bytes. Reading passes them on as views of the same memory. */
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
    // The caller may transfer the memory to a worker or resize it during the call.
    if (bytes.byteLength !== size) throw changedError(label);
    yield bytes.subarray(offset, offset + pieceLength);
  }
}

/** Inspects a `Blob`, in memory or backed by a file. */
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
