import type { ChatEvent, ResponseEvent } from '../contract/chat-event.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';
import { CancelController, type CancelListener, type CancelSignal } from '../util/cancel.ts';
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
  /** The reader stopped reading. */
  | { readonly kind: 'left' };

/** The code that is responsible for a stream once its first content has come. */
export interface StreamOwner {
  /** Returns the failure as the reader should see it. */
  explain(failure: PlugboardError): PlugboardError;
  /**
   * Called once, before the reader gets the last event or the error. If the call is ended while nobody reads, called at
   * once.
   */
  onEnd(outcome: StreamOutcome): void;
}

/**
 * How many events other than content, such as sources, may come before the first content. They stay in memory until
 * then.
 */
const maxEarlyEvents = 1_000;

/** How many characters of the text are kept for `partialText` if the whole answer is not kept. */
const keptWithoutAnswer = 65_536;

/**
 * Enforces the contract on the stream of a provider: the stream finishes exactly once with nothing after it, fails if
 * it ends without `finish`, is silent only for a limited time, and ends when the call is aborted, even if the provider
 * ignores that. Whatever ends it closes the provider's stream.
 */
export class GuardedStream implements Source<ChatEvent>, Sink<ChatEvent>, SilenceListener, CancelListener {
  readonly timers: StreamTimers;
  /** What the events that the reader has got add up to. */
  readonly completion: CompletionState;
  readonly #guard: EventGuard;
  /** The signal of the call; the stream's own signal follows it. */
  readonly #parent: CancelSignal;
  readonly #controller = new CancelController();
  #owner: StreamOwner | undefined;
  #inner: Source<ChatEvent> | undefined;
  /** Checked events that the reader has not got yet. */
  #ready: ChatEvent[] | undefined;
  #sink: Sink<ChatEvent> | undefined;
  /** Whether nothing more is read from the provider. */
  #over = false;
  /** The failure, kept for later reads: one that came while nobody waited must not look like a complete answer. */
  #failure: PlugboardError | undefined;
  #ownerKnows = false;
  /** Set when the time is up. Only `finish` still counts then. */
  #lastCall: PlugboardError | undefined;

  /** @param keepsAnswer - Whether to keep the whole answer, or only what an error and the next chunk need. */
  constructor(clock: CompleteClock, timeouts: StreamTimeouts, parent: CancelSignal, keepsAnswer = true) {
    this.#parent = parent;
    this.completion = new CompletionState(keepsAnswer);
    this.#guard = new EventGuard(keepsAnswer ? Number.POSITIVE_INFINITY : keptWithoutAnswer);
    this.timers = new StreamTimers(clock, timeouts, this);
  }

  /** Fires when the stream is over for whatever reason, so that all I/O for it ends. */
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

  /** What the service reported about its answer before the content. */
  get response(): ResponseEvent | undefined {
    return this.completion.response ?? this.#ready?.find((event) => event.type === 'response');
  }

  /** Takes the iterable of a provider. Reads nothing before {@link commit}. */
  start(events: AsyncIterable<ChatEvent>): void {
    this.#inner = fromIterable(events);
    if (this.#parent.reason === undefined) this.#parent.subscribe(this);
    else this.onCancel(this.#parent.reason);
  }

  /** Waits for the first content, and keeps for the reader what it read. If it rejects, the reader has got nothing. */
  commit(): Promise<this> {
    const early: ChatEvent[] = [];
    return new Promise((resolve, reject) => {
      const sink: Sink<ChatEvent> = {
        onItem: (item) => {
          let event: ChatEvent | undefined = item;
          for (; event !== undefined; event = this.#takeNow()) {
            early.push(event);
            if (this.#guard.hasContent || event.type === 'finish') return sink.onEnd();
            if (early.length > maxEarlyEvents) {
              this.close();
              return reject(tooManyEarlyEvents(maxEarlyEvents));
            }
          }
          this.#waitWith(sink);
        },
        onEnd: () => {
          this.#ready = this.#ready === undefined ? early : [...early, ...this.#ready];
          resolve(this);
        },
        onError: reject,
      };
      this.#waitWith(sink);
    });
  }

  /** Gives the committed stream to its owner. */
  handTo(owner: StreamOwner): void {
    this.#owner = owner;
    if (this.#failure !== undefined) this.#fail(this.#failure);
  }

  poll(): ChatEvent | undefined {
    const event = this.#takeNow();
    return event && this.#handOut(event);
  }

  /**
   * Delivers the next event, or the end after `finish` or `close()`, or a `PlugboardError`, which every later pull gets
   * again.
   */
  pull(sink: Sink<ChatEvent>): void {
    const ready = this.#takeReady();
    if (ready === undefined) this.#waitWith(sink);
    else sink.onItem(this.#handOut(ready));
  }

  /**
   * Ends the provider's stream, and releases timers and listeners. A sink that waits gets `onEnd`. Safe at any time.
   */
  close(): void {
    this.#ready = undefined;
    this.#end(undefined);
    this.#parent.unsubscribe(this);
    this.#tellOwner({ kind: 'left' });
  }

  /** The next event of the provider. */
  onItem(given: ChatEvent): void {
    if (this.#over) return;
    // Needed for providers that do not use core's HTTP, which has told the timers already.
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

  /** Drops the list once it is empty: its memory would be as large as everything else that a waiting stream needs. */
  #takeReady(): ChatEvent | undefined {
    const ready = this.#ready;
    if (ready === undefined) return undefined;
    const event = ready.shift();
    if (ready.length === 0) this.#ready = undefined;
    return event;
  }

  /** The next event that has arrived already. The reader has not got it yet. */
  #takeNow(): ChatEvent | undefined {
    const ready = this.#takeReady();
    if (ready !== undefined) return ready;
    try {
      // Without an inner stream, the stream is over.
      for (let given = this.#inner?.poll(); given !== undefined; given = this.#inner?.poll()) {
        const event = this.#guard.validate(given);
        if (event !== undefined) return event.type === 'finish' ? this.#finish(event) : event;
      }
    } catch (error) {
      this.#end(error);
    }
    return undefined;
  }

  /** Asks the provider's stream for what is not here yet. */
  #waitWith(sink: Sink<ChatEvent>): void {
    if (this.#failure !== undefined) return sink.onError(this.#failure);
    if (this.#over) return sink.onEnd();
    this.#sink = sink;
    this.timers.beginWait();
    this.#inner?.pull(this);
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
    // Without an owner, the event is still kept for the reader, so it is not handed out yet.
    sink?.onItem(this.#owner === undefined ? next : this.#handOut(next));
  }

  /** Ends the provider's stream. Returns the event that comes next. */
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
      this.#parent.unsubscribe(this);
      this.#tellOwner({ kind: 'complete', finish: event });
    }
    return event;
  }

  onCancel(reason: PlugboardError): void {
    if (this.#over) this.#fail(reason);
    else if (reason.code === 'timeout') this.#endSoon(reason);
    else this.#end(reason);
  }

  /**
   * Ends the stream because the service was silent for too long, or the time of the call is up. The answer may be
   * complete all the same: some services keep the connection open after their last word, and the provider waits for its
   * end. Ending all I/O gives the provider a chance to yield `finish`.
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
    // After a complete answer the call goes on until its reader has the last event: only then does it stop listening
    // for its end.
    if (how === 'left') this.#parent.unsubscribe(this);
    const sink = this.#sink;
    this.#sink = undefined;
    const failure =
      error === undefined ? undefined : (this.#parent.reason ?? this.#lastCall ?? named(error, this.#guard.hasContent));
    // Only the signal reaches a generator that waits for the service: a call of `return()` queues behind that wait.
    this.#controller.cancel(failure ?? (how === 'complete' ? answerComplete : streamClosed));
    this.#inner?.close(how);
    this.#inner = undefined;
    if (failure === undefined) return sink?.onEnd();
    const explained = this.#fail(failure);
    sink?.onError(explained);
  }

  /** Keeps the failure. Returns it as the reader should see it, if the stream has an owner. */
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
