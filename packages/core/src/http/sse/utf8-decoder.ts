import { isAscii } from 'node:buffer';

/** Bytes from which on another way of decoding is the faster one. */
const largeLength = 1_024;

/**
 * Decodes UTF-8 that comes in pieces. Several times faster than a streaming `TextDecoder`, with the same result: invalid
 * bytes become U+FFFD, one byte order mark at the very start is dropped.
 */
export class Utf8Decoder {
  #rest: Buffer | undefined;
  #started = false;
  #large: InstanceType<typeof TextDecoder> | undefined;

  /** The text of all complete characters so far. */
  push(chunk: Buffer): string {
    const last = chunk[chunk.length - 1] ?? 0;
    // As almost all pieces are. Without arguments, `toString` takes its shortest way.
    if (last < 0x80 && this.#rest === undefined && this.#started && chunk.length < largeLength) return chunk.toString();
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = completeLength(bytes);
    // A copy, so that three bytes do not keep the whole chunk in memory.
    this.#rest = end === bytes.length ? undefined : Buffer.from(bytes.subarray(end));
    return this.#withoutMark(this.decodeWhole(bytes, 0, end));
  }

  /** The text of a part that begins and ends with a character, whatever was pushed before. A byte order mark stays. */
  decodeWhole(bytes: Buffer, from: number, to: number): string {
    if (to - from < largeLength) return bytes.toString('utf8', from, to);
    const part = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to);
    if (isAscii(part)) return part.toString('utf8');
    // Three times faster for large pieces with anything but ASCII in them. The second call: a broken character at the end.
    this.#large ??= new TextDecoder('utf-8', { ignoreBOM: true });
    return this.#large.decode(part, { stream: true }) + this.#large.decode();
  }

  /** What is left at the end of the stream. */
  end(): string {
    const rest = this.#rest?.toString('utf8') ?? '';
    this.#rest = undefined;
    return this.#withoutMark(rest);
  }

  #withoutMark(text: string): string {
    if (this.#started || text === '') return text;
    this.#started = true;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}

/** Length without a character that is not complete yet. A lead byte always begins a character, so cutting before it is safe. */
function completeLength(bytes: Buffer): number {
  const length = bytes.length;
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? length - back : length;
  }
  return length;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}
