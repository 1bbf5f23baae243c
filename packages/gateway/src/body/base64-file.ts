import { open, type FileHandle } from 'node:fs/promises';

/** The head of a `data:` URL in base64, decoded from JSON. */
export interface DataUrlHead {
  /** Its MIME type; `undefined` if it names none. */
  readonly type: string | undefined;
  /** Its length in bytes of the JSON text, including the comma. */
  readonly length: number;
}

const maxHeadBytes = 1024;
const mimeType = /^[\w!#$&^.+*-]{1,127}\/[\w!#$&^.+*-]{1,127}$/;

/** The head of a `data:` URL in base64; `undefined` for any other text, and for a type that the client has to judge. */
export function readDataUrlHead(text: Buffer): DataUrlHead | undefined {
  const comma = text.subarray(0, maxHeadBytes).indexOf(',');
  if (comma === -1) return undefined;
  const head = decodeJsonText(text.toString('latin1', 0, comma));
  const match = /^data:(?<type>[^,;]*)(?:;[^,]*)?;[ ]*base64[ ]*$/i.exec(head ?? '');
  if (match === null) return undefined;
  const type = (match.groups?.['type'] ?? '').trim();
  if (type !== '' && !mimeType.test(type)) return undefined;
  return { type: type === '' ? undefined : type, length: comma + 1 };
}

/** Text between two quotes of JSON, without its escapes. */
function decodeJsonText(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return undefined;
  }
}

/** Longer than any escape of JSON or of a URL, so that none is cut in two. */
const longestEscape = 12;

/** Decodes base64 that arrives in pieces of a JSON string, and writes it to a file that nobody else can read. */
export class Base64File {
  readonly #invalid: () => Error;
  /** The last of the writes that have begun. */
  #written: Promise<void>;
  #handle: FileHandle | undefined;
  /** Text that may end in the middle of an escape. */
  #held = '';
  /** Characters that do not make whole bytes yet. */
  #carry = '';
  #padded = false;

  /**
   * @param path - The path of the new file.
   * @param invalid - Makes the error for text that is not base64.
   */
  constructor(path: string, invalid: () => Error) {
    this.#invalid = invalid;
    this.#written = this.#open(path);
    // The caller of `write` or `end` gets the error.
    this.#written.catch(() => undefined);
  }

  /** Takes bytes of the JSON text. Settles when they are written. */
  async write(piece: Buffer): Promise<void> {
    const text = this.#held + piece.toString('latin1');
    const cut = text.length - unfinishedEscape(text);
    this.#held = text.slice(cut);
    await this.#take(text.slice(0, cut));
  }

  /** Settles when the file is complete. */
  async end(): Promise<void> {
    const rest = this.#held;
    this.#held = '';
    await this.#take(rest);
    const last = this.#carry;
    this.#carry = '';
    // Padding may be left out, but not in part.
    if (last.length === 1 || last.includes('=')) throw this.#invalid();
    if (last !== '') await this.#append(last);
    await this.#written;
  }

  /** Closes the file, complete or not. */
  async close(): Promise<void> {
    await this.#written.catch(() => undefined);
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #take(text: string): Promise<void> {
    const plain = plainBase64(text);
    if (plain === undefined || (this.#padded && plain !== '')) throw this.#invalid();
    const characters = this.#carry + plain;
    const whole = characters.length - (characters.length % 4);
    this.#carry = characters.slice(whole);
    if (whole === 0) return this.#written;
    const complete = characters.slice(0, whole);
    this.#padded = complete.endsWith('=');
    if (this.#padded && this.#carry !== '') throw this.#invalid();
    return this.#append(complete);
  }

  #append(characters: string): Promise<void> {
    const bytes = bytesOf(characters);
    if (bytes === undefined) throw this.#invalid();
    this.#written = this.#written.then(() => this.#writeAll(bytes));
    this.#written.catch(() => undefined);
    return this.#written;
  }

  async #open(path: string): Promise<void> {
    this.#handle = await open(path, 'wx', 0o600);
  }

  async #writeAll(bytes: Buffer): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      const result = await this.#handle?.write(bytes, offset);
      if (result === undefined) return;
      offset += result.bytesWritten;
    }
  }
}

/** How many characters at the end may belong to an escape that continues in the next piece. */
function unfinishedEscape(text: string): number {
  const tail = text.slice(-longestEscape);
  const first = tail.search(/[\\%]/);
  return first === -1 ? 0 : tail.length - first;
}

/** The text without escapes, and without the blanks that a `data:` URL may have. `undefined` if it is not a part of a JSON string. */
function plainBase64(text: string): string | undefined {
  const unescaped = decodeJsonText(text);
  if (unescaped === undefined) return undefined;
  const plain = unescaped.includes('%') ? unescaped.replaceAll(/%([\da-f]{2})/gi, characterOf) : unescaped;
  return /[\t\n\f\r ]/.test(plain) ? plain.replaceAll(/[\t\n\f\r ]+/g, '') : plain;
}

function characterOf(_: string, digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}

/** The decoded bytes. Node skips characters that are not base64 instead of refusing them, which the length reveals. */
function bytesOf(characters: string): Buffer | undefined {
  if (/[-_]/.test(characters)) return undefined;
  const padding = characters.endsWith('==') ? 2 : characters.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(characters, 'base64');
  return bytes.length === Math.floor(((characters.length - padding) * 3) / 4) ? bytes : undefined;
}
