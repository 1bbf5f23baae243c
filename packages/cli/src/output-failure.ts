/** A pipe whose reader has left: Linux and macOS say the first, Windows one of all. */
const readerLeft: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'EOF']);

/** Why a command ends before its time: its output takes no more. The reason of its signal. */
export class OutputFailure extends Error {
  override readonly name = 'OutputFailure';
  /** Whoever read it has seen enough, as in `plugboard chat ... | head -1`: nothing is wrong. */
  readonly isEnough: boolean;

  /** @param error - What the stream failed with. */
  constructor(error: Error) {
    const code: unknown = Reflect.get(error, 'code');
    super(`The output cannot be written${typeof code === 'string' ? ` (${code})` : ''}.`);
    this.isEnough = readerLeft.has(code);
  }
}
