import { CancelController, type CancelSignal, type SharedSignals } from '../util/cancel.ts';
import { deadlinesOf, type CompleteClock, type Deadline } from '../util/clock.ts';
import { abortedBy, PlugboardError } from '../errors/plugboard-error.ts';
import type { Phase } from '../errors/codes.ts';
import type { Response } from '../http/response.ts';

/** What a scope needs of its client. */
export interface CallScopeParts {
  readonly clock: CompleteClock;
  readonly signals: SharedSignals;
  /** Milliseconds until the deadline. */
  readonly totalMs: number;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Called once, when the call is over. */
  readonly onEnd?: ((scope: CallScope) => void) | undefined;
}

/** The life of one call: its deadline, the caller's signal, the client's end. Everything that waits listens to `signal`. */
export class CallScope implements Deadline {
  /** The last step that was begun: what an abort or the deadline says of how far the call got. */
  phase: Phase = 'setup';
  /** The latest response to the chat itself; `undefined` for providers that send no HTTP. */
  response: { readonly response: Response; readonly url: URL } | undefined;
  readonly #controller = new CancelController();
  /** The deadline, by the clock's `monotonic`. */
  readonly dueAt: number;
  readonly #clock: CompleteClock;
  readonly #totalMs: number;
  readonly #leaveSignal: (() => void) | undefined;
  readonly #onEnd: ((scope: CallScope) => void) | undefined;
  #ended = false;

  constructor({ clock, signals, totalMs, signal, onEnd }: CallScopeParts) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#totalMs = totalMs;
    this.dueAt = clock.monotonic() + totalMs;
    deadlinesOf(clock).add(this);
    this.#leaveSignal =
      signal === undefined
        ? undefined
        : signals.join(signal, () => this.abort((phase) => abortedBy(signal.reason, phase)));
    if (signal?.aborted === true) this.abort((phase) => abortedBy(signal.reason, phase));
  }

  get signal(): CancelSignal {
    return this.#controller;
  }

  /** Why the call was ended before its time; `undefined` while it may go on. */
  get reason(): PlugboardError | undefined {
    return this.#controller.reason;
  }

  /** Milliseconds until the deadline. */
  get remainingMs(): number {
    return this.dueAt - this.#clock.monotonic();
  }

  onDue(): void {
    this.abort((phase) => deadlinePassed(this.#totalMs, phase));
  }

  /** Ends the call with what `explain` makes of the step that it had reached. */
  abort(explain: (phase: Phase) => PlugboardError): void {
    if (this.#ended) return;
    this.#controller.cancel(explain(this.phase));
    this.end();
  }

  /** Lets go of the timer and the caller's signal. Later aborts have no effect. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    deadlinesOf(this.#clock).delete(this);
    this.#leaveSignal?.();
    this.#onEnd?.(this);
  }
}

function deadlinePassed(totalMs: number, phase: Phase): PlugboardError {
  return new PlugboardError(
    'timeout',
    `The call did not end within ${totalMs} ms. Raise the call's timeout or timeouts.total of the client.`,
    { phase, retryable: true },
  );
}
