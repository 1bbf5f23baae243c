import { showControlCharacters } from './show-control-characters.ts';

/** Where the answer goes: as it is to a file or a pipe, made harmless to a terminal. */
export class AnswerOutput {
  readonly #stream: NodeJS.WriteStream;
  readonly #onFailure: () => void;
  #lastText = '\n';
  #failure: NodeJS.ErrnoException | undefined;

  /** `onFailure`: nobody reads any more, as in `describe-image cat.jpeg | head -1`, or the disk is full. */
  constructor(stream: NodeJS.WriteStream, onFailure: () => void) {
    this.#stream = stream;
    this.#onFailure = onFailure;
    stream.on('error', (error: Error) => this.#fail(error));
  }

  /** Why nothing can be written. */
  get failure(): NodeJS.ErrnoException | undefined {
    return this.#failure;
  }

  write(text: string): void {
    if (text === '') return;
    this.#lastText = text;
    this.#stream.write(this.#stream.isTTY ? showControlCharacters(text) : text);
  }

  /** What was written stays; whatever comes next has its own line. */
  endLine(): void {
    if (!this.#lastText.endsWith('\n')) this.write('\n');
  }

  /** Ends the last line and waits until all is written, or cannot be. */
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
