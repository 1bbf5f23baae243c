import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { ServerSentEvent } from './http.ts';
import { Utf8Decoder } from './utf8-decoder.ts';

/** What became of a stream at its end. */
export type StreamEnd = 'whole' | 'cut';

/** Bytes of a server-sent stream to events. Counts bytes itself: the parser's own limit misses events in one piece, `event:` lines and comments. */
export class EventDecoder {
  readonly #emit: (event: ServerSentEvent, size: number) => void;
  readonly #decoder = new Utf8Decoder();
  readonly #parser: EventSourceParser;
  readonly #limit: number;
  #sinceEvent = 0;
  #atEnd = false;
  #cut = false;
  #tooLong = false;

  /** @param limit Bytes that one event may have, its field names and comments included. */
  constructor(limit: number, emit: (event: ServerSentEvent, size: number) => void) {
    this.#limit = limit;
    this.#emit = emit;
    this.#parser = createParser({ onEvent: ({ event, data }) => this.#onEvent(event, data) });
  }

  /** Whether all events so far were within the limit. After `false` nothing more may be pushed. */
  push(chunk: Buffer): boolean {
    this.#sinceEvent += chunk.length;
    this.#parser.feed(this.#decoder.push(chunk));
    return !this.#tooLong && this.#sinceEvent <= this.#limit;
  }

  /** Delivers an event that only lacks its blank line. One that is half a JSON value was cut, and is dropped. */
  end(): StreamEnd {
    this.#atEnd = true;
    this.#parser.feed(`${this.#decoder.end()}\n\n`);
    return this.#cut ? 'cut' : 'whole';
  }

  #onEvent(name: string | undefined, data: string): void {
    this.#sinceEvent = 0;
    // An unnamed event without data says nothing; services send it to keep connections open.
    if (data === '' && name === undefined) return;
    if (this.#atEnd && isHalfJson(data)) {
      this.#cut = true;
      return;
    }
    if (data.length * 3 > this.#limit && Buffer.byteLength(data) > this.#limit) this.#tooLong = true;
    if (!this.#tooLong) this.#emit({ event: name ?? 'message', data }, data.length);
  }
}

function isHalfJson(data: string): boolean {
  if (!/^\s*[[{]/.test(data)) return false;
  try {
    JSON.parse(data);
    return false;
  } catch {
    return true;
  }
}
