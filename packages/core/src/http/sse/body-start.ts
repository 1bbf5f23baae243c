import type { PlugboardError } from '../../errors/plugboard-error.ts';
import type { BodySink } from '../exchange.ts';

/** What a body turns out to be. */
export type BodyKind = 'events' | 'json';

/** How server-sent events begin: with one of their fields, or with a comment. No JSON text does. */
const eventStarts: ReadonlySet<number> = new Set(Buffer.from('deir:'));
const jsonStarts: ReadonlySet<number> = new Set(Buffer.from('{['));
/** White space, and the bytes of a byte order mark. */
const passedOver: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** Gives the body to one of two sinks by its first byte: services label streams as JSON, and what they say of a failure as a stream. */
export class BodyStart implements BodySink {
  readonly #said: BodyKind;
  readonly #sinkFor: (kind: BodyKind) => BodySink;
  #sink: BodySink | undefined;

  /** @param said - What the headers say, which holds when the first byte tells nothing. */
  constructor(said: BodyKind, sinkFor: (kind: BodyKind) => BodySink) {
    this.#said = said;
    this.#sinkFor = sinkFor;
  }

  get delivered(): boolean {
    return this.#sink?.delivered ?? false;
  }

  data(chunk: Buffer): void {
    if (this.#sink !== undefined) return this.#sink.data(chunk);
    const start = chunk.findIndex((byte) => !passedOver.has(byte));
    const first = chunk[start];
    // What is sent to keep the connection open, while there is nothing to say.
    if (first === undefined) return;
    this.#sink = this.#sinkFor(this.#kindOf(first));
    this.#sink.data(start === 0 ? chunk : chunk.subarray(start));
  }

  end(): void {
    this.#begun.end();
  }

  fail(error: PlugboardError, dropWaiting: boolean): void {
    this.#begun.fail(error, dropWaiting);
  }

  get #begun(): BodySink {
    return (this.#sink ??= this.#sinkFor(this.#said));
  }

  #kindOf(first: number): BodyKind {
    if (this.#said === 'json') return eventStarts.has(first) ? 'events' : 'json';
    return jsonStarts.has(first) ? 'json' : 'events';
  }
}
