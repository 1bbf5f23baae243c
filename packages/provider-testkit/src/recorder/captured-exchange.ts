/** One exchange as it went over the wire, secrets included. Never leaves the recorder. */
export interface CapturedExchange {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly requestHeaders: ReadonlyMap<string, string>;
  readonly requestBody: Buffer;
  readonly status: number;
  /** Names in lower case. */
  readonly responseHeaders: ReadonlyMap<string, string | readonly string[]>;
  readonly chunks: readonly CapturedChunk[];
  /** How the connection broke before the end of the body. */
  readonly broken: 'fin' | 'reset' | undefined;
}

export interface CapturedChunk {
  /** Milliseconds since the previous chunk, or the headers. */
  readonly afterMs: number;
  readonly bytes: Buffer;
}
