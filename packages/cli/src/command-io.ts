/** Something to write to, such as `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** The input and output of a command, besides files, environment and network. */
export interface CommandIo {
  /** For the result only. */
  readonly stdout: Output;
  /** For notes, warnings and failures. */
  readonly stderr: Output;
  /** Read if the question is `-`. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Calls a function each time the config should be read again. Without it, the config is read only once. */
  readonly onReload?: ((listener: () => void) => void) | undefined;
  /** Ends the command early. */
  readonly signal: AbortSignal;
}
