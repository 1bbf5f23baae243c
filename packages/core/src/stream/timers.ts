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

/** Calls back when nothing has happened for a while. `touch` is only a note of the time, so it may be called for each piece. */
export class IdleTimer {
  readonly #clock: CompleteClock;
  readonly #milliseconds: number;
  readonly #callback: () => void;
  #last = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: CompleteClock, milliseconds: number, callback: () => void) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
    this.#callback = callback;
  }

  start(): void {
    this.touch();
    this.#schedule(this.#milliseconds);
  }

  touch(): void {
    this.#last = this.#clock.monotonic();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #expire(): void {
    if (this.#clock.monotonic() - this.#last >= this.#milliseconds) this.#callback();
    else this.#schedule(this.#milliseconds);
  }

  #schedule(delay: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.schedule(
      delay,
      () => {
        const left = this.#last + this.#milliseconds - this.#clock.monotonic();
        if (left > 0) this.#schedule(left);
        else this.#cancel = expireAfterInput(() => this.#expire());
      },
      true,
    );
  }
}

/** What the stream timers of a call want to know of its requests; comments of a stream and blank lines are no data. */
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
 * Bounds the silence of a stream while somebody waits for it. One timer that is re-armed when it fires, so that an event costs
 * no more than reading the clock. Time in which the consumer does not read never counts, nor does the wait for headers,
 * which has a timer of its own.
 */
export class StreamTimers implements StreamActivity {
  readonly #clock: CompleteClock;
  readonly #timeouts: StreamTimeouts;
  readonly #onSilence: (error: PlugboardError) => void;
  #quietSince = 0;
  #waiting = false;
  #resting = false;
  #first = true;
  #cancel: (() => void) | undefined;

  constructor(clock: CompleteClock, timeouts: StreamTimeouts, onSilence: (error: PlugboardError) => void) {
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#onSilence = onSilence;
  }

  /** Somebody waits for the next event from now on. */
  beginWait(): void {
    this.#waiting = true;
    this.#quietSince = this.#clock.monotonic();
    if (this.#cancel === undefined) this.#arm(this.#limit);
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
    this.#quietSince = this.#clock.monotonic();
  }

  sawData(): void {
    this.#first = false;
    // Most events arrive while nobody waits, and the next wait reads the clock anyway.
    if (this.#waiting) this.#quietSince = this.#clock.monotonic();
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = false;
  }

  get #limit(): number {
    return this.#first ? this.#timeouts.firstEvent : this.#timeouts.idle;
  }

  #arm(leftMs: number): void {
    // The first event makes idle the limit. It may come at any moment, so that limit is looked at meanwhile too.
    const delayMs = this.#first ? Math.min(leftMs, this.#timeouts.idle) : leftMs;
    this.#cancel = this.#clock.schedule(delayMs, () => {
      this.#cancel = undefined;
      // Without a wait there is nothing to bound; the next wait arms the timer again.
      if (!this.#waiting) return;
      const left = this.#resting ? this.#limit : this.#quietSince + this.#limit - this.#clock.monotonic();
      if (left > 0) this.#arm(left);
      else this.#cancel = expireAfterInput(() => this.#expire());
    });
  }

  /** What had arrived while this process was busy has been read by now. */
  #expire(): void {
    this.#cancel = undefined;
    if (!this.#waiting) return;
    const left = this.#resting ? this.#limit : this.#quietSince + this.#limit - this.#clock.monotonic();
    if (left > 0) this.#arm(left);
    else this.#onSilence(this.#silence());
  }

  #silence(): PlugboardError {
    const message = this.#first
      ? `The service began no answer within ${this.#timeouts.firstEvent} ms (timeouts.firstEvent).`
      : `The service fell silent for ${this.#timeouts.idle} ms in the middle of its answer (timeouts.idle).`;
    return new PlugboardError('timeout', message, { phase: 'chat' });
  }
}
