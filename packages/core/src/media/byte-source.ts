/** A source that was looked at: it exists, is not empty, and its first bytes are here. */
export interface ByteSource {
  /** Bytes, when known. */
  readonly size: number | undefined;
  /** As many first bytes as the detection of the type wants, or all there are. */
  readonly head: Uint8Array;
  /** Whether `stream` would give the bytes from the start. */
  readable(): boolean;
  /** From the start; a one-shot source throws `input_invalid` the second time. */
  stream(): AsyncIterable<Uint8Array>;
  /** As `stream`, with the same memory for every piece: it is good until the next one is asked for. Absent: no gain. */
  readonly borrowed?: (() => AsyncIterable<Uint8Array>) | undefined;
}

/** What a reader has to know of the file besides its source. */
export interface ReadLimits {
  readonly label: string;
  readonly maximumBytes: number;
}
