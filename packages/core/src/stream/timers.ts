import { deadlinesOf, type CompleteClock, type Deadline, type Deadlines } from '../util/clock.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/**
 * Calls back a turn of the event loop later. If this process was busy for longer than a timeout, Node.js runs the
 * timers before it reads what has arrived meanwhile, and a service that was in time must not be blamed.
 */
export function expireAfterInput(callback: () => void): () => void {
  const turn = setImmediate(callback);
  return () => clearImmediate(turn);
}

/** Calls back when the time is up and what has arrived meanwhile has been read. Returns a function that stops it. */
export function startGrace(milliseconds: number, callback: () => void): () => void {
  let stop = (): void => clearTimeout(timer);
  const timer = setTimeout(() => {
    stop = expireAfterInput(callback);
  }, milliseconds);
  return () => stop();
}

/**
 * Calls back when nothing has happened for a while. `touch` only notes the time, so it may be called for each piece:
 * the timer arms itself again when it fires. It keeps the process alive. Before it calls back, what has arrived
 * meanwhile is read.
 */
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
    this.stop();
    this.#arm(this.#milliseconds);
  }

  touch(): void {
    this.#last = this.#clock.monotonic();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#clock.schedule(delayMs, this.#onTime, true);
  }

  readonly #onTime = (): void => {
    if (!this.#isOver()) return;
    this.#cancel = expireAfterInput(() => {
      if (this.#isOver()) this.#callback();
    });
  };

  #isOver(): boolean {
    this.#cancel = undefined;
    const left = this.#last + this.#milliseconds - this.#clock.monotonic();
    if (left > 0) this.#arm(left);
    return left <= 0;
  }
}

/**
 * What the stream timers of a call need to know about its requests. Comments and blank lines of a stream do not count
 * as data.
 */
export interface StreamActivity {
  /** A request is on its way. The headers timer limits it, so the stream timers rest. */
  waitForHeaders(): void;
  /** The headers have come, or will not come. The wait for the first event begins. */
  sawHeaders(): void;
  /** A data event, or a piece of a whole answer, has come. Called for each event, so it must be cheap. */
  sawData(): void;
}

/** How long a stream may be silent, in milliseconds. */
export interface StreamTimeouts {
  /** From the headers to the first event. */
  readonly firstEvent: number;
  readonly idle: number;
}

/** Told when a stream was silent for too long. */
export interface SilenceListener {
  onSilence(error: PlugboardError): void;
}

/**
 * Limits the silence of a stream while somebody waits for it. Time in which the consumer does not read never counts,
 * and neither does the wait for headers, which has its own timer. Each sign of life only notes the time. Before the
 * listener is told, what has arrived meanwhile is read.
 */
export class StreamTimers implements StreamActivity, Deadline {
  readonly #deadlines: Deadlines;
  readonly #timeouts: StreamTimeouts;
  readonly #listener: SilenceListener;
  #quietSince = 0;
  #waiting = false;
  #resting = false;
  #first = true;
  #watched = false;

  constructor(clock: CompleteClock, timeouts: StreamTimeouts, listener: SilenceListener) {
    this.#deadlines = deadlinesOf(clock);
    this.#timeouts = timeouts;
    this.#listener = listener;
  }

  get dueAt(): number {
    if (!this.#waiting || this.#resting) return Number.POSITIVE_INFINITY;
    return this.#quietSince + (this.#first ? this.#timeouts.firstEvent : this.#timeouts.idle);
  }

  /** From now on somebody waits for the next event. */
  beginWait(): void {
    this.#waiting = true;
    this.#beginSilence();
  }

  /** Nobody waits any more, so a silence is not the service's fault. */
  endWait(): void {
    this.#waiting = false;
  }

  waitForHeaders(): void {
    this.#resting = true;
  }

  sawHeaders(): void {
    this.#resting = false;
    this.#beginSilence();
  }

  sawData(): void {
    const wasFirst = this.#first;
    this.#first = false;
    // Most events arrive while nobody waits, and the next wait reads the clock anyway.
    if (!this.#waiting) return;
    // The limit between events may be shorter than the one before the first.
    if (wasFirst) this.#beginSilence();
    else this.#quietSince = this.#deadlines.now();
  }

  end(): void {
    this.#waiting = false;
    if (this.#watched) this.#deadlines.delete(this);
    this.#watched = false;
  }

  onDue(): void {
    expireAfterInput(() => {
      if (!this.#watched) return;
      if (this.dueAt <= this.#deadlines.now()) this.#listener.onSilence(this.#error());
      else this.#watch();
    });
  }

  #beginSilence(): void {
    this.#quietSince = this.#deadlines.now();
    if (this.#waiting) this.#watch();
  }

  #watch(): void {
    if (this.#watched) return this.#deadlines.expect(this.dueAt);
    this.#watched = true;
    this.#deadlines.add(this);
  }

  #error(): PlugboardError {
    const message = this.#first
      ? `The service did not begin its answer within ${this.#timeouts.firstEvent} ms (timeouts.firstEvent).`
      : `The service fell silent for ${this.#timeouts.idle} ms in the middle of its answer (timeouts.idle).`;
    return new PlugboardError('timeout', message, { phase: 'chat' });
  }
}
