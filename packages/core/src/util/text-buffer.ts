/** Characters after which the pieces are joined. */
const joinFrom = 1_024;

/**
 * A text that grows by small pieces. V8 keeps a node of 32 bytes for each piece until somebody reads the string; here only for
 * the last kilobyte, so that a long answer gives the garbage collector little to carry along.
 */
export class TextBuffer {
  readonly #limit: number;
  #joined = '';
  #pieces = '';
  #isCut = false;

  /** @param limit - Characters that are kept from the beginning, rounded up to the kilobyte; the rest is dropped. Default: all. */
  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  get value(): string {
    return this.#joined + this.#pieces;
  }

  /** Whether something was dropped. */
  get isCut(): boolean {
    return this.#isCut;
  }

  append(piece: string): void {
    if (this.#joined.length >= this.#limit) {
      this.#isCut ||= piece !== '';
      return;
    }
    this.#pieces += piece;
    if (this.#pieces.length < joinFrom) return;
    // Reading a character makes one string of the pieces.
    this.#pieces.charCodeAt(0);
    this.#joined += this.#pieces;
    this.#pieces = '';
  }

  replace(text: string): void {
    this.#isCut = text.length > this.#limit;
    this.#joined = this.#isCut ? text.slice(0, this.#limit) : text;
    this.#pieces = '';
  }
}
