/** What a service says of its own failure. */
export interface ServiceError {
  /** Its words, with those of the service behind it and the fields that it complains of. */
  readonly message: string | undefined;
  /** Its own code or type, such as `rate_limit_error`. */
  readonly code: string | undefined;
  /** Which parameter it is about. */
  readonly param: string | undefined;
  /** All codes and types, which tell the kind of failure. */
  readonly words: readonly string[];
  /** An HTTP status that the body names. */
  readonly status: number | undefined;
  /** Milliseconds to wait, where the body names them. */
  readonly retryAfterMs: number | undefined;
}

export const nothingSaid: ServiceError = {
  message: undefined,
  code: undefined,
  param: undefined,
  words: [],
  status: undefined,
  retryAfterMs: undefined,
};
