const mebibyte = 1024 * 1024;

/** What an answer may cost, in bytes unless said otherwise. */
export const limits = {
  /** Names and values of the headers of an answer. */
  headers: 16 * 1024,
  /** What is read of the body of a failure. */
  errorBody: 64 * 1024,
  json: mebibyte,
  event: 8 * mebibyte,
  /** Cumulative answers are quadratic, so a stream may be long. */
  stream: 256 * mebibyte,
  /** Events that wait for a slow consumer before the socket is held back. */
  queuedEvents: 256,
  /** Characters or bytes that wait for a slow consumer before the socket is held back. */
  queued: mebibyte,
  /** Answers of the 1xx kind before the final one. */
  informational: 100,
} as const;
