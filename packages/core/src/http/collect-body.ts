import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Exchange } from './exchange.ts';
import type { BodySink } from './response.ts';
import { IdleTimer } from '../stream/timers.ts';
import type { CompleteClock } from '../util/clock.ts';

/** How much of a body is read, and what happens beyond. */
export interface CollectOptions {
  readonly clock: CompleteClock;
  /** Bytes. */
  readonly limit: number;
  /** Milliseconds of silence. `undefined`: another timer limits it. */
  readonly idle: number | undefined;
  readonly onData?: ((chunk: Buffer) => void) | undefined;
  readonly tooLong: () => PlugboardError;
  readonly tooSlow: () => PlugboardError;
}

/** Reads a whole body into memory. */
export function collectBody(exchange: Exchange, options: CollectOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => exchange.read(bodyCollector(exchange, options, resolve, reject)));
}

/** The sink that reads a whole body into memory; its time begins now. */
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
 * undici gives a connection back a turn of the event loop after the end of a response. A request that follows at once, as upload
 * follows token, would open another one.
 */
function whenReusable(callback: () => void): void {
  queueMicrotask(() => setImmediate(callback));
}

/** Reads what can be had of the body of a failure within its limits; never throws, always lets go of the connection. */
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
