import { commonLength } from './common-length.ts';
import { carriageReturn, eventStart, lineFeed } from './event-start.ts';

/** What a piece of a stream was. */
export type Reading =
  /** All of it belongs to an event that goes on. */
  | { readonly kind: 'part' }
  /** An event ends with it, before the place `next`. */
  | ({ readonly kind: 'event'; readonly next: number } & GrownEvent)
  /** Nothing for this reader: `written`, which came before, and all from the place `next` on is for the parser. */
  | { readonly kind: 'other'; readonly written: Buffer; readonly next: number };

/** An event; the first `repeated` characters of its data are those of the event before. */
export interface GrownEvent {
  readonly name: string | undefined;
  readonly data: string;
  readonly repeated: number;
}

const part: Reading = { kind: 'part' };

/**
 * Reads events of which each says everything so far, and decodes only what the event before did not have. It reads one form:
 * a line of data, at most a name before it, a blank line; anything else is for the parser. Holds one event, as bytes and as text.
 */
export class GrowingEvent {
  readonly #decode: (bytes: Buffer, from: number, to: number) => string;
  /** The event before; the one that arrives is written over it from where they differ. */
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the data of the event before ends in `#bytes`; 0 when there is none. */
  #end = 0;
  #dataAt = 0;
  #name: string | undefined;
  #data = '';
  /** How far the arriving event has come: it agrees with the one before, it differs, its data is over. */
  #state: 'same' | 'different' | 'ending' = 'same';
  /** Bytes of the arriving event that are in `#bytes`. */
  #filled = 0;
  /** Bytes that it shares with the one before. Until they are known: what the last two shared, as a guess. */
  #shared = 0;
  /** The data in the shared bytes. */
  #sharedData = '';

  /** @param decode Gives the text of a part that begins and ends with a character. */
  constructor(decode: (bytes: Buffer, from: number, to: number) => string) {
    this.#decode = decode;
  }

  /** Bytes of the event before. */
  get size(): number {
    return this.#end;
  }

  /** Whether an event has begun to arrive. */
  get begun(): boolean {
    return this.#filled > 0;
  }

  /** Reads on in an event, or from the start of one. */
  read(chunk: Buffer, from: number): Reading {
    let at = this.#state === 'same' ? this.#compare(chunk, from) : from;
    if (at === undefined) return this.leave(from);
    if (this.#state === 'different') {
      const next = this.#copyLine(chunk, at);
      if (next === undefined) return this.leave(at);
      at = next;
    }
    if (this.#state !== 'ending') return part;
    while (at < chunk.length && chunk[at] === carriageReturn && this.#bytes[this.#filled - 1] === lineFeed) {
      this.#append(chunk, at, at + 1);
      at += 1;
    }
    if (at === chunk.length) return part;
    return chunk[at] === lineFeed ? this.#finish(at + 1) : this.leave(at);
  }

  /** Gives up the arriving event. `written` is valid until the next `read`. */
  leave(next: number): Reading & { kind: 'other' } {
    const written = this.#bytes.subarray(0, this.#filled);
    if (this.#state !== 'same') this.#end = 0;
    this.#filled = 0;
    this.#state = 'same';
    return { kind: 'other', written, next };
  }

  /** Passes over what the event before had too; gives the place behind it, or `undefined` for other events. */
  #compare(chunk: Buffer, from: number): number | undefined {
    const same = commonLength(
      { bytes: chunk, from, to: chunk.length },
      { bytes: this.#bytes, from: this.#filled, to: this.#end },
      this.#shared - this.#filled,
    );
    const at = from + same;
    const cut = this.#characterStart(this.#filled + same, chunk[at]);
    if (at === chunk.length) {
      this.#filled += same;
      return at;
    }
    if (cut <= this.#dataAt || this.#end === 0) return this.#filled === 0 ? this.#start(chunk, from) : undefined;
    const gone = this.#decode(this.#bytes, cut, this.#end).length;
    this.#sharedData = this.#data.slice(0, this.#data.length - gone);
    this.#shared = cut;
    this.#filled += same;
    this.#state = 'different';
    return at;
  }

  /** The place, or that before it where a character begins in both events: cutting there changes the meaning of no byte. */
  #characterStart(place: number, byte: number | undefined): number {
    let at = place;
    if (!isContinuation(byte) && (at >= this.#end || !isContinuation(this.#bytes[at]))) return at;
    do at -= 1;
    while (at > 0 && isContinuation(this.#bytes[at]));
    return at;
  }

  /** An event that does not begin as the one before did. */
  #start(chunk: Buffer, from: number): number | undefined {
    const start = eventStart(chunk, from);
    if (start === undefined) return undefined;
    this.#name = start.name;
    this.#append(chunk, from, start.dataAt);
    this.#dataAt = this.#shared = this.#filled;
    this.#sharedData = '';
    this.#state = 'different';
    return start.dataAt;
  }

  /** Copies up to the end of the line; gives the place behind, or `undefined` when a carriage return alone ends it. */
  #copyLine(chunk: Buffer, from: number): number | undefined {
    if (from < chunk.length && chunk[from] !== lineFeed && this.#bytes[this.#filled - 1] === carriageReturn) {
      return undefined;
    }
    const lineEnd = chunk.indexOf(lineFeed, from);
    const to = lineEnd < 0 ? chunk.length : lineEnd + 1;
    const lineTo = lineEnd < 0 ? to : lineEnd;
    const returnAt = chunk.subarray(from, lineTo).indexOf(carriageReturn);
    if (returnAt >= 0 && from + returnAt !== lineTo - 1) return undefined;
    this.#append(chunk, from, to);
    if (lineEnd >= 0) this.#state = 'ending';
    return to;
  }

  #finish(next: number): Reading {
    const lineEnd = this.#bytes.lastIndexOf(lineFeed, this.#filled - 1);
    this.#end = this.#bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    this.#data = this.#sharedData + this.#decode(this.#bytes, this.#shared, this.#end);
    const repeated = this.#sharedData.length;
    this.#sharedData = '';
    this.#filled = 0;
    this.#state = 'same';
    return { kind: 'event', name: this.#name, data: this.#data, repeated, next };
  }

  #append(chunk: Buffer, from: number, to: number): void {
    const needed = this.#filled + to - from;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#filled);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.#filled, from, to);
    this.#filled = needed;
  }
}

/** Whether a byte goes on with a character that another byte began. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
