import { SourceFault } from './source-document.ts';

/** Parses JSON; a fault names its line. `JSON.parse` itself would quote the text around it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFault(`line ${faultLine(text)} is not valid JSON`);
  }
}

/** Writes JSON the way that `like` is written: its indentation, line ends and last line break. */
export function writeJson(value: unknown, like: string): string {
  const indent = /\n([ \t]+)\S/.exec(like)?.[1] ?? '';
  const text = JSON.stringify(value, undefined, indent) + (/\n\s*$/.test(like) ? '\n' : '');
  return like.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids them inside a string
const stringPiece = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The line at which a text stops being JSON. */
function faultLine(text: string): number {
  const scanner = new JsonScanner(text);
  scanner.scan();
  return text.slice(0, scanner.position).split('\n').length;
}

/** Walks a JSON text without recursion, so that depth does not matter, up to its end or first fault. */
class JsonScanner {
  readonly #text: string;
  position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): void {
    const open: string[] = [];
    let expected: 'value' | 'first' | 'key' | 'next' = 'value';
    for (;;) {
      this.#skipBlank();
      const character = this.#text[this.position];
      const closes = character === '}' || character === ']';
      if (closes && (expected === 'next' || expected === 'first') && open.at(-1) === character) {
        open.pop();
        this.position++;
        expected = 'next';
      } else if (expected === 'next') {
        if (open.length === 0 || character !== ',') return;
        this.position++;
        expected = open.at(-1) === '}' ? 'key' : 'value';
      } else if (expected === 'key' || (expected === 'first' && open.at(-1) === '}')) {
        if (!this.#key()) return;
        expected = 'value';
      } else if (character === '{' || character === '[') {
        open.push(character === '{' ? '}' : ']');
        this.position++;
        expected = 'first';
      } else {
        if (!(character === '"' ? this.#string() : this.#match(literal))) return;
        expected = 'next';
      }
    }
  }

  #key(): boolean {
    if (this.#text[this.position] !== '"' || !this.#string()) return false;
    this.#skipBlank();
    if (this.#text[this.position] !== ':') return false;
    this.position++;
    return true;
  }

  #string(): boolean {
    this.position++;
    while (this.#match(stringPiece));
    if (this.#text[this.position] !== '"') return false;
    this.position++;
    return true;
  }

  #skipBlank(): void {
    this.#match(/[ \t\r\n]+/y);
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.#text);
    if (found === null) return false;
    this.position += found[0].length;
    return true;
  }
}
