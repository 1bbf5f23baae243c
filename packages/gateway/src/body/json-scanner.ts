const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** The place of a string: names in objects, and positions in arrays. */
export type JsonPath = readonly (string | number)[];

/** One object or array that is open. */
interface Level {
  readonly isObject: boolean;
  /** In an array: the index of the current element. */
  position: number;
  /** In an object: where the bytes of the current name begin and end, or those of the last one. */
  nameStart: number;
  nameEnd: number;
}

/**
 * Follows the structure of a JSON text that arrives in chunks: where strings begin and end, which of them are names, and how deep they
 * are. It does not validate the text: the parser does so afterwards. For a text that is not JSON, its results mean nothing.
 */
export class JsonScanner {
  readonly #levels: Level[] = [];
  #expectsName = false;
  #inString = false;
  #isName = false;
  /** Whether the previous chunk ended in the middle of an escape. */
  #escaped = false;
  #names = 0;
  #depth = 0;

  /** Whether the text so far ends inside of a string. */
  get inString(): boolean {
    return this.#inString;
  }

  /** Whether the string is the name of a member. */
  get isName(): boolean {
    return this.#isName;
  }

  /** How many objects and arrays are open. */
  get depth(): number {
    return this.#depth;
  }

  /** How many names of members were read. */
  get names(): number {
    return this.#names;
  }

  /** Continues outside of strings. Returns the index after the next opening quote, or the length of the chunk. */
  findString(chunk: Uint8Array, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      switch (chunk[index]) {
        case quote:
          this.#inString = true;
          this.#isName = this.#expectsName;
          return index + 1;
        case openBrace:
          this.#open(true);
          break;
        case openBracket:
          this.#open(false);
          break;
        case closeBrace:
        case closeBracket:
          this.#levels.pop();
          this.#expectsName = false;
          break;
        case comma:
          this.#onComma();
          break;
        case colon:
          this.#expectsName = false;
          break;
        default:
      }
    }
    return chunk.length;
  }

  /** Continues inside a string. Returns the index of its closing quote, or -1 if that is not in this chunk. */
  findEnd(chunk: Uint8Array, from: number): number {
    let start = from;
    if (this.#escaped && start < chunk.length) {
      this.#escaped = false;
      start += 1;
    }
    for (let begin = start; ;) {
      const found = chunk.indexOf(quote, begin);
      if (found === -1) {
        this.#escaped = backslashesBefore(chunk, chunk.length, start) % 2 === 1;
        return -1;
      }
      if (backslashesBefore(chunk, found, start) % 2 === 0) {
        this.#inString = false;
        return found;
      }
      begin = found + 1;
    }
  }

  /** Remembers the name that has just ended: the offsets of its bytes in the text, without quotes. */
  nameRead(start: number, end: number): void {
    this.#names += 1;
    this.#expectsName = false;
    const level = this.#levels.at(-1);
    if (level === undefined) return;
    level.nameStart = start;
    level.nameEnd = end;
  }

  /** The place of the current value. `nameAt` returns the name between two offsets of the text. */
  path(nameAt: (start: number, end: number) => string): JsonPath {
    return this.#levels.map(({ isObject, position, nameStart, nameEnd }) =>
      isObject ? nameAt(nameStart, nameEnd) : position,
    );
  }

  #open(isObject: boolean): void {
    this.#levels.push({ isObject, position: 0, nameStart: 0, nameEnd: 0 });
    this.#expectsName = isObject;
    if (this.#levels.length > this.#depth) this.#depth = this.#levels.length;
  }

  #onComma(): void {
    const level = this.#levels.at(-1);
    this.#expectsName = level?.isObject === true;
    if (level?.isObject === false) level.position += 1;
  }
}

function backslashesBefore(chunk: Uint8Array, end: number, start: number): number {
  let index = end;
  while (index > start && chunk[index - 1] === backslash) index -= 1;
  return end - index;
}
