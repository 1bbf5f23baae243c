import type { CompleteClock } from '../clock/clock.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** The life of one call: its deadline, the caller's signal, the client's end. Everything that waits listens to `signal`. */
export class CallScope {
  readonly #controller = new AbortController();
  readonly #clock: CompleteClock;
  readonly #deadline: number;
  readonly #caller: AbortSignal | undefined;
  readonly #cancelTimer: () => void;
  readonly #onEnd: (scope: CallScope) => void;
  #ended = false;

  constructor(
    clock: CompleteClock,
    totalMs: number,
    caller: AbortSignal | undefined,
    /** Called within the constructor when the caller's signal has fired already. */
    onEnd: (scope: CallScope) => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#deadline = clock.monotonic() + totalMs;
    this.#caller = caller;
    this.#cancelTimer = clock.schedule(totalMs, () => this.abort(deadlinePassed(totalMs)));
    if (caller?.aborted === true) this.#onCallerAbort();
    else caller?.addEventListener('abort', this.#onCallerAbort, { once: true });
  }

  /** Its reason is always a `PlugboardError`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the call was ended before its time; `undefined` while it may go on. */
  get reason(): PlugboardError | undefined {
    return this.signal.aborted ? (this.signal.reason as PlugboardError) : undefined;
  }

  /** Milliseconds until the deadline. */
  get remainingMs(): number {
    return this.#deadline - this.#clock.monotonic();
  }

  abort(reason: PlugboardError): void {
    if (this.#ended) return;
    this.#controller.abort(reason);
    this.end();
  }

  /** Lets go of the timer and the caller's signal. Later aborts have no effect. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#caller?.removeEventListener('abort', this.#onCallerAbort);
    this.#onEnd(this);
  }

  throwIfAborted(): void {
    if (this.reason !== undefined) throw this.reason;
  }

  readonly #onCallerAbort = (): void => {
    this.abort(abortedBy(this.#caller?.reason));
  };
}

/** The caller's own reason stays as it is: it is theirs. */
export function abortedBy(reason: unknown): PlugboardError {
  return new PlugboardError('aborted', 'The call was aborted by its caller.', { cause: reason });
}

function deadlinePassed(totalMs: number): PlugboardError {
  return new PlugboardError(
    'timeout',
    `The call did not end within ${totalMs} ms. Raise the call's timeout or timeouts.total of the client.`,
    { retryable: true },
  );
}
