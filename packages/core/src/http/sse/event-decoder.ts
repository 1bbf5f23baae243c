import { jsonIn } from '../../util/is-record.ts';
import { createParser, type EventSourceParser } from 'eventsource-parser';
import { CumulativeEventDecoder } from './cumulative-event-decoder.ts';
import type { ServerSentEvent } from '../../contract/http.ts';
import { limits } from '../limits.ts';
import { isReportedFailure } from '../../errors/reported-failure.ts';
import { isAscii } from 'node:buffer';

/** How a stream ended. */
type StreamEnd = 'whole' | 'cut';

/** From this many bytes on, comparing an event with the one before is faster than decoding it. */
const worthComparing = 1_024;

/** Gets the events of a decoder. */
export interface EventReceiver {
  /** @param size - The length of the event's data, in characters. */
  onEvent(event: ServerSentEvent, size: number): void;
}

/**
 * Decodes the bytes of a server-sent stream into events. It counts bytes itself, because the parser's own limit covers
 * only what it buffers: not `event:` lines, comments, and events that arrive in one piece.
 * @see https://github.com/rexxars/eventsource-parser/pull/32
 */
export class EventDecoder {
  readonly #receiver: EventReceiver;
  readonly #decoder = new Utf8Decoder();
  readonly #parser: EventSourceParser;
  /** Created when the first line arrives that belongs to no event. */
  #unread: UnreadLines | undefined;
  /** Created when the first event arrives that is worth comparing. */
  #cumulative: CumulativeEventDecoder | undefined;
  readonly #limit: number;
  #sinceEvent = 0;
  /** Whether the parser expects the start of an event. False at the start of the stream, where a byte order mark may come first. */
  #between = false;
  #atEnd = false;
  #cut = false;
  #tooLong = false;
  /** Whether the last event was read without the parser, so that the next one may be said to repeat it. */
  #mayRepeat = false;

  /** @param limit - How many bytes one event may have, including field names and comments. */
  constructor(limit: number, receiver: EventReceiver) {
    this.#limit = limit;
    this.#receiver = receiver;
    this.#parser = createParser({
      onEvent: ({ event, data }) => this.#onEvent(event, data, 0),
      onError: ({ type, field, value, line }) => {
        if (type === 'unknown-field') this.#onUnknownField(field, value, line ?? '');
      },
    });
  }

  /** The text after the last event that belongs to no event. */
  get unread(): string {
    return this.#unread?.text ?? '';
  }

  /** Returns whether all events so far were within the limit. After `false`, nothing more may be pushed. */
  push(chunk: Buffer): boolean {
    this.#sinceEvent += chunk.length;
    // The usual case: each event arrives in a piece of its own, and is not worth comparing.
    if (chunk.length < worthComparing && this.#cumulative === undefined) this.#feed(chunk);
    else this.#read(chunk);
    return !this.#tooLong && this.#sinceEvent <= this.#limit;
  }

  /** Delivers an event that lacks only its blank line. Half a JSON value was cut off, so it is dropped. */
  end(): StreamEnd {
    this.#atEnd = true;
    if (this.#cumulative !== undefined) this.#feed(this.#cumulative.leave(0).written);
    this.#parser.feed(`${this.#decoder.end()}\n\n`);
    const text = this.unread;
    if (text !== '' && isReportedFailure(jsonDocumentIn(text))) this.#onEvent(undefined, text, 0);
    return this.#cut ? 'cut' : 'whole';
  }

  #read(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && !this.#tooLong) {
      const done = this.#isComparable(rest) ? this.#compare(rest) : this.#parse(rest);
      if (done === rest.length) break;
      rest = rest.subarray(done);
    }
  }

  #isComparable(bytes: Buffer): boolean {
    if (this.#cumulative?.begun === true) return true;
    return this.#between && Math.max(bytes.length, this.#cumulative?.size ?? 0) >= worthComparing;
  }

  /** Reads one event without the parser. Returns the number of bytes that were consumed. */
  #compare(bytes: Buffer): number {
    this.#cumulative ??= new CumulativeEventDecoder((piece, from, to) => this.#decoder.decodeWhole(piece, from, to));
    const reading = this.#cumulative.read(bytes, 0);
    if (reading.kind === 'part') return bytes.length;
    if (reading.kind === 'event') {
      this.#onEvent(reading.name, reading.data, this.#mayRepeat ? reading.repeated : 0);
      this.#mayRepeat = true;
      // Small events in one large piece: the parser reads them faster all at once.
      if (reading.next < worthComparing && !this.#tooLong) this.#feed(bytes.subarray(reading.next));
      return reading.next < worthComparing ? bytes.length : reading.next;
    }
    this.#feed(reading.written);
    this.#feed(bytes.subarray(reading.next));
    return bytes.length;
  }

  /** Gives bytes to the parser. Returns the number of bytes that were consumed. */
  #parse(bytes: Buffer): number {
    const blankLine = bytes.length < worthComparing || this.#between ? -1 : bytes.indexOf('\n\n');
    const length = blankLine < 0 ? bytes.length : blankLine + 2;
    this.#feed(length === bytes.length ? bytes : bytes.subarray(0, length));
    return length;
  }

  #feed(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#between = endsEvent(bytes);
    this.#parser.feed(this.#decoder.push(bytes));
  }

  /**
   * Reads failures outside of events: llama.cpp writes them as a field `error`
   * (https://github.com/ggml-org/llama.cpp/pull/16109), others without a field.
   */
  #onUnknownField(field: string | undefined, value: string | undefined, line: string): void {
    if (field === 'error') this.#onEvent('error', value ?? '', 0);
    else if (isReportedFailure(jsonDocumentIn(line))) this.#onEvent(undefined, line, 0);
    else (this.#unread ??= new UnreadLines(limits.errorBody)).add(line);
  }

  #onEvent(name: string | undefined, data: string, repeated: number): void {
    this.#sinceEvent = 0;
    this.#mayRepeat = false;
    // Services send unnamed events without data to keep connections open.
    if (data === '' && name === undefined) return;
    this.#unread?.clear();
    const whole = this.#atEnd ? wholePart(data) : data;
    if (whole !== data) this.#cut = true;
    if (whole === undefined) return;
    if (data.length * 3 > this.#limit && Buffer.byteLength(data) > this.#limit) this.#tooLong = true;
    if (this.#tooLong) return;
    const event = name ?? 'message';
    this.#receiver.onEvent(repeated === 0 ? { event, data: whole } : { event, data: whole, repeated }, whole.length);
  }
}

/** Whether bytes end with a blank line, so that no event is left half read. */
function endsEvent(bytes: Buffer): boolean {
  const last = bytes.length - 1;
  if (bytes[last] !== 0x0a) return false;
  return bytes[last - 1] === 0x0a || (bytes[last - 1] === 0x0d && bytes[last - 2] === 0x0a);
}

/**
 * Data that lacks its blank line, without a JSON value that was cut off. If a service separates its events with single
 * line breaks, each line is one event.
 */
function wholePart(data: string): string | undefined {
  if (!/^\s*[[{]/.test(data) || isWhole(data)) return data;
  const lines = data.split('\n');
  if (lines.length === 1 || !lines.slice(0, -1).every(isWhole)) return undefined;
  return isWhole(lines.at(-1) ?? '') ? data : lines.slice(0, -1).join('\n');
}

/** Whether a line is JSON, or a marker such as `[DONE]`. */
function isWhole(text: string): boolean {
  return /^\s*(?:\[[A-Z]+\]\s*)?$/.test(text) || jsonIn(text) !== undefined;
}

/**
 * Lines of an event stream that are not a field of an event. Some servers write an error into the stream without framing: on one
 * line or several, as JSON or as text.
 */
class UnreadLines {
  readonly #limit: number;
  #lines: string[] = [];
  #size = 0;

  /** @param limit - How many characters are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(line: string): void {
    this.#size += line.length + 1;
    if (this.#size <= this.#limit) this.#lines.push(line);
  }

  /** Called when an event comes, because the lines before it no longer matter. */
  clear(): void {
    if (this.#size === 0) return;
    this.#lines = [];
    this.#size = 0;
  }

  /** All lines. Empty if there were too many. */
  get text(): string {
    return this.#size <= this.#limit ? this.#lines.join('\n').trim() : '';
  }
}

/** The value of a text that is a JSON object or list and nothing else. */
function jsonDocumentIn(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const value = jsonIn(text);
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** From this many bytes on, `TextDecoder` is faster than `toString`. */
const largeLength = 1_024;

/**
 * Decodes UTF-8 that arrives in pieces. It is several times faster than a streaming `TextDecoder`, with the same
 * result: invalid bytes become U+FFFD, and one byte order mark at the very start is dropped.
 */
export class Utf8Decoder {
  #rest: Buffer | undefined;
  #started = false;
  #large: InstanceType<typeof TextDecoder> | undefined;

  /** The text of all complete characters so far. */
  push(chunk: Buffer): string {
    const last = chunk[chunk.length - 1] ?? 0;
    // True for almost all pieces. Without arguments, `toString` takes its fastest path.
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
    // Three times faster for large pieces that are not all ASCII. The second call flushes a broken character at the
    // end.
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

/**
 * The length without a character that is not complete yet. A lead byte always begins a character, so cutting before it
 * is safe.
 */
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
