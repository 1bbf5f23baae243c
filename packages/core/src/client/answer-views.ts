import type { ReadableStream as WebStream } from 'node:stream/web';
import type { AnswerStream } from '../call/answer-stream.ts';
import type { EventReader } from '../stream/event-reader.ts';
import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import { CompletionState } from '../stream/completion-state.ts';
import type { ChatCompletionStream } from './chat-completion-stream.ts';
import type { ChatCompletion, ChatCompletionChunk } from '../contract/completion.ts';
import { roleChunk, toChunk, type CompletionHead } from '../stream/to-chunk.ts';
import { toCompletion } from '../stream/to-completion.ts';
import { ViewIterator } from '../stream/view-iterator.ts';

/** The views of one answer over its events. */
export class AnswerViews implements ChatCompletionStream, EventReader {
  readonly #answer: AnswerStream;
  readonly #head: CompletionHead;
  readonly #completion = new CompletionState();
  #view: string | undefined;
  #state: 'reading' | 'complete' | 'left' | 'failed' = 'reading';
  #failure: unknown;
  #reading: Promise<void> | undefined;
  #reader: EventReader | undefined;
  /** Made when somebody asks for it, which few do. */
  #controller: AbortController | undefined;

  constructor(answer: AnswerStream, head: CompletionHead) {
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
    return this.#iterable('textStream', (event) =>
      event.type === 'text-delta' && event.text !== '' ? event.text : undefined,
    );
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatCompletionChunk> {
    return this.#iterator(
      'the stream itself',
      (event) => toChunk(this.#head, event, this.#completion),
      roleChunk(this.#head, this.#answer.response),
    );
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
    return toCompletion(this.#head, this.#completion, this.#answer);
  }

  async finalText(): Promise<string> {
    await this.#readToEnd('finalText()');
    return this.#answer.text;
  }

  abort(): void {
    this.#answer.abort();
    this.#tellController();
  }

  get controller(): AbortController {
    if (this.#controller !== undefined) return this.#controller;
    const controller = (this.#controller = new AbortController());
    controller.signal.addEventListener('abort', () => this.#answer.abort(controller.signal.reason), { once: true });
    this.#tellController();
    return controller;
  }

  /** An abort that did not come from the controller shows there, too. */
  #tellController(): void {
    const { ended } = this.#answer;
    if (ended?.code === 'aborted') this.#controller?.abort(ended.cause);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever still reads, elsewhere, must not take the end for that of the answer.
    if (this.begun && this.#state === 'reading') this.#answer.abort();
    else this.leave();
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
      this.take(() => undefined);
    } while ((await this.#next()) !== undefined);
    // `finish` makes it complete; left through another handle, it is not.
    if (this.#state === 'left') throw leftEarly('what came before');
  }

  /** Hands over the next event, or `undefined` after the last one. For the iterator of the view that is read. */
  read(reader: EventReader): void {
    if (this.#state !== 'reading') return reader.onEvent(undefined);
    this.#reader = reader;
    this.#answer.read(this);
  }

  /** What the view makes of the next event, if that is here already. */
  take<T>(map: (event: ChatEvent) => T | undefined): T | undefined {
    if (this.#state !== 'reading') return undefined;
    for (let event = this.#answer.take(); event !== undefined; event = this.#answer.take()) {
      if (event.type !== 'text-delta' || event.logprobs !== undefined) this.#completion.add(event);
      const value = map(event);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  onEvent(event: ChatEvent | undefined): void {
    if (event !== undefined) this.#completion.add(event);
    // Complete from here on, although `finish` itself is still to be handed over.
    if (event?.type === 'finish') this.#state = 'complete';
    this.#reader?.onEvent(event);
  }

  onError(error: unknown): void {
    this.#state = 'failed';
    this.#failure = error;
    this.#tellController();
    this.#reader?.onError(error);
  }

  #next(): Promise<ChatEvent | undefined> {
    return new Promise((resolve, reject) => this.read({ onEvent: resolve, onError: reject }));
  }

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

  /** The reader wants no more. */
  leave(): void {
    if (this.#state === 'reading') this.#state = 'left';
    this.#answer.close();
  }

  #iterable<T>(view: string, map: (event: ChatEvent) => T | undefined): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.#iterator(view, map, undefined) };
  }

  #iterator<T>(view: string, map: (event: ChatEvent) => T | undefined, first: T | undefined): AsyncIterator<T> {
    this.#begin(view);
    return new ViewIterator(this, map, first);
  }
}

function leftEarly(view: string): PlugboardError {
  return new PlugboardError(
    'input_invalid',
    `The stream was left before its end, so there is nothing more to read through ${view}. Call create() again.`,
  );
}
