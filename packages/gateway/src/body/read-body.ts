import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Exchange } from '../exchange/exchange.ts';
import { Refusal } from '../wire/refusal.ts';

/** Takes the bytes of a body. Returns a promise if the caller has to wait. */
export type TakeBytes = (chunk: Buffer) => Promise<void> | undefined;

/** The client left before it had sent its whole body. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}

const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', () => createInflate()],
  ['br', () => createBrotliDecompress()],
]);

/**
 * Passes on the decompressed bytes of a body as they arrive, and counts them.
 *
 * @param limit - The most bytes, both compressed and decompressed.
 * @returns How many bytes were passed on.
 * @throws A refusal for a body that is too large or cannot be decompressed; {@link ClientLeft}; what `take` throws.
 */
export async function readBody(exchange: Exchange, limit: number, take: TakeBytes): Promise<number> {
  const encoding = exchange.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const decoder = decoders.get(encoding);
  if (decoder === undefined && encoding !== 'identity' && encoding !== '') throw unknownEncoding(encoding);
  if (Number(exchange.header('content-length') ?? 0) > limit) throw tooLarge(limit);
  let count = 0;
  const counted: TakeBytes = (chunk) => {
    count += chunk.length;
    if (count > limit) throw tooLarge(limit);
    return take(chunk);
  };
  const source = exchange.openBody();
  if (decoder === undefined) await consume(source, counted, () => new ClientLeft());
  else await inflate(source, decoder(), counted);
  return count;
}

async function inflate(source: Readable, decoder: Transform, take: TakeBytes): Promise<void> {
  const leave = (): void => {
    if (!source.readableEnded) decoder.destroy(new ClientLeft());
  };
  source.on('error', leave).on('close', leave);
  source.pipe(decoder);
  try {
    await consume(decoder, take, (error) => (error instanceof ClientLeft ? error : notInflated()));
  } finally {
    source.unpipe(decoder).off('close', leave);
    decoder.destroy();
  }
}

/** Reads a stream to its end, without a promise for each chunk: most bodies are one chunk. */
function consume(source: Readable, take: TakeBytes, explain: (error: unknown) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    function settle(): void {
      source.off('data', onData).off('end', onEnd).off('close', onClose);
    }
    function fail(error: unknown): void {
      settle();
      source.pause();
      reject(error);
    }
    function onData(chunk: Uint8Array): void {
      try {
        // The body of a `Request` has plain arrays.
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        const waiting = take(bytes);
        if (waiting === undefined) return;
        source.pause();
        waiting.then(() => source.resume(), fail);
      } catch (error) {
        fail(error);
      }
    }
    function onEnd(): void {
      settle();
      resolve();
    }
    function onClose(): void {
      fail(new ClientLeft());
    }
    source.on('data', onData).on('end', onEnd).on('close', onClose);
    // This listener stays, because a connection may break when nobody reads any more.
    source.on('error', (error) => fail(explain(error)));
  });
}

function unknownEncoding(encoding: string): Refusal {
  const says = `The body is encoded as ${JSON.stringify(encoding.slice(0, 50))}. Send it unencoded, or as ${[...decoders.keys()].join(', ')}.`;
  return new Refusal(says, { status: 415, code: 'unsupported_encoding' });
}

function notInflated(): Refusal {
  return new Refusal('The body does not match its content-encoding.', { status: 400, code: 'invalid_encoding' });
}

function tooLarge(limit: number): Refusal {
  const says = `The body is larger than ${limit} bytes, the limit of this gateway.`;
  return new Refusal(says, { status: 413, code: 'request_too_large' });
}
