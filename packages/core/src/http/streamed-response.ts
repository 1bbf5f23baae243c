import { PlugboardError } from '../errors/plugboard-error.ts';
import { ensureRetryHint, withRetryHint } from '../errors/retry-hint.ts';
import type { Exchange } from './exchange.ts';
import type { HttpScope } from './http-scope.ts';
import type { ResponseContext } from './error/error-context.ts';
import { limits } from './limits.ts';
import type { ResponseReader } from './open-response.ts';
import { Queue, type Producer } from '../stream/queue.ts';
import type { Closing } from '../stream/source.ts';
import { toIterator } from '../stream/source-iterator.ts';

/** A stream under way, as the one who fills it sees it. */
export interface StreamedResponse<T> extends ResponseReader {
  readonly queue: Queue<T>;
  /** Called when the consumer holds the stream back, and when it goes on. */
  onPause: ((paused: boolean) => void) | undefined;
}

/** A stream that sends nothing before the first `next`, and whose end on any path closes its request. */
export function streamedResponse<T>(
  scope: HttpScope,
  open: (stream: StreamedResponse<T>) => Promise<void>,
): AsyncIterable<T> {
  return toIterator(new StreamProducer(scope, open).queue);
}

class StreamProducer<T> implements StreamedResponse<T>, Producer {
  readonly queue: Queue<T>;
  onPause: ((paused: boolean) => void) | undefined;
  readonly #scope: HttpScope;
  /** Until it was called: it holds the request, which a stream outlives. */
  #open: ((stream: StreamedResponse<T>) => Promise<void>) | undefined;
  #exchange: Exchange | undefined;
  #left = false;

  constructor(scope: HttpScope, open: (stream: StreamedResponse<T>) => Promise<void>) {
    this.#scope = scope;
    this.#open = open;
    this.queue = new Queue<T>(this, limits.queuedEvents, limits.queued);
  }

  get cancelled(): PlugboardError | undefined {
    return this.#scope.signal?.reason;
  }

  /** From now on the consumer's leaving closes the request. */
  started(exchange: Exchange): void {
    this.#exchange = exchange;
    if (this.#left) throw new PlugboardError('aborted', 'The consumer left the stream.');
  }

  open(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.(this).catch((error: unknown) => this.queue.fail(ensureRetryHint(error), this.cancelled !== undefined));
  }

  pause(): void {
    this.#exchange?.pause();
    this.onPause?.(true);
  }

  resume(): void {
    this.#exchange?.resume();
    this.onPause?.(false);
  }

  setReferenced(referenced: boolean): void {
    this.#exchange?.setReferenced(referenced);
  }

  close(how: Closing): void {
    this.#left = true;
    if (how === 'left') {
      this.#exchange?.abort(new PlugboardError('aborted', 'The consumer left the stream.'));
    } else {
      this.onPause?.(true);
      this.#exchange?.drain();
    }
  }
}

/** More than a whole stream may have. */
export function streamTooLong({ scope, phase, host }: ResponseContext): PlugboardError {
  const message = `${scope.provider}: ${host} sent more than 256 MiB in one stream.`;
  return withRetryHint(new PlugboardError('limit_exceeded', message, { phase }), 'never');
}
