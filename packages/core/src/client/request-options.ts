import type { UnsupportedMode } from '../contract/define-provider.ts';

/** What one call may set for itself: the second argument of `create()`. `null` counts as not given. */
export interface RequestOptions {
  /** Aborts the call; the error's `cause` is the signal's reason. */
  readonly signal?: AbortSignal | null | undefined;
  /** Milliseconds for the whole call, waits and repeats included. Default: `ClientOptions.timeouts.total`. */
  readonly timeout?: number | null | undefined;
  /** RetriesUsed per candidate. Default: `ClientOptions.retry.maxRetries`. */
  readonly maxRetries?: number | null | undefined;
  /** Sent with every request to the service's own origin; a table, a `Headers`, or pairs. Names without a value are left out. */
  readonly headers?:
    | Readonly<Record<string, string | null | undefined>>
    | Iterable<readonly [string, string]>
    | null
    | undefined;
  /** What becomes of a parameter that the provider does not accept. Default: as the instance says, else `ClientOptions.unsupported`. */
  readonly unsupported?: UnsupportedMode | null | undefined;
  /** Called while files are uploaded, at most once a piece. */
  readonly onProgress?: ((progress: Progress) => void) | null | undefined;
}

/** How far an upload is. */
export interface Progress {
  readonly phase: 'upload';
  /** Which file of the call, from 0. */
  readonly index: number;
  /** Bytes handed to the socket. */
  readonly sent: number;
  /** Bytes in all, when known. */
  readonly total: number | undefined;
}
