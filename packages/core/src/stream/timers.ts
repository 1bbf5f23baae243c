import type { CompleteClock } from '../util/clock.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/**
 * Calls back a turn of the event loop later: when this process was busy for longer than a timeout, timers are due before what
 * has arrived meanwhile is read, and a service that kept its time must not be blamed.
 */
export function expireAfterInput(callback: () => void): () => void {
  const turn = setImmediate(callback);
  return () => clearImmediate(turn);
}

/** Calls back when the time is up and what has arrived meanwhile has been read; gives what stops it. */
export function startGrace(milliseconds: number, callback: () => void): () => void {
  let stop = (): void => clearTimeout(timer);
  const timer = setTimeout(() => {
    stop = expireAfterInput(callback);
  }, milliseconds);
  return () => stop();
}

/**
 * Bounds a silence. One timer is re-armed when it fires, so that a sign of life costs no more than a note of the time. Before it
 * calls back, what has arrived meanwhile is read.
 */
abstract class SilenceTimer {
  protected readonly clock: CompleteClock;
  /** Whether it keeps the process alive. */
  readonly #holds: boolean;
  #cancel: (() => void) | undefined;

  constructor(clock: CompleteClock, holds: boolean) {
    this.clock = clock;
    this.#holds = holds;
  }

  /** Milliseconds until the silence is to be looked at again. Not above 0: it has lasted too long. `undefined`: there is nothing to bound. */
  protected abstract left(): number | undefined;

  protected abstract onSilence(): void;

  protected get isArmed(): boolean {
    return this.#cancel !== undefined;
  }

  protected arm(delayMs: number): void {
    this.#cancel = this.clock.schedule(delayMs, this.#onTime, this.#holds);
  }

  protected disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  readonly #onTime = (): void => {
    if (!this.#isOver()) return;
    this.#cancel = expireAfterInput(() => {
      if (this.#isOver()) this.onSilence();
    });
  };

  #isOver(): boolean {
    this.#cancel = undefined;
    const left = this.left();
    if (left === undefined) return false;
    if (left > 0) this.arm(left);
    return left <= 0;
  }
}

/** Calls back when nothing has happened for a while. `touch` is only a note of the time, so it may be called for each piece. */
export class IdleTimer extends SilenceTimer {
  readonly #milliseconds: number;
  readonly #callback: () => void;
  #last = 0;

  constructor(clock: CompleteClock, milliseconds: number, callback: () => void) {
    super(clock, true);
    this.#milliseconds = milliseconds;
    this.#callback = callback;
  }

  start(): void {
    this.touch();
    this.disarm();
    this.arm(this.#milliseconds);
  }

  touch(): void {
    this.#last = this.clock.monotonic();
  }

  stop(): void {
    this.disarm();
  }

  protected override left(): number {
    return this.#last + this.#milliseconds - this.clock.monotonic();
  }

  protected override onSilence(): void {
    this.#callback();
  }
}

/** What the stream timers of a call want to know of its requests; comments and blank lines of a stream do not count as data. */
export interface StreamActivity {
  /** A request is on its way; the headers timer bounds it, so the stream timers rest. */
  waitForHeaders(): void;
  /** The headers are here, or will not come: the wait for the first event begins. */
  sawHeaders(): void;
  /** A data event, or a piece of a whole answer, is here. Called once an event, so it must be cheap. */
  sawData(): void;
}

/** Milliseconds. */
export interface StreamTimeouts {
  readonly firstEvent: number;
  readonly idle: number;
}

/**
 * Bounds the silence of a stream while somebody waits for it. Time in which the consumer does not read never counts, nor does the
 * wait for headers, which has a timer of its own.
 */
export class StreamTimers extends SilenceTimer implements StreamActivity {
  readonly #timeouts: StreamTimeouts;
  readonly #onSilence: (error: PlugboardError) => void;
  #quietSince = 0;
  #waiting = false;
  #resting = false;
  #first = true;

  constructor(clock: CompleteClock, timeouts: StreamTimeouts, onSilence: (error: PlugboardError) => void) {
    super(clock, false);
    this.#timeouts = timeouts;
    this.#onSilence = onSilence;
  }

  /** Somebody waits for the next event from now on. */
  beginWait(): void {
    this.#waiting = true;
    this.#quietSince = this.clock.monotonic();
    if (!this.isArmed) this.arm(this.#soon(this.#limit));
  }

  /** Nobody waits: silence is the consumer's. */
  endWait(): void {
    this.#waiting = false;
  }

  waitForHeaders(): void {
    this.#resting = true;
  }

  sawHeaders(): void {
    this.#resting = false;
    this.#quietSince = this.clock.monotonic();
  }

  sawData(): void {
    this.#first = false;
    // Most events arrive while nobody waits, and the next wait reads the clock anyway.
    if (this.#waiting) this.#quietSince = this.clock.monotonic();
  }

  end(): void {
    this.disarm();
    this.#waiting = false;
  }

  /** Without a wait there is nothing to bound; the next wait arms the timer again. */
  protected override left(): number | undefined {
    if (!this.#waiting) return undefined;
    return this.#soon(this.#resting ? this.#limit : this.#quietSince + this.#limit - this.clock.monotonic());
  }

  protected override onSilence(): void {
    const message = this.#first
      ? `The service did not begin its answer within ${this.#timeouts.firstEvent} ms (timeouts.firstEvent).`
      : `The service fell silent for ${this.#timeouts.idle} ms in the middle of its answer (timeouts.idle).`;
    this.#onSilence(new PlugboardError('timeout', message, { phase: 'chat' }));
  }

  get #limit(): number {
    return this.#first ? this.#timeouts.firstEvent : this.#timeouts.idle;
  }

  /** The first event makes idle the limit. It may come at any moment, so that limit is looked at meanwhile too. */
  #soon(leftMs: number): number {
    return this.#first ? Math.min(leftMs, this.#timeouts.idle) : leftMs;
  }
}
