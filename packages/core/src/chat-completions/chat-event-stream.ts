import type { Http, ServerSentEvent } from '../contract/http.ts';
import { startGrace } from '../stream/timers.ts';
import type { Closing, Sink, Source } from '../stream/source.ts';
import { truncated } from '../stream/stream-errors.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { CompletionReader } from './completion-reader.ts';
import type { DeltaReader } from './delta-reader.ts';
import { DeltaTemplate, eventsInLines, refuseOtherDocument, saysDone, valueOf } from './value-of-event.ts';
import { saysSomething, wireChunkFrom } from './wire-chunk.ts';

/** What the stream is made from. */
export interface ChatEventSource {
  readonly http: Http;
  readonly events: Source<ServerSentEvent>;
  readonly deltas: DeltaReader;
  readonly warn: ((message: string) => void) | undefined;
}

/** Turns the chunks of OpenAI's wire format into events. */
export class ChatEventStream implements Source<ChatEvent>, Sink<ServerSentEvent> {
  readonly #events: Source<ServerSentEvent>;
  readonly #answer: CompletionReader;
  readonly #template = new DeltaTemplate();
  /** What was read and not asked for yet. */
  #waiting: ChatEvent[] | undefined;
  #sink: Sink<ChatEvent> | undefined;
  /** Ends the wait behind a finish reason, whatever else comes that says nothing. */
  #endGrace: (() => void) | undefined;
  /** Nothing more is read. */
  #over = false;
  /** Delivered once, behind what is waiting. */
  #failure: { readonly error: unknown } | undefined;

  constructor({ http, events, deltas, warn }: ChatEventSource) {
    this.#events = events;
    this.#answer = new CompletionReader(http, deltas, warn);
  }

  poll(): ChatEvent | undefined {
    let next = this.#takeWaiting();
    while (next === undefined && !this.#over) {
      const event = this.#events.poll();
      if (event === undefined) return undefined;
      next = this.#read(event);
    }
    return next;
  }

  pull(sink: Sink<ChatEvent>): void {
    this.#sink = sink;
    this.#deliver(this.#takeWaiting());
  }

  /** Ends the request. Behind the end of the answer there is nothing to lose, and the connection may be kept. */
  close(how: Closing): void {
    this.#waiting = undefined;
    this.#failure = undefined;
    if (!this.#over) this.#end(this.#answer.end.isReached ? 'complete' : how);
    this.#deliver(undefined);
  }

  /** The next event of the service. */
  onItem(event: ServerSentEvent): void {
    if (!this.#over) this.#deliver(this.#read(event) ?? this.poll());
  }

  onEnd(): void {
    if (this.#over) return;
    if (this.#answer.isCutBeforeContent) this.#fail(truncated());
    else this.#complete();
    this.#deliver(this.#takeWaiting());
  }

  onError(error: unknown): void {
    if (this.#over) return;
    this.#fail(error);
    this.#deliver(this.#takeWaiting());
  }

  /** Gives the next event to the reader if it waits, or the end. Without either, the service is asked. */
  #deliver(next: ChatEvent | undefined): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    if (next === undefined && !this.#over) return this.#pull();
    this.#sink = undefined;
    if (next !== undefined) return sink.onItem(next);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) sink.onEnd();
    else sink.onError(failure.error);
  }

  #pull(): void {
    const { graceMs } = this.#answer.end;
    if (graceMs !== undefined) this.#endGrace ??= startGrace(graceMs, () => this.#onGraceOver());
    this.#events.pull(this);
  }

  #onGraceOver(): void {
    if (this.#over) return;
    if (this.#answer.end.moreFollowed) this.#answer.noteSilence();
    this.#complete();
    this.#deliver(this.#takeWaiting());
  }

  /** What an event adds first; the rest of it waits. Whatever goes wrong behind the end of the answer takes nothing from it. */
  #read(event: ServerSentEvent): ChatEvent | undefined {
    const text = this.#template.textOf(event);
    if (text !== undefined) return this.#textDelta(text);
    try {
      this.#take(event);
    } catch (error) {
      this.#fail(error);
    }
    return this.#takeWaiting();
  }

  #textDelta(text: string): ChatEvent {
    if (this.#answer.end.word !== undefined) {
      this.#answer.end.sawContent();
      this.#stopGrace();
    }
    return { type: 'text-delta', text };
  }

  #take(event: ServerSentEvent): void {
    if (saysDone(event)) return this.#complete();
    const lines = eventsInLines(event);
    if (lines.length === 0) return this.#takeValue(event, valueOf(event));
    for (const line of lines) {
      if (this.#over) return;
      const text = this.#template.textOf(line);
      if (text === undefined) this.#take(line);
      else this.#add([this.#textDelta(text)]);
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
    this.#template.saw(event, chunk, deltas);
    const response = deltas.length > 0 ? answer.response.take() : undefined;
    if (response !== undefined) this.#add([response]);
    this.#add(deltas);
    if (saysSomething(chunk)) this.#stopGrace();
    if (answer.failure !== undefined) throw answer.failure;
    if (chunk.bare === true && chunk.usage !== undefined && answer.end.sawCount()) this.#stopGrace();
  }

  #add(events: readonly ChatEvent[]): void {
    if (events.length > 0) this.#waiting = this.#waiting === undefined ? [...events] : [...this.#waiting, ...events];
  }

  #takeWaiting(): ChatEvent | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    const event = waiting.shift();
    if (waiting.length === 0) this.#waiting = undefined;
    return event;
  }

  #fail(error: unknown): void {
    if (this.#answer.end.isCertain && this.#answer.failure === undefined) return this.#complete();
    this.#add(this.#answer.rest());
    this.#failure = { error };
    this.#end();
  }

  #complete(): void {
    this.#end();
    try {
      // Without a finish reason the answer was cut off, which the reader of the events judges.
      this.#add(this.#answer.finish());
    } catch (error) {
      this.#failure = { error };
    }
  }

  /** The service has said its last word, if only that it failed; what it still sends is read, so that the connection can be used again. */
  #end(how: Closing = 'complete'): void {
    this.#over = true;
    this.#stopGrace();
    this.#events.close(how);
  }

  #stopGrace(): void {
    this.#endGrace?.();
    this.#endGrace = undefined;
  }
}
