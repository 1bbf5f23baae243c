/** What a piece of a stream contained. */
export type Reading =
  /** All of it belongs to an event that is not complete yet. */
  | { readonly kind: 'part' }
  /** It completes an event, which ends before `next`. */
  | ({ readonly kind: 'event'; readonly next: number } & CumulativeEvent)
  /** This decoder cannot read it: the parser gets `written`, which came before, and everything from `next` on. */
  | { readonly kind: 'other'; readonly written: Buffer; readonly next: number };

/** An event. The first `repeated` characters of its data are the same as in the event before. */
export interface CumulativeEvent {
  readonly name: string | undefined;
  readonly data: string;
  readonly repeated: number;
}

const part: Reading = { kind: 'part' };

/**
 * Decodes cumulative events, each of which repeats all the text so far. It decodes only what the event before did not
 * have. It reads a single form: at most one `event:` line, one `data:` line and a blank line. It leaves everything else
 * to the parser. It keeps one event in memory, as bytes and as text.
 * @see docs/decisions/0015-events-that-repeat.md
 */
export class CumulativeEventDecoder {
  readonly #decode: (bytes: Buffer, from: number, to: number) => string;
  /** The event before. The arriving event overwrites it from the first difference on. */
  #bytes: Buffer = Buffer.alloc(0);
  /** The end of the previous event's data in `#bytes`. 0 if there is no previous event. */
  #end = 0;
  #dataAt = 0;
  #name: string | undefined;
  #data = '';
  /** The state of the arriving event: it is the same so far, it differs, or its data is complete. */
  #state: 'same' | 'different' | 'ending' = 'same';
  /** How many bytes of the arriving event are in `#bytes` already. */
  #filled = 0;
  /**
   * How many bytes it shares with the event before. Until that is known, a guess: as many as the last two events
   * shared.
   */
  #shared = 0;
  /** The part of the data that is in the shared bytes. */
  #sharedData = '';

  /** @param decode - Returns the text of a part that does not begin or end inside a character. */
  constructor(decode: (bytes: Buffer, from: number, to: number) => string) {
    this.#decode = decode;
  }

  /** The size of the previous event in bytes. */
  get size(): number {
    return this.#end;
  }

  /** Whether an event has begun to arrive. */
  get begun(): boolean {
    return this.#filled > 0;
  }

  /** Continues an event, or begins one. */
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

  /** Leaves the arriving event to the parser. `written` is valid until the next `read`. */
  leave(next: number): Reading & { kind: 'other' } {
    const written = this.#bytes.subarray(0, this.#filled);
    if (this.#state !== 'same') this.#end = 0;
    this.#filled = 0;
    this.#state = 'same';
    return { kind: 'other', written, next };
  }

  /** Skips the bytes that the event before also had. Returns the place after them, or `undefined` for an event of another form. */
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

  /** The last place up to the given one at which a character begins in both events, so that no character is cut. */
  #characterStart(place: number, byte: number | undefined): number {
    let at = place;
    if (!isContinuation(byte) && (at >= this.#end || !isContinuation(this.#bytes[at]))) return at;
    do at -= 1;
    while (at > 0 && isContinuation(this.#bytes[at]));
    return at;
  }

  /** Begins an event that does not begin like the one before. */
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

  /** Copies up to the end of the line. Returns the place after it, or `undefined` if the line ends with a lone carriage return. */
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

/** Whether a byte continues a character that another byte began. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

export const lineFeed = 10;
export const carriageReturn = 13;

const eventField = Buffer.from('event:');
const dataField = Buffer.from('data:');
const space = 32;

/** The start of an event in which only its name, if anything, comes before its data. */
export interface EventStart {
  readonly name: string | undefined;
  /** The place at which the data begins. */
  readonly dataAt: number;
}

/** Reads the start of an event. `undefined` for other fields, for an unusual name, and if the start is not complete. */
export function eventStart(bytes: Buffer, from: number): EventStart | undefined {
  if (!begins(bytes, from, eventField)) return dataStart(bytes, from, undefined);
  const end = bytes.indexOf(lineFeed, from);
  if (end < 0) return undefined;
  const value = bytes.toString('latin1', from + eventField.length, bytes[end - 1] === carriageReturn ? end - 1 : end);
  const name = value.startsWith(' ') ? value.slice(1) : value;
  return /^[\x21-\x7e]+$/.test(name) ? dataStart(bytes, end + 1, name) : undefined;
}

function dataStart(bytes: Buffer, from: number, name: string | undefined): EventStart | undefined {
  const at = from + dataField.length;
  if (at >= bytes.length || !begins(bytes, from, dataField)) return undefined;
  return { name, dataAt: bytes[at] === space ? at + 1 : at };
}

function begins(bytes: Buffer, from: number, start: Buffer): boolean {
  return bytes.length - from >= start.length && bytes.compare(start, 0, start.length, from, from + start.length) === 0;
}

/** Up to this many bytes, comparing them one by one is the fastest. More bytes are compared all at once. */
const few = 64;

/** A range of bytes. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/**
 * The number of equal bytes at the start of both.
 *
 * @param guess - A number of bytes that are likely to be equal.
 */
export function commonLength(left: Stretch, right: Stretch, guess: number): number {
  let bound = Math.min(left.to - left.from, right.to - right.from);
  let shared = 0;
  const tryStep = (step: number): boolean => {
    const agrees = agree(left.bytes, left.from + shared, right.bytes, right.from + shared, step);
    if (agrees) shared += step;
    else bound = shared + step;
    return agrees;
  };
  if (guess <= few || tryStep(Math.min(guess, bound))) {
    for (let step = few; bound - shared > step && tryStep(step); step *= 2);
  }
  while (bound - shared > few) tryStep((bound - shared) >> 1);
  while (shared < bound && left.bytes[left.from + shared] === right.bytes[right.from + shared]) shared += 1;
  return shared;
}

function agree(left: Buffer, leftFrom: number, right: Buffer, rightFrom: number, length: number): boolean {
  return left.compare(right, rightFrom, rightFrom + length, leftFrom, leftFrom + length) === 0;
}
