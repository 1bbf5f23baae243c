/** A request body that can be written to a socket piece by piece. */
export interface RequestBody {
  /** The `content-type` header, with the boundary of a multipart body. */
  readonly contentType: string;
  /** Bytes, when all sources know their size; becomes `content-length`. */
  readonly length: number | undefined;
  /**
   * Whole, when it is small and in memory; else a stream from the start. One-shot sources throw `input_invalid` the second time.
   * @param reuse Whoever reads is done with a piece when asking for the next one, so its memory may be used again. Default false.
   */
  open(reuse?: boolean): string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** A body on its way out, as undici takes it. */
export interface SentBody {
  readonly data: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether it is read piece by piece, so that the end of sending is the end of the source. */
  readonly streamed: boolean;
  /** What the source itself failed with. */
  readonly failure: () => { readonly error: unknown } | undefined;
  /** Lets go of the source. */
  stop(): void;
}

const pieceSize = 64 * 1024;

/**
 * Opens a body for one request; `sent` is called when a streamed one has been read to its end. `reuse`: a large piece is not
 * used any more when the next one is asked for, as undici waits until the socket has written it.
 */
export function openBody(body: RequestBody, reuse: boolean, sent: () => void): SentBody {
  const opened = body.open(reuse);
  if (typeof opened === 'string' || opened instanceof Uint8Array) {
    const bytes = typeof opened === 'string' ? Buffer.from(opened) : opened;
    if (bytes.byteLength <= 4 * pieceSize) {
      return { data: bytes, streamed: false, failure: () => undefined, stop: () => {} };
    }
    // In pieces, so that the time it takes on a slow line is no wait for a response.
    return streamed(piecesOf(bytes), false, sent);
  }
  return streamed(opened, reuse, sent);
}

function streamed(source: AsyncIterable<Uint8Array>, reuse: boolean, sent: () => void): SentBody {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let finished = false;
  let failure: { readonly error: unknown } | undefined;
  const stop = (): void => {
    if (finished) return;
    finished = true;
    // A source that fails while it is being closed has nobody left to tell.
    void Promise.resolve(iterator?.return?.()).catch(() => {});
  };
  const data: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          iterator ??= source[Symbol.asyncIterator]();
          const result = await iterator.next();
          if (result.done === true && !finished) {
            finished = true;
            sent();
          }
          return reuse && result.done !== true ? { done: false, value: unshared(result.value) } : result;
        } catch (error) {
          finished = true;
          failure = { error };
          throw error;
        }
      },
      return() {
        stop();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
  return { data, streamed: true, failure: () => failure, stop };
}

/** A socket keeps pieces below its high-water mark and asks for the next ones at once, so these must not share memory. */
function unshared(piece: Uint8Array): Uint8Array {
  const { getDefaultHighWaterMark } = process.getBuiltinModule('node:stream');
  return piece.byteLength < getDefaultHighWaterMark(false) ? Uint8Array.from(piece) : piece;
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceSize) yield bytes.subarray(start, start + pieceSize);
}
