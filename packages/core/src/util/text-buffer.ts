/** The number of characters after which the pieces are joined. */
const joinFrom = 256;

/**
 * A text that grows by small pieces. Until somebody reads a concatenated string, V8 keeps a node of 32 bytes for each
 * piece. This class limits that to the pieces of the last 256 characters, so that a long answer does not burden the garbage
 * collector.
 */
export class TextBuffer {
  readonly #limit: number;
  #joined = '';
  #pieces = '';
  #isCut = false;

  /**
   * @param limit - How many characters to keep from the beginning, at least. The rest is dropped piece by piece. Default:
   * all.
   */
  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  get value(): string {
    return this.#joined + this.#pieces;
  }

  /** Whether text was dropped. */
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
    // Reading a character makes V8 join the pieces into one string.
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
