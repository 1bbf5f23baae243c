import type { Attempt } from './attempt.ts';
import type { ErrorCode, Phase } from './codes.ts';

/** What the author of a provider may say of a failure; core adds provider, model, attempts and partial text. */
export interface ErrorDetails {
  /** Default `setup`. */
  readonly phase?: Phase | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** The service's own id of the request. */
  readonly requestId?: string | undefined;
  /** The service's own code or type of the failure. */
  readonly serviceCode?: string | undefined;
  /** What of the call the failure is about, as a path such as `temperature` or `messages[0].content`. */
  readonly param?: string | undefined;
  /** Whether the same call may succeed later. Default: by code. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs?: number | undefined;
  /** Reduced to name, code and syscall unless it is a `PlugboardError`; an abort reason of the caller stays as it is. */
  readonly cause?: unknown;
}

/** What core knows of a failure beyond what an author can say. */
export interface ErrorContext {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly partialText?: string | undefined;
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
 * The one error class of Plugboard. `code` says what kind of failure it was; the message says what failed, where, how far it
 * got and what to do next. No cookie, token, key, header value, prompt or body is ever part of it.
 */
export class PlugboardError extends Error {
  /** True for errors of any installed copy of Plugboard (a `Symbol.for` brand, not the class). */
  static isInstance(this: void, value: unknown): value is PlugboardError {
    if (typeof value !== 'object' || value === null) return false;
    try {
      return brand in value;
    } catch {
      // A proxy may throw at whatever is asked of it.
      return false;
    }
  }

  readonly code: ErrorCode;
  readonly phase: Phase;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** HTTP status of the answer that failed. */
  readonly status: number | undefined;
  /** The instance that failed. */
  readonly provider: string | undefined;
  /** The service's own model name. */
  readonly model: string | undefined;
  readonly requestId: string | undefined;
  /** The service's own code or type of the failure. */
  readonly serviceCode: string | undefined;
  /** What of the call the failure is about, as a path such as `temperature` or `messages[0].content`; in the service's words when it refused. */
  readonly param: string | undefined;
  /** The text that had arrived before a stream broke. */
  readonly partialText: string | undefined;
  /** Every try of the call, in order. */
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

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'PlugboardError', writable: true, configurable: true });
    Object.defineProperty(this.prototype, brand, { value: true });
  }
}
