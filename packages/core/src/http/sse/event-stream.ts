import { PlugboardError } from '../../errors/plugboard-error.ts';
import { withRetryHint } from '../../errors/retry-hint.ts';
import { mediaType, type Answer } from '../answer.ts';
import { BodyStart, type BodyKind } from './body-start.ts';
import { bodyCollector } from '../collect-body.ts';
import type { BodySink } from '../dispatch-exchange.ts';
import { EventDecoder } from './event-decoder.ts';
import type { HttpRequest, ServerSentEvent } from '../../contract/http.ts';
import type { HttpSettings } from '../http-settings.ts';
import type { JudgeContext } from '../error/failure-context.ts';
import { empty, isEmpty, isJson, isUtf8, jsonBody, jsonTextOf } from '../json-answer.ts';
import { judgeInBand } from '../error/judge-answer.ts';
import { limits } from '../limits.ts';
import { openAnswer, type OpenAnswer } from '../open-answer.ts';
import type { PullQueue } from '../../stream/pull-queue.ts';
import { refuseType } from '../error/refuse-type.ts';
import { streamedAnswer, streamTooLong } from '../streamed-answer.ts';
import { judgeWebPage } from '../error/wrong-answer.ts';

/**
 * Server-sent events of one request; an answer in plain JSON is one event. Which of both it is, its first byte tells. Nothing is sent
 * before the first `next`.
 */
export function eventStream(request: HttpRequest, settings: HttpSettings): AsyncIterable<ServerSentEvent> {
  const { scope } = settings;
  return streamedAnswer<ServerSentEvent>(scope, async (stream) => {
    const { queue } = stream;
    const opened = await openAnswer(request, 'text/event-stream, application/json', settings, stream);
    const { answer, exchange, context } = opened;
    if (isEmpty(answer)) throw opened.refuse(empty(answer, context));
    const said = kindOf(answer);
    if (said === undefined) throw await refuseType(opened, 'an event stream');
    exchange.read(
      new BodyStart(said, (kind) => (kind === 'events' ? new EventSink(queue, opened) : documentSink(queue, opened))),
    );
  });
}

function kindOf(answer: Answer): BodyKind | undefined {
  if (mediaType(answer) === 'text/event-stream' && isUtf8(answer)) return 'events';
  return isJson(answer) ? 'json' : undefined;
}

/** Makes one event of a JSON document. */
function documentSink(queue: PullQueue<ServerSentEvent>, opened: OpenAnswer): BodySink {
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

/** Reads events out of a body into the queue of the consumer. */
class EventSink implements BodySink {
  delivered = false;
  readonly #queue: PullQueue<ServerSentEvent>;
  readonly #opened: OpenAnswer;
  readonly #decoder: EventDecoder;
  #bytes = 0;

  constructor(queue: PullQueue<ServerSentEvent>, opened: OpenAnswer) {
    this.#queue = queue;
    this.#opened = opened;
    const { activity } = opened.context.scope;
    this.#decoder = new EventDecoder(limits.event, (event, size) => {
      this.delivered = true;
      activity?.sawData();
      queue.push(event, size);
    });
  }

  data(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const { exchange, context } = this.#opened;
    if (this.#bytes > limits.stream) exchange.abort(streamTooLong(context));
    else if (!this.#decoder.push(chunk)) exchange.abort(eventTooLong(context));
  }

  end(): void {
    const end = this.#decoder.end();
    const { context } = this.#opened;
    if (this.delivered) this.#queue.end();
    else this.#queue.fail(end === 'cut' ? cutInFirstEvent(context) : this.#withoutEvents(), false);
  }

  fail(error: PlugboardError, dropWaiting: boolean): void {
    this.#queue.fail(error, dropWaiting);
  }

  /** Nothing, or something else in the place of events. */
  #withoutEvents(): PlugboardError {
    const { answer, context } = this.#opened;
    const { unread } = this.#decoder;
    if (unread === '') return empty(answer, context);
    if (unread.startsWith('<')) return judgeWebPage(answer, 'events', context);
    return judgeInBand(unread, undefined, context);
  }
}

function eventTooLong({ scope, phase, host }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} sent an event of more than 8 MiB, or as much without any event.`;
  return withRetryHint(new PlugboardError('limit_exceeded', message, { phase }), 'never');
}

function cutInFirstEvent({ scope, phase, host, method }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} ended the stream in the middle of its first event. Try again.`;
  return withRetryHint(
    new PlugboardError('connection_failed', message, { phase }),
    method === 'GET' ? 'safe' : 'duplicate',
  );
}
