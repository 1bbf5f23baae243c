import type { ReadableStream as WebStream } from 'node:stream/web';
import type { AnswerStream } from '../call/answer-stream.ts';
import type { Attempt } from '../errors/attempt.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import type { Resolution } from '../routing/resolution.ts';
import { AnswerFacts } from './answer-facts.ts';
import type { ChatCompletionStream } from './chat-completion-stream.ts';
import type { ChatCompletion, ChatCompletionChunk } from './completion.ts';
import { roleChunk, toChunk, type AnswerHead } from './to-chunk.ts';
import { toCompletion } from './to-completion.ts';

/** The views of one answer over its events. Hand-written iterators: an async generator each would cost more than the rest of it. */
export class AnswerViews implements ChatCompletionStream {
  readonly #answer: AnswerStream;
  readonly #head: AnswerHead;
  readonly #facts = new AnswerFacts();
  #view: string | undefined;
  #state: 'reading' | 'complete' | 'left' | 'failed' = 'reading';
  #failure: unknown;
  #reading: Promise<void> | undefined;

  constructor(answer: AnswerStream, head: AnswerHead) {
    this.#answer = answer;
    this.#head = head;
  }

  /** Whether somebody reads, or has read. */
  get begun(): boolean {
    return this.#view !== undefined;
  }

  get resolution(): Resolution {
    return this.#answer.resolution;
  }

  get attempts(): readonly Attempt[] {
    return this.#answer.attempts;
  }

  get warnings(): readonly string[] {
    return this.#answer.warnings;
  }

  get events(): AsyncIterable<ChatEvent> {
    return this.#iterable('events', (event) => event);
  }

  get textStream(): AsyncIterable<string> {
    return this.#iterable('textStream', (event) => (event.type === 'text-delta' ? event.text : undefined));
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatCompletionChunk> {
    return this.#iterator('the stream itself', (event) => toChunk(this.#head, event), roleChunk(this.#head));
  }

  toReadableStream(): WebStream<Uint8Array> {
    const chunks = this[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const result = await chunks.next();
          if (result.done === true) controller.close();
          else controller.enqueue(encoder.encode(`${JSON.stringify(result.value)}\n`));
        },
        async cancel() {
          await chunks.return?.();
        },
      },
      // Nothing is read ahead of the consumer.
      { highWaterMark: 0 },
    );
  }

  async finalCompletion(): Promise<ChatCompletion> {
    await this.#readToEnd('finalCompletion()');
    return toCompletion(this.#head, this.#facts, this.#answer);
  }

  async finalText(): Promise<string> {
    await this.#readToEnd('finalText()');
    return this.#facts.text;
  }

  abort(): void {
    this.#answer.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
  }

  async #readToEnd(view: string): Promise<void> {
    if (this.#reading === undefined) {
      if (this.#state === 'failed') throw this.#failure;
      if (this.#state === 'complete') return;
      if (this.#state === 'left') throw leftEarly(view);
      this.#begin(view);
      // Both final helpers may wait at the same time.
      this.#reading = this.#readRest();
    }
    await this.#reading;
  }

  async #readRest(): Promise<void> {
    do {
      this.#take(() => undefined);
    } while ((await this.#next()) !== undefined);
    // `finish` makes it complete; left through another handle, it is not.
    if (this.#state === 'left') throw leftEarly('what came before');
  }

  /** The next event, or `undefined` after the last one. */
  #next(): Promise<ChatEvent | undefined> {
    if (this.#state !== 'reading') return Promise.resolve(undefined);
    return this.#answer.next().then(this.#onEvent, this.#onError);
  }

  /** What the view makes of the next event, if that is here already. */
  #take<T>(map: (event: ChatEvent) => T | undefined): T | undefined {
    if (this.#state !== 'reading') return undefined;
    for (let event = this.#answer.take(); event !== undefined; event = this.#answer.take()) {
      this.#facts.add(event);
      const value = map(event);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  readonly #onEvent = (event: ChatEvent | undefined): ChatEvent | undefined => {
    if (event === undefined) return undefined;
    this.#facts.add(event);
    // Complete from here on, although `finish` itself is still to be handed over.
    if (event.type === 'finish') this.#state = 'complete';
    return event;
  };

  readonly #onError = (error: unknown): never => {
    this.#state = 'failed';
    this.#failure = error;
    throw error;
  };

  #begin(view: string): void {
    if (this.#state === 'left') throw leftEarly(view);
    if (this.#view !== undefined) {
      throw new PlugboardError(
        'input_invalid',
        `A stream is read once, and this one is already being read through ${this.#view}; ${view} came second. Collect what you need in one loop, or call create() again.`,
      );
    }
    this.#view = view;
  }

  #leave(): void {
    if (this.#state === 'reading') this.#state = 'left';
    this.#answer.close();
  }

  #iterable<T>(view: string, map: (event: ChatEvent) => T | undefined): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.#iterator(view, map, undefined) };
  }

  #iterator<T>(view: string, map: (event: ChatEvent) => T | undefined, first: T | undefined): AsyncIterator<T> {
    this.#begin(view);
    let head = first;
    let waiting = 0;
    let last: Promise<unknown> = Promise.resolve();
    const step = (event: ChatEvent | undefined): IteratorResult<T> | Promise<IteratorResult<T>> => {
      if (event !== undefined) {
        const value = map(event);
        if (value === undefined) return this.#next().then(step, fail);
        waiting -= 1;
        return { done: false, value };
      }
      waiting -= 1;
      return { done: true, value: undefined };
    };
    const fail = (error: unknown): never => {
      waiting -= 1;
      throw error;
    };
    const answer = (): Promise<IteratorResult<T>> => {
      const value = head ?? this.#take(map);
      if (value === undefined) return this.#next().then(step, fail);
      head = undefined;
      waiting -= 1;
      return Promise.resolve({ done: false, value });
    };
    return {
      // Calls that overlap (`Promise.all` over next()) are answered in order; the usual one costs one promise.
      next: () => {
        waiting += 1;
        const result = waiting === 1 ? answer() : last.then(answer, answer);
        last = result;
        return result;
      },
      return: async () => {
        this.#leave();
        return { done: true, value: undefined };
      },
    };
  }
}

function leftEarly(view: string): PlugboardError {
  return new PlugboardError(
    'input_invalid',
    `The stream was left before its end, so there is nothing more to read through ${view}. Call create() again.`,
  );
}
