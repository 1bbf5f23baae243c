import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Exchange } from './exchange.ts';
import type { BodySink } from './response.ts';
import { IdleTimer } from '../stream/timers.ts';
import type { CompleteClock } from '../util/clock.ts';

/** How much of a body to read, and what to do if there is more. */
export interface CollectOptions {
  readonly clock: CompleteClock;
  /** How many bytes the body may have. */
  readonly limit: number;
  /** How many milliseconds the service may be silent. `undefined`: another timer limits that. */
  readonly idle: number | undefined;
  readonly onData?: ((chunk: Buffer) => void) | undefined;
  readonly tooLong: () => PlugboardError;
  readonly tooSlow: () => PlugboardError;
}

/** Reads a whole body into memory. */
export function collectBody(exchange: Exchange, options: CollectOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => exchange.read(bodyCollector(exchange, options, resolve, reject)));
}

/** A sink that reads a whole body into memory. Its idle time begins now. */
export function bodyCollector(
  exchange: Exchange,
  options: CollectOptions,
  resolve: (bytes: Buffer) => void,
  reject: (error: PlugboardError) => void,
): BodySink {
  const pieces: Buffer[] = [];
  let size = 0;
  const { clock, idle } = options;
  const timer = idle === undefined ? undefined : new IdleTimer(clock, idle, () => exchange.abort(options.tooSlow()));
  timer?.start();
  return {
    delivered: false,
    data(chunk) {
      size += chunk.length;
      timer?.touch();
      options.onData?.(chunk);
      if (size > options.limit) exchange.abort(options.tooLong());
      else pieces.push(chunk);
    },
    end() {
      timer?.stop();
      whenReusable(() => resolve(Buffer.concat(pieces)));
    },
    fail(error) {
      timer?.stop();
      reject(error);
    },
  };
}

/**
 * Calls back once the connection can be used again. undici waits a turn of the event loop after the end of a response
 * before it reuses the socket (`onMessageComplete` in its `lib/dispatcher/client-h1.js` says why). Without this, a
 * request that follows at once, as an upload follows a token, would open another connection.
 */
function whenReusable(callback: () => void): void {
  queueMicrotask(() => setImmediate(callback));
}

/** Reads as much of the body of a failure as its limits allow. Never rejects, and always releases the connection. */
export function collectSome(
  exchange: Exchange,
  limit: number,
  withinMs: number,
  clock: CompleteClock,
): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const finish = (): void => {
      cancel();
      whenReusable(() => resolve(Buffer.concat(pieces).subarray(0, limit)));
    };
    // The reason does not matter: the status has already decided.
    const enough = (): void => exchange.abort(new PlugboardError('aborted', 'Enough of the body was read.'));
    const cancel = clock.schedule(withinMs, enough, true);
    exchange.read({
      delivered: false,
      data(chunk) {
        size += chunk.length;
        pieces.push(chunk);
        if (size >= limit) enough();
      },
      end: finish,
      fail: finish,
    });
  });
}
