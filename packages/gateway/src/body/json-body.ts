import { isUtf8 } from 'node:buffer';
import { unlink } from 'node:fs/promises';
import { file } from '@plugboard/core';
import { Refusal } from '../wire/refusal.ts';
import { Base64File, type DataUrlHead, readDataUrlHead } from './base64-file.ts';
import { JsonScanner, type JsonPath } from './json-scanner.ts';
import { countNames, formatPath, invalidJson, nameIn, parseJson, repeatedName } from './json-value.ts';

/** How the text of a file is written: as a `data:` URL, or also as base64 alone. */
export type FileForm = 'url' | 'base64';

/** How a body is read. */
export interface JsonBodyOptions {
  /** The form that a file may have at this place; `undefined` if there may be none. */
  fileForm(this: void, path: JsonPath): FileForm | undefined;
  /** Where a file of a body may be written. */
  newPath(this: void): string;
}

/** Shorter ones stay text: a file would cost more than the memory. */
const minFileBytes = 64 * 1024;

/** What is not a file stays in memory until the answer is there. The longest prompts of today have a third of this size. */
const maxTextBytes = 16 * 1024 * 1024;

const maxDepth = 128;

/** After this many bytes, the reader waits until the files are written. */
const stepBytes = 64 * 1024;

/**
 * Reads a JSON body while it arrives. Long files in it go to disk piece by piece and are never in memory as a whole. The rest is kept, and
 * parsed at the end. The owner calls `dispose()` in every case, which removes the files.
 */
export class JsonBody {
  readonly #options: JsonBodyOptions;
  readonly #scanner = new JsonScanner();
  readonly #files: { readonly path: JsonPath; readonly target: string; readonly type: string | undefined }[] = [];
  readonly #paths: string[] = [];
  #pieces: Buffer[] = [];
  #length = 0;
  /** The offset of the current string, after its quote. */
  #stringStart = 0;
  /** Whether the current string is known to stay text. */
  #isText = false;
  /** The file to which the current string is written. */
  #file: Base64File | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: JsonBodyOptions) {
    this.#options = options;
  }

  /** Takes the bytes that arrived. Returns a promise if the caller has to wait for them. Throws or rejects with a refusal. */
  write(chunk: Buffer): Promise<void> | undefined {
    if (chunk.length > stepBytes) return this.#writeInSteps(chunk);
    this.#scan(chunk);
    const writing = this.#writing;
    return writing?.finally(() => {
      if (this.#writing === writing) this.#writing = undefined;
    });
  }

  /** The value, once all bytes are there, with a placeholder for each file. Throws a refusal. */
  finish(): unknown {
    const [first = Buffer.alloc(0)] = this.#pieces;
    const bytes = this.#pieces.length > 1 ? Buffer.concat(this.#pieces) : first;
    this.#pieces = [];
    if (bytes.length === 0) throw invalidJson('The body is empty.');
    if (!isUtf8(bytes)) throw invalidJson('The body is not valid UTF-8.');
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const value = parseJson(bytes.toString('utf8', hasMark ? 3 : 0));
    // Of two members with one name, the parser keeps the last.
    if (countNames(value) !== this.#scanner.names) throw repeatedName(bytes);
    return value;
  }

  /** Puts the files in their places, in a value with the shape of the one from `finish()`. */
  attachFiles(value: unknown): void {
    for (const { path, target, type } of this.#files) {
      const holder = path.slice(0, -1).reduce<unknown>(memberOf, value);
      const [last = ''] = path.slice(-1);
      if (typeof holder !== 'object' || holder === null) continue;
      Reflect.set(holder, last, file(target, { type: type ?? typeBeside(holder) }));
    }
  }

  /** Removes the files. */
  async dispose(): Promise<void> {
    this.#pieces = [];
    if (this.#paths.length === 0) return;
    // Waits first: a file that is still being opened would otherwise stay.
    await this.#writing?.catch(() => undefined);
    await this.#file?.close();
    // A file that could not be created need not be removed.
    await Promise.allSettled(this.#paths.splice(0).map((path) => unlink(path)));
  }

  async #writeInSteps(chunk: Buffer): Promise<void> {
    for (let from = 0; from < chunk.length; from += stepBytes) {
      await this.write(chunk.subarray(from, from + stepBytes));
    }
  }

  #scan(chunk: Buffer): void {
    const scanner = this.#scanner;
    let index = 0;
    let kept = 0;
    for (;;) {
      if (!scanner.inString) {
        index = scanner.findString(chunk, index);
        if (scanner.depth > maxDepth) throw tooDeep();
        if (!scanner.inString) break;
        this.#stringStart = this.#length + index - kept;
        this.#isText = scanner.isName;
      }
      const close = scanner.findEnd(chunk, index);
      const end = close === -1 ? chunk.length : close;
      if (!this.#isText && this.#length + end - kept - this.#stringStart >= minFileBytes) {
        this.#keep(chunk.subarray(kept, end));
        kept = end;
        this.#divert();
      } else if (this.#file !== undefined) {
        this.#waitFor(this.#file.write(chunk.subarray(index, end)));
        kept = end;
      }
      if (close === -1) break;
      if (this.#file !== undefined) {
        this.#waitFor(this.#endFile(this.#file, this.#writing));
        this.#file = undefined;
      } else if (scanner.isName) scanner.nameRead(this.#stringStart, this.#length + close - kept);
      index = close + 1;
    }
    this.#keep(chunk.subarray(kept));
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length > maxTextBytes) throw tooMuchText();
  }

  /** Begins a file with the current string, if it may be one. */
  #divert(): void {
    this.#isText = true;
    const path = this.#scanner.path((from, to) => nameIn(this.#slice(from, to), 0, to - from));
    const form = this.#options.fileForm(path);
    if (form === undefined) return;
    const text = this.#slice(this.#stringStart, this.#length);
    const head = readDataUrlHead(text) ?? (form === 'base64' && !text.includes(colon) ? bareBase64 : undefined);
    if (head === undefined) return;
    this.#cut(this.#stringStart);
    const target = this.#options.newPath();
    this.#paths.push(target);
    this.#files.push({ path, target, type: head.type });
    this.#keep(Buffer.from('data:,'));
    const place = formatPath(path);
    this.#file = new Base64File(target, () => invalidBase64(place));
    this.#waitFor(this.#file.write(text.subarray(head.length)));
  }

  async #endFile(target: Base64File, written: Promise<void> | undefined): Promise<void> {
    try {
      await written;
      await target.end();
    } finally {
      await target.close();
    }
  }

  #waitFor(writing: Promise<void>): void {
    // It rejects for the caller that waits. If the text is invalid as well, nobody may be waiting.
    writing.catch(() => undefined);
    this.#writing = writing;
  }

  /** Bytes of what is kept. */
  #slice(from: number, to: number): Buffer {
    const found: Buffer[] = [];
    let start = 0;
    for (const piece of this.#pieces) {
      if (start >= to) break;
      if (start + piece.length > from) found.push(piece.subarray(Math.max(0, from - start), to - start));
      start += piece.length;
    }
    return found.length === 1 ? (found[0] ?? Buffer.alloc(0)) : Buffer.concat(found);
  }

  /** Forgets what is kept from an offset on. */
  #cut(from: number): void {
    while (this.#length > from) {
      const last = this.#pieces.pop();
      if (last === undefined) return;
      this.#length -= last.length;
      if (this.#length < from) this.#keep(last.subarray(0, from - this.#length));
    }
  }
}

/** Every URL has a colon, and base64 has none. */
const colon = ':';

const bareBase64: DataUrlHead = { type: undefined, length: 0 };

/** The type that OpenAI's `input_audio` gives beside the bytes. */
function typeBeside(holder: object): string | undefined {
  const format: unknown = Reflect.get(holder, 'format');
  return typeof format === 'string' && /^[\w.-]{1,40}$/.test(format) ? `audio/${format}` : undefined;
}

function memberOf(holder: unknown, step: string | number): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, step) : undefined;
}

function tooDeep(): Refusal {
  return invalidJson(`The body is nested more than ${maxDepth} levels deep.`);
}

function tooMuchText(): Refusal {
  const says = `The body has more than ${maxTextBytes / 1024 / 1024} MiB besides its files. Send files in the parts of a message.`;
  return new Refusal(says, { status: 413, code: 'request_too_large' });
}

function invalidBase64(place: string): Refusal {
  const says = `${place} is not valid base64.`;
  return new Refusal(says, { status: 400, code: 'input_invalid', param: place });
}
