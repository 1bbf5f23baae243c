/** What one call may set for itself. */
export interface RequestOptions {
  /** Aborts the call; the error's `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, waits and repeats included. Default: `ClientOptions.timeouts.total`. */
  readonly timeout?: number | undefined;
  /** Repeats per candidate. Default: `ClientOptions.retry.maxRetries`. */
  readonly maxRetries?: number | undefined;
  /** Sent with every request to the service's own origin. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Called while files are uploaded, at most once a piece. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
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
