/** Something to write to; `process.stdout` fits. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** What a command works with, apart from files, environment and network. */
export interface CommandIo {
  /** The result, and nothing else. */
  readonly stdout: Output;
  /** Notes, warnings and failures. */
  readonly stderr: Output;
  /** Read when the question is `-`. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Ends the command early. */
  readonly signal: AbortSignal;
}
