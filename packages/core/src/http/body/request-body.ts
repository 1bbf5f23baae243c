/** A request body that can be written to a socket piece by piece. */
export interface RequestBody {
  /** The `content-type` header, with the boundary of a multipart body. */
  readonly contentType: string;
  /** Bytes, when all sources know their size; becomes `content-length`. */
  readonly length: number | undefined;
  /**
   * Whole, when it is small and in memory; else a stream from the start. One-shot sources throw `input_invalid` the second time.
   * @param borrow Whoever reads is done with a piece when asking for the next one, so its memory may be used again. Default false.
   */
  open(borrow?: boolean): string | Uint8Array | AsyncIterable<Uint8Array>;
}
