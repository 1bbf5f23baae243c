/** How much a response may take, in bytes unless stated otherwise. */
export const limits = {
  /** Names and values of the headers of a response. */
  headers: 16_384,
  /** How much of the body of a failure is read. */
  errorBody: 65_536,
  /** For how many milliseconds it is read: the status has said most already, and the caller waits. */
  errorBodyMs: 2_000,
  json: 1_048_576,
  /** A chat answered with one JSON document, which contains pictures and sound as base64. */
  wholeResponse: 67_108_864,
  event: 8_388_608,
  /** A whole stream. Cumulative streams grow with the square of the text, so they are long. */
  stream: 268_435_456,
  /** How many events may wait for a slow consumer before the socket is paused. */
  queuedEvents: 256,
  /** How many characters or bytes may wait for a slow consumer before the socket is paused. */
  queued: 1_048_576,
  /** How much of a body may arrive before its headers have been handled, until the socket is paused. */
  early: 65_536,
  /** How much is read and dropped after a complete answer, so that its connection can be used again. */
  drained: 65_536,
  /** For how many milliseconds it is read. */
  drainedMs: 100,
  /** How many 1xx responses may precede the final one. */
  informational: 100,
} as const;
