/** A request as it came over the wire. Grows while its body arrives. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly path: string;
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Names and values as sent, in order. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  /** The body so far, without chunked framing. */
  readonly body: Buffer;
  /** Whether the body has arrived as a whole. */
  readonly complete: boolean;
  /** Number of the connection, from 1 on, in the order of acceptance. */
  readonly connection: number;
  /** Whether the connection had carried a request before this one. */
  readonly reused: boolean;
}
