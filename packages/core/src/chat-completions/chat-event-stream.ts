import type { Http, ServerSentEvent } from '../contract/http.ts';
import { expireAfterInput } from '../stream/idle-timer.ts';
import { finishReading, leaveEarly, nextOf, type ItemReader, type ReadyIterator } from '../stream/ready-events.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { CompletionReader } from './completion-reader.ts';
import type { DeltaReader } from './delta-reader.ts';
import { ReadyDeltas } from './delta-template.ts';
import { eventsInLines, refuseOtherDocument, saysDone, valueOf } from './value-of-event.ts';
import { saysSomething, wireChunkFrom } from './wire-chunk.ts';

/** What the stream is made from. */
export interface ChatEventSource {
  readonly http: Http;
  readonly events: ReadyIterator<ServerSentEvent>;
  readonly deltas: DeltaReader;
  readonly warn: ((message: string) => void) | undefined;
}

/** Chunks of the OpenAI wire as events. An async generator would take three promises for each of them. */
export class ChatEventStream
  implements AsyncIterableIterator<ChatEvent>, ReadyIterator<ChatEvent>, ItemReader<ServerSentEvent>
{
  readonly #events: ReadyIterator<ServerSentEvent>;
  readonly #answer: CompletionReader;
  readonly #ready = new ReadyDeltas();
  /** What was read and not asked for yet. */
  #waiting: ChatEvent[] = [];
  #reader: ItemReader<ChatEvent> | undefined;
  /** Whether the service was asked for its next event. */
  #pulling = false;
  /** Those that came while another one waited. */
  #laterReaders: ItemReader<ChatEvent>[] | undefined;
  /** Ends the wait behind a finish reason, whatever else comes that says nothing. */
  #endGrace: (() => void) | undefined;
  /** Nothing more is read. */
  #over = false;
  /** Told once, behind what is waiting. */
  #failure: { readonly error: unknown } | undefined;

  constructor({ http, events, deltas, warn }: ChatEventSource) {
    this.#events = events;
    this.#answer = new CompletionReader(http, deltas, warn);
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
    if (!this.#over) this.#end(this.#answer.end.isReached ? finishReading : leaveEarly);
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

  /** The next event of the service. Whatever goes wrong behind the end of the answer takes nothing from it. */
  onEvent(event: ServerSentEvent | undefined): void {
    if (this.#over) return;
    this.#pulling = false;
    try {
      if (event === undefined) this.#complete();
      else this.#take(event);
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
    const { graceMs } = this.#answer.end;
    if (graceMs !== undefined) {
      const ready = events.takeWhen?.((event) => event);
      if (ready !== undefined) return this.onEvent(ready);
      this.#endGrace ??= startGrace(graceMs, this.#onGraceOver);
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
    if (this.#answer.end.moreFollowed) this.#answer.noteSilence();
    this.#complete();
    this.#handOn();
  };

  #take(event: ServerSentEvent): void {
    const text = this.#ready.textIn(event);
    if (text !== undefined) {
      if (this.#answer.end.word !== undefined) this.#sawContent();
      this.#waiting.push({ type: 'text-delta', text });
      return;
    }
    if (saysDone(event)) return this.#complete();
    const lines = eventsInLines(event);
    if (lines.length === 0) return this.#takeValue(event, valueOf(event));
    for (const line of lines) {
      if (!this.#over) this.#take(line);
    }
  }

  #takeValue(event: ServerSentEvent, value: unknown): void {
    const answer = this.#answer;
    const chunk = wireChunkFrom(value, answer.choice);
    if (chunk?.error === undefined) answer.response.saw(value);
    if (chunk === undefined) {
      if (event.whole === true) refuseOtherDocument(value);
      return;
    }
    const deltas = answer.read(chunk, event.whole === true);
    this.#ready.saw(event, chunk, deltas);
    const response = deltas.length > 0 ? answer.response.take() : undefined;
    if (response !== undefined) this.#waiting.push(response);
    this.#waiting.push(...deltas);
    if (saysSomething(chunk)) this.#stopGrace();
    if (answer.failure !== undefined) throw answer.failure;
    if (chunk.bare === true && chunk.usage !== undefined && answer.end.sawCount()) this.#stopGrace();
  }

  #sawContent(): void {
    this.#answer.end.sawContent();
    this.#stopGrace();
  }

  #fail(error: unknown): void {
    if (this.#answer.end.isCertain && this.#answer.failure === undefined) return this.#complete();
    this.#waiting.push(...this.#answer.rest());
    this.#failure = { error };
    this.#end();
  }

  #complete(): void {
    this.#end();
    try {
      // Without a finish reason the answer was cut off, which the reader of the events judges.
      this.#waiting.push(...this.#answer.finish());
    } catch (error) {
      this.#failure = { error };
    }
  }

  /** The service has said its last word, if only that it failed; what it still sends is read, so that the connection can be used again. */
  #end(leave: (events: ReadyIterator<unknown>) => void = finishReading): void {
    this.#over = true;
    this.#stopGrace();
    leave(this.#events);
  }

  #stopGrace(): void {
    this.#endGrace?.();
    this.#endGrace = undefined;
  }
}

/** Calls back when the time is up and what has arrived meanwhile has been read; gives what stops it. */
function startGrace(milliseconds: number, callback: () => void): () => void {
  let stop = (): void => clearTimeout(timer);
  const timer = setTimeout(() => {
    stop = expireAfterInput(callback);
  }, milliseconds);
  return () => stop();
}
