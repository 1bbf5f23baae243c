import { createParser, type EventSourceParser } from 'eventsource-parser';
import { CumulativeEventDecoder } from './cumulative-event-decoder.ts';
import type { ServerSentEvent } from '../../contract/http.ts';
import { limits } from '../limits.ts';
import { isReportedFailure } from '../../errors/reported-failure.ts';
import { Utf8Decoder } from './utf8-decoder.ts';

/** What became of a stream at its end. */
export type StreamEnd = 'whole' | 'cut';

/** Bytes from which on it costs less to compare an event with the last one than to decode it. */
const worthComparing = 1_024;

/** Bytes of a server-sent stream to events. Counts bytes itself: the parser's own limit misses events in one piece, `event:` lines and comments. */
export class EventDecoder {
  readonly #emit: (event: ServerSentEvent, size: number) => void;
  readonly #decoder = new Utf8Decoder();
  readonly #parser: EventSourceParser;
  readonly #unread = new UnreadLines(limits.errorBody);
  /** Made when the first event that is worth comparing arrives. */
  #cumulative: CumulativeEventDecoder | undefined;
  readonly #limit: number;
  #sinceEvent = 0;
  /** Whether the parser waits for the start of an event. Not at the start of the stream, where a byte order mark may stand. */
  #between = false;
  #atEnd = false;
  #cut = false;
  #tooLong = false;
  /** Whether the last event was read without the parser, so that the next one may be said to repeat it. */
  #mayRepeat = false;

  /** @param limit Bytes that one event may have, its field names and comments included. */
  constructor(limit: number, emit: (event: ServerSentEvent, size: number) => void) {
    this.#limit = limit;
    this.#emit = emit;
    this.#parser = createParser({
      onEvent: ({ event, data }) => this.#onEvent(event, data, 0),
      onError: ({ type, field, value, line }) => {
        if (type === 'unknown-field') this.#onUnknownField(field, value, line ?? '');
      },
    });
  }

  /** What stands in the stream behind its last event, and is part of none. */
  get unread(): string {
    return this.#unread.text;
  }

  /** Whether all events so far were within the limit. After `false` nothing more may be pushed. */
  push(chunk: Buffer): boolean {
    this.#sinceEvent += chunk.length;
    // As almost all events come: in pieces of their own, with nothing to compare.
    if (chunk.length < worthComparing && this.#cumulative === undefined) this.#feed(chunk);
    else this.#read(chunk);
    return !this.#tooLong && this.#sinceEvent <= this.#limit;
  }

  /** Delivers an event that only lacks its blank line. What is half a JSON value was cut, and is dropped. */
  end(): StreamEnd {
    this.#atEnd = true;
    if (this.#cumulative !== undefined) this.#feed(this.#cumulative.leave(0).written);
    this.#parser.feed(`${this.#decoder.end()}\n\n`);
    const { text } = this.#unread;
    if (isReportedFailure(jsonDocumentIn(text))) this.#onEvent(undefined, text, 0);
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

  /** Reads one event without the parser; gives the bytes that are done with. */
  #compare(bytes: Buffer): number {
    this.#cumulative ??= new CumulativeEventDecoder((piece, from, to) => this.#decoder.decodeWhole(piece, from, to));
    const reading = this.#cumulative.read(bytes, 0);
    if (reading.kind === 'part') return bytes.length;
    if (reading.kind === 'event') {
      this.#onEvent(reading.name, reading.data, this.#mayRepeat ? reading.repeated : 0);
      this.#mayRepeat = true;
      // Small events in one large piece: all of them at once are less work for the parser.
      if (reading.next < worthComparing && !this.#tooLong) this.#feed(bytes.subarray(reading.next));
      return reading.next < worthComparing ? bytes.length : reading.next;
    }
    this.#feed(reading.written);
    this.#feed(bytes.subarray(reading.next));
    return bytes.length;
  }

  /** Has the parser read; gives the bytes that are done with. */
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

  /** llama.cpp writes its failures as a field `error` (https://github.com/ggml-org/llama.cpp/pull/16109), others without any. */
  #onUnknownField(field: string | undefined, value: string | undefined, line: string): void {
    if (field === 'error') this.#onEvent('error', value ?? '', 0);
    else if (isReportedFailure(jsonDocumentIn(line))) this.#onEvent(undefined, line, 0);
    else this.#unread.add(line);
  }

  #onEvent(name: string | undefined, data: string, repeated: number): void {
    this.#sinceEvent = 0;
    this.#mayRepeat = false;
    // An unnamed event without data says nothing; services send it to keep connections open.
    if (data === '' && name === undefined) return;
    this.#unread.clear();
    const whole = this.#atEnd ? wholePart(data) : data;
    if (whole !== data) this.#cut = true;
    if (whole === undefined) return;
    if (data.length * 3 > this.#limit && Buffer.byteLength(data) > this.#limit) this.#tooLong = true;
    if (this.#tooLong) return;
    const event = name ?? 'message';
    this.#emit(repeated === 0 ? { event, data: whole } : { event, data: whole, repeated }, whole.length);
  }
}

/** Whether bytes end in a blank line, so that no event is half read behind them. */
function endsEvent(bytes: Buffer): boolean {
  const last = bytes.length - 1;
  if (bytes[last] !== 0x0a) return false;
  return bytes[last - 1] === 0x0a || (bytes[last - 1] === 0x0d && bytes[last - 2] === 0x0a);
}

/**
 * Data that lacks its blank line, without what was cut in the middle of a JSON value. A service that parts its events by single line
 * breaks has many of them in it, each in a line.
 */
function wholePart(data: string): string | undefined {
  if (!/^\s*[[{]/.test(data) || isWhole(data)) return data;
  const lines = data.split('\n');
  if (lines.length === 1 || !lines.slice(0, -1).every(isWhole)) return undefined;
  return isWhole(lines.at(-1) ?? '') ? data : lines.slice(0, -1).join('\n');
}

/** Whether it is JSON, or a mark such as `[DONE]`. */
function isWhole(text: string): boolean {
  if (/^\s*(?:\[[A-Z]+\]\s*)?$/.test(text)) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lines of an event stream that belong to no field of one. Some servers write their failure into a stream as it is: on one line or
 * many, as JSON or as text.
 */
export class UnreadLines {
  readonly #limit: number;
  #lines: string[] = [];
  #size = 0;

  /** @param limit - Characters that are kept; no failure has more to say. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(line: string): void {
    this.#size += line.length + 1;
    if (this.#size <= this.#limit) this.#lines.push(line);
  }

  /** An event came: whatever stood before it is of no concern. */
  clear(): void {
    if (this.#size === 0) return;
    this.#lines = [];
    this.#size = 0;
  }

  /** All of them; empty when there were too many. */
  get text(): string {
    return this.#size <= this.#limit ? this.#lines.join('\n').trim() : '';
  }
}

/** The JSON object or list that a text is, all of it. */
export function jsonDocumentIn(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
