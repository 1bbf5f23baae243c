import { showControlCharacters } from './show-control-characters.ts';

/** Writes the answer: unchanged to a file or a pipe, with control characters made visible on a terminal. */
export class AnswerOutput {
  readonly #stream: NodeJS.WriteStream;
  readonly #onFailure: () => void;
  #lastText = '\n';
  #failure: NodeJS.ErrnoException | undefined;

  /** `onFailure` is called if the reader has left, as in `describe-image cat.jpeg | head -1`, or the disk is full. */
  constructor(stream: NodeJS.WriteStream, onFailure: () => void) {
    this.#stream = stream;
    this.#onFailure = onFailure;
    stream.on('error', (error: Error) => this.#fail(error));
  }

  /** Why the answer cannot be written. */
  get failure(): NodeJS.ErrnoException | undefined {
    return this.#failure;
  }

  write(text: string): void {
    if (text === '') return;
    this.#lastText = text;
    this.#stream.write(this.#stream.isTTY ? showControlCharacters(text) : text);
  }

  /** Ends the current line. What was written stays. */
  endLine(): void {
    if (!this.#lastText.endsWith('\n')) this.write('\n');
  }

  /** Ends the last line, and waits until everything is written or cannot be. */
  async finish(): Promise<void> {
    this.endLine();
    const error = await new Promise<Error | null | undefined>((resolve) => this.#stream.write('', resolve));
    if (error) this.#fail(error);
  }

  #fail({ code }: NodeJS.ErrnoException): void {
    this.#failure ??= Object.assign(new Error(`The answer cannot be written (${code}).`), { code });
    this.#onFailure();
  }
}
