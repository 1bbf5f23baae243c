import type { Http, ServerSentEvent } from '../http/http.ts';
import { finishReading, leaveEarly, nextOf, type ItemReader, type ReadyIterator } from '../http/ready-events.ts';
import type { ChatEvent, Usage } from '../plugins/chat-event.ts';
import { chunkOf } from './chunk-of-event.ts';
import type { DeltaReader } from './delta-reader.ts';
import { ReadyDeltas } from './ready-deltas.ts';
import { toFinishReason, type WireChunk } from './wire-chunk.ts';

/**
 * Milliseconds that the count of tokens may come after the finish reason, whatever else comes. Some services never send it and
 * hold the connection.
 */
const graceForUsageMs = 1_000;

/** What some services say instead of an error object. */
const endedInError = {
  error: { type: 'server_error', message: 'It ended its answer with the finish reason "error".' },
};

/** Chunks of the OpenAI wire as events. An async generator would take three promises for each of them. */
export class ChatEventStream
  implements AsyncIterableIterator<ChatEvent>, ReadyIterator<ChatEvent>, ItemReader<ServerSentEvent>
{
  readonly #http: Http;
  readonly #events: ReadyIterator<ServerSentEvent>;
  readonly #deltas: DeltaReader;
  readonly #ready = new ReadyDeltas();
  /** What was read and not asked for yet. */
  #waiting: ChatEvent[] = [];
  #reader: ItemReader<ChatEvent> | undefined;
  /** Whether the service was asked for its next event. */
  #pulling = false;
  /** Those that came while another one waited. */
  #laterReaders: ItemReader<ChatEvent>[] | undefined;
  /** The service's word for it. With it the answer is complete; only the count of tokens may still come. */
  #finish: string | undefined;
  #usage: Usage | undefined;
  #grace: NodeJS.Timeout | undefined;
  /** Nothing more is read. */
  #over = false;
  /** Told once, behind what is waiting. */
  #failure: { readonly error: unknown } | undefined;

  constructor(http: Http, events: ReadyIterator<ServerSentEvent>, deltas: DeltaReader) {
    this.#http = http;
    this.#events = events;
    this.#deltas = deltas;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ChatEvent>> {
    return nextOf(this);
  }

  /** Ends the request; who waits gets `undefined`. */
  return(): Promise<IteratorResult<ChatEvent>> {
    this.#waiting = [];
    this.#failure = undefined;
    if (!this.#over) this.#end(this.#finish === undefined ? leaveEarly : finishReading);
    this.#handOn();
    return Promise.resolve({ done: true, value: undefined });
  }

  handNextTo(reader: ItemReader<ChatEvent>): void {
    if (this.#reader === undefined) this.#serve(reader);
    else (this.#laterReaders ??= []).push(reader);
  }

  takeWhen<R>(read: (event: ChatEvent) => R | undefined): R | undefined {
    if (this.#over || this.#waiting.length > 0) return undefined;
    const text = this.#ready.take(this.#events);
    return text === undefined ? undefined : read({ type: 'text-delta', text });
  }

  /** The next event of the service. Whatever goes wrong behind the finish reason takes nothing from the answer. */
  onEvent(event: ServerSentEvent | undefined): void {
    if (this.#over) return;
    this.#pulling = false;
    try {
      this.#take(event);
    } catch (error) {
      this.#fail(error);
    }
    this.#handOn();
  }

  onError(error: unknown): void {
    if (this.#over) return;
    this.#fail(error);
    this.#handOn();
  }

  #serve(reader: ItemReader<ChatEvent>): void {
    const event = this.#waiting.shift();
    const failure = this.#failure;
    if (event !== undefined) {
      reader.onEvent(event);
    } else if (failure !== undefined) {
      this.#failure = undefined;
      reader.onError(failure.error);
    } else if (this.#over) {
      reader.onEvent(undefined);
    } else {
      this.#reader = reader;
      this.#pull();
    }
  }

  #handOn(): void {
    for (let reader = this.#reader; reader !== undefined; reader = this.#reader) {
      if (this.#waiting.length === 0 && !this.#over) {
        // The event said nothing, or not enough. Not at once: many such that are here already would fill the stack.
        queueMicrotask(this.#pullAgain);
        return;
      }
      // Whoever asks again while it is told stands behind those who wait already.
      this.#reader = this.#laterReaders?.shift();
      this.#serve(reader);
    }
  }

  readonly #pullAgain = (): void => {
    if (this.#reader !== undefined) this.#pull();
  };

  #pull(): void {
    if (this.#pulling) return;
    this.#pulling = true;
    const events = this.#events;
    if (this.#finish !== undefined) {
      const ready = events.takeWhen?.((event) => event);
      if (ready !== undefined) return this.onEvent(ready);
      this.#grace ??= setTimeout(this.#onGraceOver, graceForUsageMs);
    }
    if (events.handNextTo !== undefined) return events.handNextTo(this);
    try {
      Promise.resolve(events.next()).then(
        (result) => this.onEvent(result.done === true ? undefined : result.value),
        (error: unknown) => this.onError(error),
      );
    } catch (error) {
      this.onError(error);
    }
  }

  readonly #onGraceOver = (): void => {
    if (this.#over) return;
    this.#complete();
    this.#handOn();
  };

  #endGrace(): void {
    if (this.#grace === undefined) return;
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  #take(event: ServerSentEvent | undefined): void {
    if (event === undefined || event.data === '[DONE]') return this.#complete();
    const text = this.#finish === undefined ? this.#ready.textIn(event) : undefined;
    if (text !== undefined) {
      this.#waiting.push({ type: 'text-delta', text });
      return;
    }
    const chunk = chunkOf(event);
    if (chunk === undefined) return;
    if (this.#finish === undefined) this.#takeChunk(event, chunk);
    this.#usage = chunk.usage ?? this.#usage;
    // A count that came before the end may be one on the way.
    if (this.#finish !== undefined && chunk.usage !== undefined) this.#complete();
  }

  #takeChunk(event: ServerSentEvent, chunk: WireChunk): void {
    if (chunk.error !== undefined) throw this.#http.failure('chat', { error: chunk.error });
    const deltas = this.#deltas.read(chunk);
    this.#ready.saw(event, chunk, deltas);
    this.#waiting.push(...deltas);
    if (chunk.finishReason === 'error') throw this.#http.failure('chat', endedInError);
    this.#finish = chunk.finishReason;
  }

  #fail(error: unknown): void {
    if (this.#finish !== undefined) return this.#complete();
    this.#failure = { error };
    this.#end();
  }

  #complete(): void {
    this.#end();
    // Without a finish reason the answer was cut off, which the reader of the events judges.
    if (this.#finish === undefined) return;
    try {
      this.#waiting.push(...this.#deltas.rest());
      this.#deltas.end();
      const reason = toFinishReason(this.#finish);
      this.#waiting.push({ type: 'finish', reason, rawReason: this.#finish, usage: this.#usage });
    } catch (error) {
      this.#failure = { error };
    }
  }

  /** The service has said its last word, if only that it failed; what it still sends is read, so that the connection can be used again. */
  #end(leave: (events: ReadyIterator<unknown>) => void = finishReading): void {
    this.#over = true;
    this.#endGrace();
    leave(this.#events);
  }
}
