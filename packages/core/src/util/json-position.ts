/** Where a JSON text is broken. Line and column count from 1. */
export interface JsonPosition {
  readonly line: number;
  readonly column: number;
}

// oxlint-disable-next-line no-control-regex -- JSON forbids exactly these inside a string
const stringPiece = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const space = /[ \t\r\n]*/y;

/**
 * Finds the place at which a text stops being JSON. The error of `JSON.parse` names it only sometimes, and then quotes
 * the text around it, which may contain a secret. Call this only for texts that `JSON.parse` has refused.
 */
export function brokenJsonPosition(text: string): JsonPosition {
  const before = text.slice(0, new JsonScanner(text).brokenAt()).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

class JsonScanner {
  readonly #text: string;
  readonly #open: ('{' | '[')[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  brokenAt(): number {
    while (this.#value());
    return this.#at;
  }

  /** Moves past a value to the next one, which may be the first inside it. Returns false at the fault or the end. */
  #value(): boolean {
    if (this.#take(/\{/y)) {
      if (this.#take(/\}/y)) return this.#anotherFollows();
      this.#open.push('{');
      return this.#key();
    }
    if (this.#take(/\[/y)) {
      if (this.#take(/\]/y)) return this.#anotherFollows();
      this.#open.push('[');
      return true;
    }
    return (this.#takeString() || this.#take(scalar)) && this.#anotherFollows();
  }

  /** After a value, moves past the brackets that end here to the next value. Returns false at the fault or the end. */
  #anotherFollows(): boolean {
    for (let inner = this.#open.at(-1); inner !== undefined; inner = this.#open.at(-1)) {
      if (this.#take(/,/y)) return inner === '[' || this.#key();
      if (!this.#take(inner === '{' ? /\}/y : /\]/y)) return false;
      this.#open.pop();
    }
    return false;
  }

  #key(): boolean {
    return this.#takeString() && this.#take(/:/y);
  }

  /** Moves past text that matches here, and past white space before and after it. Returns whether it matched. */
  #take(pattern: RegExp): boolean {
    this.#match(space);
    const taken = this.#match(pattern);
    this.#match(space);
    return taken;
  }

  /** Matches piece by piece, because one pattern for a whole string would use stack for each character. */
  #takeString(): boolean {
    this.#match(space);
    const start = this.#at;
    if (!this.#match(/"/y)) return false;
    while (this.#match(stringPiece));
    const closed = this.#match(/"/y);
    if (closed) this.#match(space);
    else this.#at = start;
    return closed;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const matched = pattern.test(this.#text);
    if (matched) this.#at = pattern.lastIndex;
    return matched;
  }
}
