import type { ReadableStream as WebStream } from 'node:stream/web';
import type { CommittedCall, HttpResponseFacts } from '../call/committed-call.ts';
import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { ChatCompletionStream, ChunkStream } from './chat-completions.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  CompletionMessage,
  CompletionUsage,
} from '../contract/completion.ts';
import { teeChunks } from './chunk-stream.ts';
import { jsonLines } from './json-lines.ts';
import type { CompletionState } from '../stream/completion-state.ts';
import { toCompletionUsage } from '../stream/completion-words.ts';
import { drain } from '../stream/source.ts';
import { SourceIterator } from '../stream/source-iterator.ts';
import { roleChunk, toChunk, type CompletionHead, toCompletion } from '../stream/to-completion.ts';

/** An answer that may not have ended. */
export interface AnswerSoFar {
  readonly text: string;
  /** Everything except the text. */
  readonly state: CompletionState;
}

/**
 * The views of one call on its events. No view adds a layer: each is an iterator over the same source, and only one of
 * them can be read.
 */
export class ChatStream implements ChatCompletionStream {
  readonly #call: CommittedCall;
  readonly #head: CompletionHead;
  #view: string | undefined;
  #reading: Promise<void> | undefined;

  constructor(call: CommittedCall, head: CompletionHead) {
    this.#call = call;
    this.#head = head;
  }

  /** Whether somebody reads the answer or has read it. */
  get begun(): boolean {
    return this.#view !== undefined;
  }

  get resolution(): Resolution {
    return this.#call.resolution;
  }

  /** What `withResponse()` returns besides the answer. */
  get origin(): { readonly http: HttpResponseFacts; readonly requestId: string | undefined } {
    return { http: this.#call.httpResponse, requestId: this.#call.response?.requestId };
  }

  get attempts(): readonly Attempt[] {
    return this.#call.attempts;
  }

  get warnings(): readonly string[] {
    return this.#call.warnings;
  }

  /** The answer so far. */
  get soFar(): AnswerSoFar {
    return { text: this.#call.text, state: this.#call.completion };
  }

  /** The answer so far, as a completion. Before the end its finish reason means nothing. */
  completionSoFar(): ChatCompletion {
    return toCompletion(this.#head, this.#call.completion, this.#call);
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
    const { completion, response } = this.#call;
    return this.#iterator(
      'the stream itself',
      (event) => toChunk(this.#head, event, completion),
      roleChunk(this.#head, response),
    );
  }

  toReadableStream(): WebStream<Uint8Array> {
    return jsonLines(this[Symbol.asyncIterator]());
  }

  async finalCompletion(): Promise<ChatCompletion> {
    if (!this.#call.completion.keepsAll) throw notKept('finalCompletion()');
    await this.#readToEnd('finalCompletion()');
    return this.completionSoFar();
  }

  finalChatCompletion(): Promise<ChatCompletion> {
    return this.finalCompletion();
  }

  async finalMessage(): Promise<CompletionMessage> {
    const { choices } = await this.finalCompletion();
    const [choice] = choices;
    if (choice === undefined) throw new TypeError('A completion has a choice.');
    return choice.message;
  }

  async finalContent(): Promise<string | null> {
    const { content } = await this.finalMessage();
    return content === '' ? null : content;
  }

  async totalUsage(): Promise<CompletionUsage> {
    await this.#readToEnd('totalUsage()');
    const usage = this.#call.completion.finish?.usage;
    return usage === undefined ? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } : toCompletionUsage(usage);
  }

  tee(): [ChunkStream, ChunkStream] {
    return teeChunks(this[Symbol.asyncIterator](), () => this.controller);
  }

  async finalText(): Promise<string> {
    if (!this.#call.completion.keepsAll) throw notKept('finalText()');
    await this.#readToEnd('finalText()');
    return this.#call.text;
  }

  abort(): void {
    this.#call.abort();
  }

  get controller(): AbortController {
    return this.#call.controller;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Another reader must not mistake this end for the end of the answer.
    if (this.begun && this.#call.outcome === undefined) this.#call.abort();
    else this.#call.close();
  }

  async #readToEnd(view: string): Promise<void> {
    if (this.#reading === undefined) {
      const { outcome } = this.#call;
      if (outcome?.kind === 'failed') throw outcome.error;
      if (outcome?.kind === 'complete') return;
      this.#begin(view);
      // Several final helpers may wait at the same time, so they share one read.
      this.#reading = this.#readRest();
    }
    await this.#reading;
  }

  async #readRest(): Promise<void> {
    await drain(this.#call.events);
    // If somebody left the stream through another handle, the answer is not complete.
    if (this.#call.outcome?.kind === 'left') throw leftEarly('what came before');
  }

  #begin(view: string): void {
    if (this.#call.outcome?.kind === 'left') throw leftEarly(view);
    if (this.#view !== undefined) {
      throw new PlugboardError(
        'input_invalid',
        `A stream can be read only once, and this one is already being read through ${this.#view}, so ${view} cannot read it. Collect what you need in one loop, or call create() again.`,
      );
    }
    this.#view = view;
  }

  #iterable<T>(view: string, map: (event: ChatEvent) => T | undefined): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.#iterator(view, map, undefined) };
  }

  #iterator<T>(view: string, map: (event: ChatEvent) => T | undefined, first: T | undefined): AsyncIterator<T> {
    this.#begin(view);
    // A stream that nobody can reach is closed, so its iterator must keep it reachable.
    return new SourceIterator(this.#call.events, map, first, this);
  }
}

function notKept(view: string): PlugboardError {
  return new PlugboardError(
    'input_invalid',
    `${view} needs the whole answer, which the call's option keepAnswer: false does not keep. Leave the option out, or read the chunks.`,
    { param: 'keepAnswer' },
  );
}

function leftEarly(view: string): PlugboardError {
  return new PlugboardError(
    'input_invalid',
    `The stream was left before its end, so there is nothing more to read through ${view}. Call create() again.`,
  );
}

/**
 * Closes a stream that nobody has read and that nobody can reach any more, to free its connection and its slot. It does
 * not watch streams that a program reads at once, as a loop around `create()` does, because each registration costs the
 * garbage collector time.
 */
export class ForgottenStreams {
  readonly #registry = new FinalizationRegistry<CommittedCall>((call) => call.close());
  #fresh: { readonly stream: ChatStream; readonly call: CommittedCall }[] = [];

  watch(stream: ChatStream, call: CommittedCall): void {
    if (this.#fresh.length === 0) setImmediate(() => this.#register());
    this.#fresh.push({ stream, call });
  }

  #register(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const { stream, call } of fresh) if (!stream.begun) this.#registry.register(stream, call);
  }
}
