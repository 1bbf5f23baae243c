import { CancelController, type CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { retryHintOf, withRetryHint } from '../errors/retry-hint.ts';
import { leaveEarly, type ItemReader, type ReadyIterator } from './ready-events.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { EventGuard } from './event-guard.ts';
import type { EventReader } from './event-reader.ts';
import { copyError } from '../errors/copy-error.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import { StreamTimers, type StreamTimeouts } from './stream-timers.ts';

/**
 * A provider's stream, held to the contract: finish exactly once and nothing after it, an error when it ends without one,
 * bounded silence, an abort that is noticed although the provider ignores it. Every way out ends the provider's iterator.
 */
export class GuardedStream implements ItemReader<ChatEvent> {
  readonly timers: StreamTimers;
  readonly #guard = new EventGuard();
  /** The call's; this stream's own signal follows it. */
  readonly #parent: CancelSignal;
  readonly #controller = new CancelController();
  #inner: ReadyIterator<ChatEvent> | undefined;
  #over = false;
  /** What the stream ended with, for whoever asks next: an end that nobody waited for must not pass for a complete answer. */
  #failure: PlugboardError | undefined;
  #afterRest: ChatEvent | undefined;
  #reader: EventReader | undefined;
  #swallowed = 0;
  #resolved = 0;
  /** Time is up, and only `finish` still counts. */
  #lastCall: PlugboardError | undefined;

  constructor(clock: CompleteClock, timeouts: StreamTimeouts, parent: CancelSignal) {
    this.#parent = parent;
    this.timers = new StreamTimers(clock, timeouts, (error) => this.#endSoon(error));
  }

  /** Called when the call is ended while nobody reads, who would else hear of it. */
  onUnreadEnd: ((reason: PlugboardError) => void) | undefined;

  /** Fires when the stream is over for whatever reason: all I/O for it ends then. */
  get signal(): CancelSignal {
    return this.#controller;
  }

  /** The text that was handed on so far. */
  get text(): string {
    return this.#guard.text;
  }

  get hasContent(): boolean {
    return this.#guard.hasContent;
  }

  /** Begins with a provider's iterable; nothing happens before the first {@link read}. */
  start(events: AsyncIterable<ChatEvent>): void {
    this.#inner = events[Symbol.asyncIterator]();
    if (this.#parent.reason === undefined) this.#parent.subscribe(this.#onCancel);
    else this.#onCancel(this.#parent.reason);
  }

  /**
   * Hands over the next event, or `undefined` after `finish` or `close()`, or a `PlugboardError`; after that the stream is over,
   * and every further call ends alike. Callbacks, since a promise for each of the layers above would cost more than all else.
   */
  read(reader: EventReader): void {
    if (this.#failure !== undefined) return reader.onError(this.#failure);
    if (this.#afterRest !== undefined) {
      const event = this.#afterRest;
      this.#afterRest = undefined;
      return reader.onEvent(event);
    }
    if (this.#over) return reader.onEvent(undefined);
    this.#reader = reader;
    this.timers.beginWait();
    this.#pull();
  }

  /** {@link read} as a promise. */
  next(): Promise<ChatEvent | undefined> {
    return new Promise((resolve, reject) => this.read({ onEvent: resolve, onError: reject }));
  }

  /** The next event if it is here already, without a promise; `undefined`: ask {@link read}. Never `finish`. */
  take(): ChatEvent | undefined {
    if (this.#over || this.#afterRest !== undefined || this.#reader !== undefined) return undefined;
    return this.#inner?.takeWhen?.(this.#admitText);
  }

  readonly #admitText = (event: ChatEvent): ChatEvent | undefined =>
    event.type === 'text-delta' ? this.#guard.admit(event) : undefined;

  /** Ends the provider's iterator and lets go of timers and listeners; who waits gets `undefined`. Safe at any time. */
  close(): void {
    this.#end(undefined);
  }

  #pull(): void {
    const inner = this.#inner;
    try {
      if (inner?.handNextTo !== undefined) inner.handNextTo(this);
      else if (inner !== undefined) Promise.resolve(inner.next()).then(this.#onResult, this.#onRejected);
    } catch (error) {
      this.#end(error);
    }
  }

  readonly #onResult = (result: IteratorResult<ChatEvent>): void => {
    // A provider that never waits would keep every timer, and the caller's, from firing.
    this.#resolved += 1;
    if (this.#resolved % 1_000 === 0) setImmediate(() => this.#takeResult(result));
    else this.#takeResult(result);
  };

  #takeResult(result: IteratorResult<ChatEvent>): void {
    if (this.#over) return;
    try {
      // Counts as data for providers without core's HTTP, which has told the timers already.
      this.timers.sawData();
      this.#take(result.done === true ? this.#onEnd() : result.value);
    } catch (error) {
      this.#end(error);
    }
  }

  readonly #onRejected = (error: unknown): void => this.#end(error ?? new TypeError('nothing was thrown'));

  /** The next event of a provider that needs no promise for it. */
  onEvent(event: ChatEvent | undefined): void {
    if (this.#over) return;
    try {
      this.timers.sawData();
      this.#take(event ?? this.#onEnd());
    } catch (error) {
      this.#end(error);
    }
  }

  onError(error: unknown): void {
    this.#onRejected(error);
  }

  #take(given: ChatEvent): void {
    const event = this.#guard.admit(given);
    if (this.#lastCall !== undefined && event?.type !== 'finish') throw this.#lastCall;
    if (event === undefined) this.#pullAgain();
    else this.#handOn(event);
  }

  /**
   * A provider that yields nothing but empty events without ever waiting would keep every timer from firing, and fill the stack
   * if it was asked at once.
   */
  #pullAgain(): void {
    this.#swallowed += 1;
    const pull = (): void => void (this.#over || this.#pull());
    if (this.#swallowed % 1_000 === 0) setImmediate(pull);
    else queueMicrotask(pull);
  }

  #handOn(event: ChatEvent): void {
    const reader = this.#reader;
    this.timers.endWait();
    this.#reader = undefined;
    if (event.type !== 'finish') return reader?.onEvent(event);
    const rest = this.#guard.rest();
    this.#end(undefined);
    if (rest !== undefined) this.#afterRest = event;
    reader?.onEvent(rest ?? event);
  }

  #onEnd(): never {
    if (this.#guard.hasContent) {
      throw new PlugboardError(
        'stream_truncated',
        'The answer was cut off: the stream ended before the service said that it had finished.',
        { phase: 'chat' },
      );
    }
    throw new PlugboardError('empty_response', 'The service ended its answer without saying anything.', {
      phase: 'chat',
    });
  }

  readonly #onCancel = (reason: PlugboardError): void => {
    const unread = this.#reader === undefined;
    if (reason.code === 'timeout') this.#endSoon(reason);
    else this.#end(reason);
    if (unread) this.onUnreadEnd?.(reason);
  };

  /**
   * The service has been silent for too long, or the time of the call is up. Its answer may be complete all the same: some
   * services hold the connection behind their last word, for which the provider waits. All I/O ends now, so it may say so.
   */
  #endSoon(error: PlugboardError): void {
    if (this.#over || this.#lastCall !== undefined) return;
    if (this.#reader === undefined || !this.hasContent) return this.#end(error);
    this.#lastCall = error;
    this.timers.end();
    this.#controller.cancel(error);
    setImmediate(() => this.#end(error));
  }

  #end(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.timers.end();
    this.#parent.unsubscribe(this.#onCancel);
    const reader = this.#reader;
    this.#reader = undefined;
    if (error !== undefined) this.#failure = this.#parent.reason ?? this.#lastCall ?? this.#judge(error);
    // A generator that waits for the service hears of its end by the signal only: `return()` queues behind that wait.
    this.#controller.cancel(this.#failure ?? streamClosed);
    this.#closeInner();
    if (this.#failure === undefined) reader?.onEvent(undefined);
    else reader?.onError(this.#failure);
  }

  /** Not awaited: a generator that hangs must not hold the call. */
  #closeInner(): void {
    const inner = this.#inner;
    this.#inner = undefined;
    if (inner !== undefined) leaveEarly(inner);
  }

  /** What a failure is called depends on whether content had been handed on. */
  #judge(thrown: unknown): PlugboardError {
    // Which step it was is the call's to say: a token may be loaded on the way.
    const error = normalizeThrown(thrown, 'setup');
    if (this.hasContent && error.code === 'connection_failed') return renamed(error, 'stream_truncated');
    if (!this.hasContent && error.code === 'stream_truncated') return renamed(error, 'connection_failed');
    return error;
  }
}

/** What a provider's own waits end with when its stream is no longer wanted. The caller never sees it. */
const streamClosed = new PlugboardError('aborted', 'The stream was closed.');

function renamed(error: PlugboardError, code: 'stream_truncated' | 'connection_failed'): PlugboardError {
  // Whether a retry may help depends on the code.
  const other = copyError(error, { code, retryable: undefined });
  return withRetryHint(
    other,
    code === 'stream_truncated' ? 'never' : retryHintOf(error) === 'safe' ? 'safe' : 'duplicate',
  );
}
