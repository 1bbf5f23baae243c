import type { ErrorCode, Phase } from './codes.ts';

/** One attempt at one candidate. Each retry and each fallback has its own entry. */
export interface Attempt {
  /** The instance that was tried. */
  readonly provider: string;
  /** The service's own model name. */
  readonly model: string;
  /** How far the attempt got: the last step that it began. */
  readonly phase: Phase;
  /** Milliseconds on a monotonic clock, from the start of the attempt to its first content or its failure. */
  readonly durationMs: number;
  /** Absent for the attempt that succeeded. */
  readonly code?: ErrorCode | undefined;
  /** The HTTP status of the failure, if it had one. */
  readonly status?: number | undefined;
}

/** What the author of a provider may say about a failure. Core adds provider, model, attempts and partial text. */
export interface ErrorDetails {
  /** The step in which it failed. Default `setup`. */
  readonly phase?: Phase | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** The service's id of the request. */
  readonly requestId?: string | undefined;
  /** The service's own code or type of the failure. */
  readonly serviceCode?: string | undefined;
  /** The part of the call that the failure is about, as a path such as `temperature` or `messages[0].content`. */
  readonly param?: string | undefined;
  /** Whether the same call may succeed later. Default: by code. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs?: number | undefined;
  /**
   * What caused the failure. Core reduces it to name, code, syscall and stack frames, unless it is a `PlugboardError`
   * or the caller's own abort reason.
   */
  readonly cause?: unknown;
}

/** What only core knows about a failure. */
export interface ErrorContext {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  /** The text that had arrived before a stream broke. */
  readonly partialText?: string | undefined;
  /** Every attempt of the call, in order. */
  readonly attempts?: readonly Attempt[] | undefined;
}

const brand: unique symbol = Symbol.for('plugboard.error') as never;

const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'server_error',
  'connection_failed',
  'timeout',
]);

/**
 * The only error class of Plugboard. `code` names the kind of failure. The message says what failed, where, how far the
 * call got, and what to do next. An error never contains a cookie, token, key, header value, prompt or body.
 * `docs/errors.md` explains every code.
 */
export class PlugboardError extends Error {
  /**
   * Whether a value is a `PlugboardError` of any installed copy of Plugboard. It looks for a `Symbol.for` brand, not
   * for the class.
   */
  static isInstance(this: void, value: unknown): value is PlugboardError {
    if (typeof value !== 'object' || value === null) return false;
    try {
      return brand in value;
    } catch {
      // A proxy may throw on any access.
      return false;
    }
  }

  /** The kind of failure. */
  readonly code: ErrorCode;
  /** The step in which it failed. */
  readonly phase: Phase;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** HTTP status of the failed response. */
  readonly status: number | undefined;
  /** The instance that failed. */
  readonly provider: string | undefined;
  /** The service's own model name. */
  readonly model: string | undefined;
  readonly requestId: string | undefined;
  /** The service's own code or type of the failure. */
  readonly serviceCode: string | undefined;
  /**
   * The part of the call that the failure is about, as a path such as `temperature` or `messages[0].content`. If the
   * service refused the request, this is the service's own name for the part.
   */
  readonly param: string | undefined;
  /** The text that had arrived before a stream broke. */
  readonly partialText: string | undefined;
  /** Every attempt of the call, in order. */
  readonly attempts: readonly Attempt[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails & ErrorContext = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.phase = details.phase ?? 'setup';
    this.retryable = details.retryable ?? retryableCodes.has(code);
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
    this.provider = details.provider;
    this.model = details.model;
    this.requestId = details.requestId;
    this.serviceCode = details.serviceCode;
    this.param = details.param;
    this.partialText = details.partialText;
    this.attempts = details.attempts ?? [];
  }

  /** The same as {@link requestId}, by the official client's name. */
  get requestID(): string | undefined {
    return this.requestId;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'PlugboardError', writable: true, configurable: true });
    Object.defineProperty(this.prototype, brand, { value: true });
  }
}

/** The error of a call that its caller aborted. The cause is the caller's own abort reason, unchanged. */
export function abortedBy(reason: unknown, phase: Phase = 'setup'): PlugboardError {
  return new PlugboardError('aborted', 'The call was aborted by its caller.', { phase, cause: reason });
}

/** The error of every call of a closed client. */
export function clientClosed(phase: Phase = 'setup'): PlugboardError {
  return new PlugboardError('closed', 'The client is closed. Make a new Client().', { phase });
}
