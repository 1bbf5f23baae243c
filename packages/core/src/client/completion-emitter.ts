import type { ReadableStream as WebStream } from 'node:stream/web';
import type { ChatCompletionChunk, CompletionUsage } from '../contract/completion.ts';
import type { ToolCall } from '../contract/tools.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ParsedChatCompletion, ParsedMessage } from './parsed-completion.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { ChatCompletionEmitter, ChatCompletionSnapshot } from './completion-events.ts';
import type { MessageParam } from './create-params.ts';
import { jsonLines } from './json-lines.ts';
import type { StreamedRunEvents, ToolResultMessage } from './tool-runner.ts';

/** The events of any emitter. A run that does not stream has no snapshots. */
interface Events extends Omit<StreamedRunEvents<unknown>, 'content'> {
  content: (text: string, snapshot?: string) => void;
}

/** What the final helpers return. */
export interface FinalAnswer {
  readonly completion: ParsedChatCompletion<unknown>;
  readonly message: ParsedMessage<unknown>;
  readonly content: string | null;
  /** The last call of a function. */
  readonly call: ToolCall['function'] | undefined;
  /** The last result of a function among the messages. */
  readonly result: string | undefined;
  /** The token counts of all answers together. */
  readonly usage: CompletionUsage | undefined;
}

/** Reads answers, and passes their events to an emitter. */
export type Follow = (emitter: CompletionEmitter) => Promise<void>;

interface Registration {
  readonly listener: (...values: never[]) => unknown;
  readonly once: boolean;
}

/**
 * Passes the events of one answer, or of a run, to its listeners. Every program loads this class, so the larger part,
 * which reads answers and runs functions, is in files of their own that the first call of `stream()` or `runTools()` imports.
 */
export class CompletionEmitter implements ChatCompletionEmitter<unknown> {
  readonly controller: AbortController = new AbortController();
  readonly messages: (MessageParam | ParsedMessage<unknown>)[];
  readonly #listeners = new Map<keyof Events, readonly Registration[]>();
  readonly #end: Promise<FinalAnswer>;
  #resolve: (answer: FinalAnswer) => void = () => undefined;
  #reject: (failure: Error) => void = () => undefined;
  /** Whether somebody waits for the end, and so learns of a failure. */
  #awaited = false;
  #failure: 'error' | 'abort' | undefined;
  #ended = false;
  readonly #completions: ParsedChatCompletion<unknown>[] = [];
  readonly #readers: ChunkReader[] = [];
  #unlink: () => void = () => undefined;
  #snapshot: (() => ChatCompletionSnapshot) | undefined;

  constructor(params: { readonly messages?: readonly MessageParam[] } | null | undefined) {
    // If it is anything but a list, the call refuses it.
    const messages: unknown = params?.messages;
    this.messages = isList(messages) ? [...messages] : [];
    this.#end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // #fail() reports a failure that nobody waits for.
    this.#end.catch(() => undefined);
  }

  get ended(): boolean {
    return this.#ended;
  }

  get errored(): boolean {
    return this.#failure !== undefined;
  }

  get aborted(): boolean {
    return this.#failure === 'abort';
  }

  get currentChatCompletionSnapshot(): ChatCompletionSnapshot | undefined {
    return this.#snapshot?.();
  }

  on<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    return this.#add(event, { listener, once: false });
  }

  once<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    return this.#add(event, { listener, once: true });
  }

  off<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    const registered = this.#listeners.get(event) ?? [];
    const index = registered.findIndex((one) => one.listener === listener);
    if (index !== -1) this.#listeners.set(event, registered.toSpliced(index, 1));
    return this;
  }

  emitted<Name extends keyof Events>(event: Name): Promise<Parameters<Events[Name]>[0]> {
    return new Promise((resolve, reject) => {
      this.#add(event, { listener: resolve, once: true });
      this.#answer().then(
        () => reject(new PlugboardError('input_invalid', `The call ended without ${event}.`)),
        reject,
      );
    });
  }

  async done(): Promise<void> {
    await this.#answer();
  }

  abort(): void {
    this.controller.abort();
  }

  async finalChatCompletion(): Promise<ParsedChatCompletion<unknown>> {
    return (await this.#answer()).completion;
  }

  async finalMessage(): Promise<ParsedMessage<unknown>> {
    return (await this.#answer()).message;
  }

  async finalContent(): Promise<string | null> {
    return (await this.#answer()).content;
  }

  async finalFunctionToolCall(): Promise<ToolCall['function'] | undefined> {
    return (await this.#answer()).call;
  }

  async finalFunctionToolCallResult(): Promise<string | undefined> {
    return (await this.#answer()).result;
  }

  async totalUsage(): Promise<CompletionUsage> {
    return (await this.#answer()).usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  }

  allChatCompletions(): ParsedChatCompletion<unknown>[] {
    return [...this.#completions];
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatCompletionChunk> {
    if (this.#ended) {
      throw new PlugboardError(
        'input_invalid',
        'The answer has ended, so there are no chunks to come. Begin to read them before you wait for the end.',
      );
    }
    const reader = new ChunkReader(() => this.abort());
    this.#readers.push(reader);
    return reader;
  }

  toReadableStream(): WebStream<Uint8Array> {
    return jsonLines(this[Symbol.asyncIterator]());
  }

  /** The signal for the call. From now on the caller's own signal aborts it too. */
  linked(signal: AbortSignal | null | undefined): AbortSignal {
    // If it is not an AbortSignal, the call refuses it.
    if (typeof signal?.addEventListener !== 'function') return signal ?? this.controller.signal;
    const forward = (): void => this.controller.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener('abort', forward, { once: true });
    this.#unlink = () => signal.removeEventListener('abort', forward);
    return this.controller.signal;
  }

  /** Emits the events of answers that are on their way. */
  async follow(begun: Promise<Follow>): Promise<void> {
    try {
      // A program may add listeners until the next turn of the event loop.
      const turn = new Promise((resolve) => setImmediate(resolve));
      const [follow] = await Promise.all([begun, turn]);
      await follow(this);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#unlink();
    }
  }

  listensTo(event: keyof Events): boolean {
    return (this.#listeners.get(event)?.length ?? 0) > 0;
  }

  emit<Name extends keyof Events>(event: Name, ...values: Parameters<Events[Name]>): void {
    if (this.#ended) return;
    if (event === 'end') this.#ended = true;
    const registered = this.#listeners.get(event);
    if (registered === undefined) return;
    this.#listeners.set(
      event,
      registered.filter(({ once }) => !once),
    );
    for (const { listener } of registered) Reflect.apply(listener, undefined, values);
  }

  emitChunk(chunk: ChatCompletionChunk, snapshot: () => ChatCompletionSnapshot): void {
    this.#snapshot = snapshot;
    for (const reader of this.#readers) reader.push(chunk);
    if (this.listensTo('chunk')) this.emit('chunk', chunk, snapshot());
  }

  emitCompletion(completion: ParsedChatCompletion<unknown>, message: ParsedMessage<unknown>): void {
    this.#snapshot = undefined;
    this.#completions.push(completion);
    this.emit('chatCompletion', completion);
    this.messages.push(message);
    this.emit('message', message);
  }

  emitResult(message: ToolResultMessage): void {
    this.messages.push(message);
    this.emit('message', message);
    if (message.content !== '') this.emit('functionToolCallResult', message.content);
  }

  /** Like the official client, in the same tick as the last event of the answers. */
  finish(final: FinalAnswer): void {
    this.#resolve(final);
    this.#finish();
  }

  #add(event: keyof Events, registration: Registration): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), registration]);
    return this;
  }

  #answer(): Promise<FinalAnswer> {
    this.#awaited = true;
    return this.#end;
  }

  #finish(failure?: Error): void {
    this.#snapshot = undefined;
    for (const reader of this.#readers) reader.end(failure);
    this.emit('end');
  }

  #fail(thrown: unknown): void {
    // A listener of `end` threw, and nobody is left to report it to.
    if (this.#ended) throw thrown;
    const failure = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
    const event = PlugboardError.isInstance(failure) && failure.code === 'aborted' ? 'abort' : 'error';
    this.#failure = event;
    const isHeard = this.#awaited || this.#readers.length > 0 || this.listensTo(event);
    this.#reject(failure);
    try {
      this.emit(event, failure);
    } finally {
      this.#finish(failure);
    }
    if (!isHeard) throw failure;
  }
}

function isList(value: unknown): value is readonly MessageParam[] {
  return Array.isArray(value);
}
