/** The codes of a pipe whose reader has closed it: the first on Linux and macOS, any of them on Windows. */
const readerLeft: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'EOF']);

/** The output of a command can no longer be written, so the command ends. This error is the reason of its signal. */
export class OutputFailure extends Error {
  override readonly name = 'OutputFailure';
  /** The reader has read enough, as in `plugboard chat ... | head -1`, which is not a failure. */
  readonly isEnough: boolean;

  /** @param error - The error of the output stream. */
  constructor(error: Error) {
    const code: unknown = Reflect.get(error, 'code');
    super(`The output cannot be written${typeof code === 'string' ? ` (${code})` : ''}.`);
    this.isEnough = readerLeft.has(code);
  }
}
