/** What a response may cost, in bytes unless said otherwise. */
export const limits = {
  /** Names and values of the headers of a response. */
  headers: 16_384,
  /** What is read of the body of a failure. */
  errorBody: 65_536,
  /** Milliseconds for the same: the status has told most of it, and the caller waits. */
  errorBodyMs: 2_000,
  json: 1_048_576,
  /** A chat that is answered with one JSON document: pictures and sound come inside of it, in base64. */
  wholeResponse: 67_108_864,
  event: 8_388_608,
  /** Cumulative responses are quadratic, so a stream may be long. */
  stream: 268_435_456,
  /** Events that wait for a slow consumer before the socket is held back. */
  queuedEvents: 256,
  /** Characters or bytes that wait for a slow consumer before the socket is held back. */
  queued: 1_048_576,
  /** What may come of a body before its headers have been judged, until the socket is held back. */
  early: 65_536,
  /** What is read and dropped behind a complete response, so that its connection can be used again. */
  drained: 65_536,
  /** Milliseconds for the same. */
  drainedMs: 100,
  /** Answers of the 1xx kind before the final one. */
  informational: 100,
} as const;
