import { PlugboardError } from '../../errors/plugboard-error.ts';
import { withRetryHint } from '../../errors/retry-hint.ts';
import { isEmpty, isJson, isUtf8, mediaType, type BodySink, type Response } from '../response.ts';
import { bodyCollector } from '../collect-body.ts';
import { empty, jsonBody, jsonTextOf, refuseType } from '../read-response.ts';
import { EventDecoder, type EventReceiver } from './event-decoder.ts';
import type { HttpRequest, ServerSentEvent } from '../../contract/http.ts';
import type { HttpSettings } from '../http-scope.ts';
import type { ResponseContext } from '../error/error-context.ts';
import { errorFromPayload, payloadAlone } from '../error/error-from-response.ts';
import { limits } from '../limits.ts';
import { openResponse, type OpenResponse } from '../open-response.ts';
import type { Queue } from '../../stream/queue.ts';
import { streamedResponse, streamTooLong } from '../streamed-response.ts';
import { webPageError } from '../error/unexpected-response.ts';

/**
 * The server-sent events of one request. A response in plain JSON is one event. The first byte of the body decides
 * which of the two it is. Sends nothing before the first `next`.
 */
export function eventStream(request: HttpRequest, settings: HttpSettings): AsyncIterable<ServerSentEvent> {
  const { scope } = settings;
  return streamedResponse<ServerSentEvent>(scope, async (stream) => {
    const { queue } = stream;
    const opened = await openResponse(request, 'text/event-stream, application/json', settings, stream);
    const { response, exchange, context } = opened;
    if (isEmpty(response)) throw opened.refuse(empty(response, context));
    const said = kindOf(response);
    if (said === undefined) throw await refuseType(opened, 'an event stream');
    exchange.read(new BodyStart(said, queue, opened));
  });
}

function kindOf(response: Response): BodyKind | undefined {
  if (mediaType(response) === 'text/event-stream' && isUtf8(response)) return 'events';
  return isJson(response) ? 'json' : undefined;
}

/** The two kinds of body. */
type BodyKind = 'events' | 'json';

/**
 * The bytes with which an event stream can begin: those of a field or a comment. JSON never begins with one of them.
 */
const eventStarts: ReadonlySet<number> = new Set(Buffer.from('deir:'));
const jsonStarts: ReadonlySet<number> = new Set(Buffer.from('{['));
/** White space and the bytes of a byte order mark, which are skipped. */
const passedOver: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** Chooses one of two sinks by the first byte of the body: some services label streams as JSON, and errors as streams. */
class BodyStart implements BodySink {
  readonly #said: BodyKind;
  readonly #queue: Queue<ServerSentEvent>;
  readonly #opened: OpenResponse;
  #sink: BodySink | undefined;

  /** @param said - The kind that the headers name. It holds if the first byte does not decide. */
  constructor(said: BodyKind, queue: Queue<ServerSentEvent>, opened: OpenResponse) {
    this.#said = said;
    this.#queue = queue;
    this.#opened = opened;
  }

  get delivered(): boolean {
    return this.#sink?.delivered ?? false;
  }

  data(chunk: Buffer): void {
    if (this.#sink !== undefined) return this.#sink.data(chunk);
    const start = chunk.findIndex((byte) => !passedOver.has(byte));
    const first = chunk[start];
    // So far there are only blank lines, which keep the connection open.
    if (first === undefined) return;
    this.#begin(this.#kindOf(first)).data(start === 0 ? chunk : chunk.subarray(start));
  }

  end(): void {
    this.#begun.end();
  }

  fail(error: PlugboardError, dropWaiting: boolean): void {
    this.#begun.fail(error, dropWaiting);
  }

  get #begun(): BodySink {
    return this.#sink ?? this.#begin(this.#said);
  }

  /** From here on, the sink that was chosen takes the place of this one. */
  #begin(kind: BodyKind): BodySink {
    const sink = kind === 'events' ? new EventSink(this.#queue, this.#opened) : documentSink(this.#queue, this.#opened);
    this.#sink = sink;
    this.#opened.exchange.handOver(this, sink);
    return sink;
  }

  #kindOf(first: number): BodyKind {
    if (this.#said === 'json') return eventStarts.has(first) ? 'events' : 'json';
    return jsonStarts.has(first) ? 'json' : 'events';
  }
}

/** Turns a JSON document into one event. */
function documentSink(queue: Queue<ServerSentEvent>, opened: OpenResponse): BodySink {
  const { exchange, context } = opened;
  const { signal } = context.scope;
  const fail = (error: unknown): void => queue.fail(error, signal?.reason !== undefined);
  const deliver = (bytes: Buffer): void => {
    try {
      const data = jsonTextOf(bytes, opened);
      queue.push({ event: 'message', data, whole: true }, data.length);
      queue.end();
    } catch (error) {
      fail(error);
    }
  };
  return bodyCollector(exchange, jsonBody(opened), deliver, fail);
}

/** Decodes the events of a body and puts them into the consumer's queue. */
class EventSink implements BodySink, EventReceiver {
  delivered = false;
  readonly #queue: Queue<ServerSentEvent>;
  readonly #opened: OpenResponse;
  readonly #decoder: EventDecoder;
  #bytes = 0;

  constructor(queue: Queue<ServerSentEvent>, opened: OpenResponse) {
    this.#queue = queue;
    this.#opened = opened;
    this.#decoder = new EventDecoder(limits.event, this);
  }

  onEvent(event: ServerSentEvent, size: number): void {
    this.delivered = true;
    this.#opened.context.scope.activity?.sawData();
    this.#queue.push(event, size);
  }

  data(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const { exchange, context } = this.#opened;
    if (this.#bytes > limits.stream) exchange.abort(streamTooLong(context));
    else if (!this.#decoder.push(chunk)) exchange.abort(eventTooLong(context));
  }

  end(): void {
    const end = this.#decoder.end();
    if (end === 'cut') this.#queue.fail(cutInEvent(this.#opened.context, !this.delivered), false);
    else if (this.delivered) this.#queue.end();
    else this.#queue.fail(this.#withoutEvents(), false);
  }

  fail(error: PlugboardError, dropWaiting: boolean): void {
    this.#queue.fail(error, dropWaiting);
  }

  /** The error for a stream in which there was no event. */
  #withoutEvents(): PlugboardError {
    const { response, context } = this.#opened;
    const { unread } = this.#decoder;
    if (unread === '') return empty(response, context);
    if (unread.startsWith('<')) return webPageError(response, 'events', context);
    return errorFromPayload(unread, payloadAlone, context);
  }
}

function eventTooLong({ scope, phase, host }: ResponseContext): PlugboardError {
  const message = `${scope.provider}: ${host} sent more than 8 MiB without completing an event.`;
  return withRetryHint(new PlugboardError('limit_exceeded', message, { phase }), 'never');
}

/**
 * The error for a stream that breaks off inside an event. Its code is that of any broken connection; whoever reads the
 * events knows whether one had content.
 */
function cutInEvent({ scope, phase, host, method }: ResponseContext, isFirst: boolean): PlugboardError {
  const message = `${scope.provider}: ${host} ended the stream in the middle of ${isFirst ? 'its first' : 'an'} event. Try again.`;
  return withRetryHint(
    new PlugboardError(isFirst ? 'connection_failed' : 'stream_truncated', message, { phase }),
    method === 'GET' ? 'safe' : 'duplicate',
  );
}
