/** Characters after which the pieces are joined. */
const joinFrom = 1_024;

/**
 * A text that grows by small pieces. V8 keeps a node of 32 bytes for each piece until somebody reads the string; here only for
 * the last kilobyte, so that a long answer gives the garbage collector little to carry along.
 */
export class TextBuffer {
  #joined = '';
  #pieces = '';

  get value(): string {
    return this.#joined + this.#pieces;
  }

  append(piece: string): void {
    this.#pieces += piece;
    if (this.#pieces.length < joinFrom) return;
    // Reading a character makes one string of the pieces.
    this.#pieces.charCodeAt(0);
    this.#joined += this.#pieces;
    this.#pieces = '';
  }

  replace(text: string): void {
    this.#joined = text;
    this.#pieces = '';
  }
}
