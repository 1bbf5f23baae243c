import type { ChatEvent, ResponseEvent } from '../contract/chat-event.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';
import { CancelController, type CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import { CompletionState } from './completion-state.ts';
import { EventGuard } from './event-guard.ts';
import { fromIterable } from './source-iterator.ts';
import type { Closing, Sink, Source } from './source.ts';
import { answerComplete, emptyResponse, named, streamClosed, tooManyEarlyEvents, truncated } from './stream-errors.ts';
import { StreamTimers, type SilenceListener, type StreamTimeouts } from './timers.ts';

/** How a stream ended for its reader. */
export type StreamOutcome =
  | { readonly kind: 'complete'; readonly finish: ChatEvent & { type: 'finish' } }
  | { readonly kind: 'failed'; readonly error: PlugboardError }
  /** The reader left. */
  | { readonly kind: 'left' };

/** Who is responsible for a stream once its first content is here. */
export interface StreamOwner {
  /** The failure as the reader is to see it. */
  explain(failure: PlugboardError): PlugboardError;
  /** Called once, before the reader gets the last event or the error; at once if the call is ended while nobody reads. */
  onEnd(outcome: StreamOutcome): void;
}

/** Events other than content, such as sources, that may come before the first content. They stay in memory until then. */
const maxEarlyEvents = 1_000;

/** Characters of the text that stay for `partialText` when the answer as a whole is not kept. */
const keptWithoutAnswer = 65_536;

/**
 * The stream of a provider, held to the contract: it finishes exactly once with nothing behind it, fails when it ends without `finish`,
 * is silent only for a limited time, and ends when the call is aborted, even if the provider ignores that. Every way out closes the
 * provider's stream.
 */
export class GuardedStream implements Source<ChatEvent>, Sink<ChatEvent>, SilenceListener {
  readonly timers: StreamTimers;
  /** What the events add up to that the reader has got. */
  readonly completion: CompletionState;
  readonly #guard: EventGuard;
  /** The signal of the call; the stream's own signal follows it. */
  readonly #parent: CancelSignal;
  readonly #controller = new CancelController();
  #owner: StreamOwner | undefined;
  #inner: Source<ChatEvent> | undefined;
  /** Events that are checked and that the reader has not got yet. */
  #ready: ChatEvent[] | undefined;
  #sink: Sink<ChatEvent> | undefined;
  /** Nothing more is read from the provider. */
  #over = false;
  /** Kept for the next reader: an end that nobody waited for must not look like a complete answer. */
  #failure: PlugboardError | undefined;
  #ownerKnows = false;
  /** Set when the time is up: only `finish` still counts. */
  #lastCall: PlugboardError | undefined;

  /** @param keepsAnswer - Whether all that is handed out is kept, or only what an error and the next chunk need. */
  constructor(clock: CompleteClock, timeouts: StreamTimeouts, parent: CancelSignal, keepsAnswer = true) {
    this.#parent = parent;
    this.completion = new CompletionState(keepsAnswer);
    this.#guard = new EventGuard(keepsAnswer ? Number.POSITIVE_INFINITY : keptWithoutAnswer);
    this.timers = new StreamTimers(clock, timeouts, this);
  }

  /** Fires when the stream is over for whatever reason: all I/O for it ends then. */
  get signal(): CancelSignal {
    return this.#controller;
  }

  /** The text so far, with revisions applied. */
  get text(): string {
    return this.#guard.text;
  }

  /** Whether {@link text} is only the beginning. */
  get textIsCut(): boolean {
    return this.#guard.textIsCut;
  }

  /** What the service said of its answer before it began. */
  get response(): ResponseEvent | undefined {
    return this.completion.response ?? this.#ready?.find((event) => event.type === 'response');
  }

  /** Takes the iterable of a provider. Nothing happens before the first {@link commit}. */
  start(events: AsyncIterable<ChatEvent>): void {
    this.#inner = fromIterable(events);
    if (this.#parent.reason === undefined) this.#parent.subscribe(this.#onCancel);
    else this.#onCancel(this.#parent.reason);
  }

  /** Waits for the first content, and keeps what was read for the reader. If it rejects, the reader has got nothing. */
  async commit(): Promise<void> {
    const early: ChatEvent[] = [];
    do {
      if (early.length > maxEarlyEvents) {
        this.close();
        throw tooManyEarlyEvents(maxEarlyEvents);
      }
      const event = this.#takeReady() ?? (await this.#next());
      if (event === undefined) break;
      early.push(event);
    } while (!this.#guard.hasContent && early.at(-1)?.type !== 'finish');
    this.#ready = [...early, ...(this.#ready ?? [])];
  }

  /** Gives the committed stream to its owner. */
  handTo(owner: StreamOwner): void {
    this.#owner = owner;
    if (this.#failure !== undefined) this.#fail(this.#failure);
  }

  poll(): ChatEvent | undefined {
    const ready = this.#takeReady();
    if (ready !== undefined) return this.#handOut(ready);
    try {
      // Without an inner stream it is over.
      for (let given = this.#inner?.poll(); given !== undefined; given = this.#inner?.poll()) {
        const event = this.#guard.validate(given);
        if (event !== undefined) return this.#handOut(event.type === 'finish' ? this.#finish(event) : event);
      }
    } catch (error) {
      this.#end(error);
    }
    return undefined;
  }

  /** Delivers the next event; the end after `finish` or `close()`; or a `PlugboardError`, again for everyone who asks later. */
  pull(sink: Sink<ChatEvent>): void {
    const ready = this.#takeReady();
    if (ready !== undefined) return sink.onItem(this.#handOut(ready));
    if (this.#failure !== undefined) return sink.onError(this.#failure);
    if (this.#over) return sink.onEnd();
    this.#sink = sink;
    this.timers.beginWait();
    this.#inner?.pull(this);
  }

  /** Ends the provider's stream and releases timers and listeners. Who waits gets `onEnd`. Safe at any time. */
  close(): void {
    this.#ready = undefined;
    this.#end(undefined);
    this.#parent.unsubscribe(this.#onCancel);
    this.#tellOwner({ kind: 'left' });
  }

  /** The next event of the provider. */
  onItem(given: ChatEvent): void {
    if (this.#over) return;
    // For providers without core's HTTP, which has told the timers already.
    this.timers.sawData();
    let event: ChatEvent | undefined;
    try {
      event = this.#validate(given);
      while (event === undefined) {
        const next = this.#inner?.poll();
        if (next === undefined) break;
        event = this.#validate(next);
      }
    } catch (error) {
      return this.#end(error);
    }
    if (event === undefined) this.#inner?.pull(this);
    else this.#deliver(event);
  }

  onEnd(): void {
    if (!this.#over) this.#end(this.#guard.hasBegun ? truncated() : emptyResponse());
  }

  onError(error: unknown): void {
    this.#end(error ?? new TypeError('nothing was thrown'));
  }

  onSilence(error: PlugboardError): void {
    this.#endSoon(error);
  }

  /** An empty list is let go of: with what was in it, it is as large as all else that waits. */
  #takeReady(): ChatEvent | undefined {
    const ready = this.#ready;
    if (ready === undefined) return undefined;
    const event = ready.shift();
    if (ready.length === 0) this.#ready = undefined;
    return event;
  }

  #next(): Promise<ChatEvent | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      if (this.#over) return resolve(undefined);
      this.#sink = { onItem: resolve, onEnd: () => resolve(undefined), onError: reject };
      this.timers.beginWait();
      this.#inner?.pull(this);
    });
  }

  #validate(given: ChatEvent): ChatEvent | undefined {
    const event = this.#guard.validate(given);
    if (this.#lastCall !== undefined && event?.type !== 'finish') throw this.#lastCall;
    return event;
  }

  #deliver(event: ChatEvent): void {
    const sink = this.#sink;
    this.#sink = undefined;
    this.timers.endWait();
    const next = event.type === 'finish' ? this.#finish(event) : event;
    // Without an owner the event is not the reader's yet.
    sink?.onItem(this.#owner === undefined ? next : this.#handOut(next));
  }

  /** Ends the provider's stream; gives the event that comes next. */
  #finish(event: ChatEvent): ChatEvent {
    const rest = this.#guard.rest();
    this.#end(undefined, 'complete');
    if (rest === undefined) return event;
    (this.#ready ??= []).push(event);
    return rest;
  }

  #handOut(event: ChatEvent): ChatEvent {
    if (event.type === 'text-delta' && event.logprobs === undefined) return event;
    this.completion.add(event);
    if (event.type === 'finish') {
      this.#parent.unsubscribe(this.#onCancel);
      this.#tellOwner({ kind: 'complete', finish: event });
    }
    return event;
  }

  readonly #onCancel = (reason: PlugboardError): void => {
    if (this.#over) this.#fail(reason);
    else if (reason.code === 'timeout') this.#endSoon(reason);
    else this.#end(reason);
  };

  /**
   * The service has been silent for too long, or the time of the call is up. Its answer may be complete all the same: some
   * services hold the connection behind their last word, for which the provider waits. All I/O ends now, so it may say so.
   */
  #endSoon(error: PlugboardError): void {
    if (this.#over || this.#lastCall !== undefined) return;
    if (this.#sink === undefined || !this.#guard.hasContent) return this.#end(error);
    this.#lastCall = error;
    this.timers.end();
    this.#controller.cancel(error);
    setImmediate(() => this.#end(error));
  }

  #end(error: unknown, how: Closing = 'left'): void {
    if (this.#over) return;
    this.#over = true;
    this.timers.end();
    // A call that is ended before its reader has the last event is not complete.
    if (how === 'left') this.#parent.unsubscribe(this.#onCancel);
    const sink = this.#sink;
    this.#sink = undefined;
    const failure =
      error === undefined ? undefined : (this.#parent.reason ?? this.#lastCall ?? named(error, this.#guard.hasContent));
    // A generator that waits for the service hears of its end by the signal only: `return()` queues behind that wait.
    this.#controller.cancel(failure ?? (how === 'complete' ? answerComplete : streamClosed));
    this.#inner?.close(how);
    this.#inner = undefined;
    if (failure === undefined) return sink?.onEnd();
    const explained = this.#fail(failure);
    sink?.onError(explained);
  }

  /** Keeps the failure; gives it as the reader sees it, if the stream has an owner. */
  #fail(failure: PlugboardError): PlugboardError {
    this.#ready = undefined;
    const error = (this.#failure = this.#owner?.explain(failure) ?? failure);
    this.#tellOwner({ kind: 'failed', error });
    return error;
  }

  #tellOwner(outcome: StreamOutcome): void {
    if (this.#owner === undefined || this.#ownerKnows) return;
    this.#ownerKnows = true;
    this.#owner.onEnd(outcome);
  }
}
