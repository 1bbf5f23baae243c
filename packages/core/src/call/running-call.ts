import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { Http } from '../contract/http.ts';
import type { Call, Warning } from '../contract/provider.ts';
import type { Phase, WirePhase } from '../errors/codes.ts';
import { abortedBy, type Attempt, PlugboardError } from '../errors/plugboard-error.ts';
import type { HttpObserver } from '../http/http-scope.ts';
import type { Response } from '../http/response.ts';
import type { LoadedMedia } from '../media/media-part.ts';
import type { MediaHandle } from '../media/open-media.ts';
import { CancelController, type CancelSignal, type SharedSignals } from '../util/cancel.ts';
import { type CompleteClock, type Deadline, deadlinesOf } from '../util/clock.ts';
import type { CallServices, CallTimeouts } from './instance-pool.ts';
import { type Trace, Warnings } from './observability.ts';
import { type ParsedRequest, saidIn } from './parsed-request.ts';
import { type RetryPolicy, sleep } from './retry.ts';
import type { UploadRound } from './upload-media.ts';

/** The checked options of one call, with the client's settings as defaults. */
export interface CallSettings {
  readonly timeouts: CallTimeouts;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /**
   * What core does with a parameter that a provider does not accept. `undefined`: the setting of the instance or the
   * client.
   */
  readonly unsupported: UnsupportedMode | undefined;
  /** Whether a streamed answer is kept in memory while it is read. */
  readonly keepAnswer: boolean;
  readonly onProgress: UploadRound['onProgress'];
}

/** Shared by all calls without files. Nothing is ever added. */
const noFiles = new Map<MediaHandle, LoadedMedia>();

/** One running call: what all its candidates share, and what its requests report to. */
export class RunningCall implements HttpObserver {
  readonly services: CallServices;
  readonly request: ParsedRequest;
  readonly settings: CallSettings;
  readonly scope: CallScope;
  /** Set if somebody listens to the tracing channels. */
  readonly trace: Trace | undefined;
  #attempts: readonly Attempt[] = [];
  /** The warnings as the caller reads them. */
  readonly warnings: string[] = [];
  /** The files that have been inspected. */
  readonly loaded: Map<MediaHandle, LoadedMedia>;
  #collector: Warnings | undefined;

  constructor(
    services: CallServices,
    request: ParsedRequest,
    settings: CallSettings,
    scope: CallScope,
    trace: Trace | undefined,
  ) {
    this.services = services;
    this.request = request;
    this.settings = settings;
    this.scope = scope;
    this.trace = trace;
    this.loaded = request.media.length === 0 ? noFiles : new Map<MediaHandle, LoadedMedia>();
  }

  /** Not a method, because a provider may call it without its object. */
  readonly warn = (warning: string | Warning): void => {
    this.#collector ??= new Warnings(this.warnings, this.services.redactor);
    this.#collector.add(warning);
  };

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  /** Most calls have one attempt; a list that grows would take room for sixteen more. */
  addAttempt(attempt: Attempt): void {
    this.#attempts = [...this.#attempts, attempt];
  }

  /** Notes the phase of a request, which may be `auth` on the way to an upload or a chat. */
  onPhase(phase: WirePhase): void {
    this.scope.phase = phase;
  }

  onResponse(phase: WirePhase, response: Response, url: URL): void {
    if (phase === 'chat') this.scope.response = { response, url };
  }

  requestText(): readonly string[] {
    return saidIn(this.request);
  }
}

/** What a {@link CallScope} needs. */
export interface CallScopeParts {
  readonly clock: CompleteClock;
  readonly signals: SharedSignals;
  /** Milliseconds until the deadline. */
  readonly totalMs: number;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Called once, when the call is over. */
  readonly onEnd?: ((scope: CallScope) => void) | undefined;
}

/**
 * The lifetime of one call: its deadline, the caller's signal, and the end of the client. Everything that waits listens
 * to `signal`.
 */
export class CallScope implements Deadline {
  /** The last step that the call began. The error of an abort or of the deadline reports it. */
  phase: Phase = 'setup';
  /** The latest response to the chat itself. `undefined` for providers that do not use HTTP. */
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

  /** Why the call was ended early. `undefined` while it may go on. */
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

  /** Ends the call early. `explain` makes the error from the phase that the call had reached. */
  abort(explain: (phase: Phase) => PlugboardError): void {
    if (this.#ended) return;
    this.#controller.cancel(explain(this.phase));
    this.end();
  }

  /** Releases the deadline and the caller's signal. Later aborts have no effect. */
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

/**
 * What a provider gets for one stream. V8 turns an object literal with a getter into a dictionary, which costs 3 µs and
 * 450 bytes for each stream. This class costs a quarter of that, and can be spread into another object just as well.
 */
export class ProviderCall implements Call {
  /** Created only if the provider reads it. */
  declare readonly signal: AbortSignal;
  readonly http: Http;
  readonly sleep: Call['sleep'];
  readonly warn: Call['warn'];
  readonly #cancel: CancelSignal;

  constructor(clock: CompleteClock, cancel: CancelSignal, http: Http, warn: (warning: string | Warning) => void) {
    this.http = http;
    this.sleep = (milliseconds) => sleep(clock, milliseconds, cancel);
    this.warn = warn;
    this.#cancel = cancel;
    Object.defineProperty(this, 'signal', ProviderCall.#signal);
  }

  static readonly #signal: PropertyDescriptor & ThisType<ProviderCall> = {
    enumerable: true,
    get() {
      return this.#cancel.abortSignal;
    },
  };
}
