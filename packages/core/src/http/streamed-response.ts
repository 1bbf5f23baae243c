import { PlugboardError } from '../errors/plugboard-error.ts';
import { ensureRetryHint, withRetryHint } from '../errors/retry-hint.ts';
import type { Exchange } from './exchange.ts';
import type { HttpScope, HttpSettings } from './http-scope.ts';
import type { ResponseContext } from './error/error-context.ts';
import { limits } from './limits.ts';
import { type ResponseReader, openResponse } from './open-response.ts';
import { Queue, type Producer } from '../stream/queue.ts';
import type { Closing } from '../stream/source.ts';
import { toIterator } from '../stream/source-iterator.ts';
import { pairsOf } from '../util/is-record.ts';
import { mediaType, type BodySink } from './response.ts';
import type { HttpRequest } from '../contract/http.ts';
import { IdleTimer } from '../stream/timers.ts';
import { isChallenge, wrongTypeError } from './error/unexpected-response.ts';
import { slow } from './read-response.ts';

/** A stream, as the code that fills it sees it. */
interface StreamedResponse<T> extends ResponseReader {
  readonly queue: Queue<T>;
  /** Called when the consumer pauses the stream, and when it resumes. */
  onPause: ((paused: boolean) => void) | undefined;
}

/** A stream that sends nothing before the first `next`. However it ends, it closes its request. */
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
  /** Set until it is called. It refers to the request, which must not stay in memory as long as the stream. */
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

  /** From now on, the request is closed when the consumer leaves. */
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

/** The error for a stream that is longer than allowed. */
export function streamTooLong({ scope, phase, host }: ResponseContext): PlugboardError {
  const message = `${scope.provider}: ${host} sent more than 256 MiB in one stream.`;
  return withRetryHint(new PlugboardError('limit_exceeded', message, { phase }), 'never');
}

/** The raw body of one response in pieces. Sends nothing before the first `next`. */
export function byteStream(request: HttpRequest, settings: HttpSettings): AsyncIterable<Uint8Array> {
  const { scope } = settings;
  return streamedResponse<Uint8Array>(scope, async (stream) => {
    const { queue } = stream;
    const opened = await openResponse(request, '*/*', settings, stream);
    const { response, exchange, context } = opened;
    if (isChallenge(response) || (mediaType(response) === 'text/html' && !asksForHtml(request))) {
      throw opened.refuse(wrongTypeError(response, 'data', context));
    }
    const timer = new IdleTimer(scope.clock, scope.timeouts.idle, () => exchange.abort(slow(context)));
    // Before the first piece a model may think, and the timers of its stream know how long it may.
    const waitsForModel = request.phase === 'chat' && scope.activity !== undefined;
    // A slow consumer does not make the service idle.
    stream.onPause = (paused) => (paused ? timer.stop() : timer.start());
    let bytes = 0;
    const sink: BodySink & { delivered: boolean } = {
      delivered: false,
      data(chunk) {
        bytes += chunk.length;
        if (waitsForModel && !sink.delivered) timer.start();
        else timer.touch();
        if (bytes > limits.stream) {
          exchange.abort(streamTooLong(context));
          return;
        }
        sink.delivered = true;
        queue.push(chunk, chunk.length);
      },
      end() {
        timer.stop();
        queue.end();
      },
      fail(error: PlugboardError, dropWaiting: boolean) {
        timer.stop();
        queue.fail(error, dropWaiting);
      },
    };
    if (!waitsForModel) timer.start();
    exchange.read(sink);
  });
}

function asksForHtml({ headers }: HttpRequest): boolean {
  return (pairsOf(headers) ?? []).some(
    ([name, value]) => name.toLowerCase() === 'accept' && String(value).includes('text/html'),
  );
}
