import type { ReadableStream as WebStream } from 'node:stream/web';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  CompletionChoice,
  CompletionFinishReason,
  CompletionMessage,
  CompletionUsage,
} from '../contract/completion.ts';
import type { TokenLogprob } from '../contract/chat-event.ts';
import type { ToolCall } from '../contract/tools.ts';
import type { ParsedChatCompletion, ParsedMessage, ParseParams } from './parsed-completion.ts';
import type { MessageParam } from './create-params.ts';

/** Parameters of `stream()`: those of `parse()`. */
export type StreamParams<Format> = ParseParams<Format> & { readonly stream?: boolean | null | undefined };

/** The answer so far: a completion that may lack its end. */
export interface ChatCompletionSnapshot extends Omit<
  ChatCompletion,
  'choices' | 'attempts' | 'resolution' | '_request_id'
> {
  readonly choices: SnapshotChoice[];
}

/** The one choice of a snapshot. */
export interface SnapshotChoice extends Omit<CompletionChoice, 'finish_reason' | 'message'> {
  /** The message so far. `parsed` is that of the event `content.delta`. */
  readonly message: CompletionMessage & { readonly parsed?: unknown };
  /** `null` until the answer has ended. */
  readonly finish_reason: CompletionFinishReason | null;
}

/** The arguments of one tool call, so far or complete. */
export interface ToolCallArguments {
  readonly name: string;
  /** The index of the call in the answer. */
  readonly index: number;
  readonly arguments: string;
  /**
   * The value of the arguments, as in `message.tool_calls`. While they arrive, as much as can be read. `undefined` for
   * tools whose arguments are not read.
   */
  readonly parsed_arguments: unknown;
}

/** The events of `stream()` and the values that their listeners get, under the names of the official client. */
export interface ChatCompletionEvents<T> {
  /** The first content has come. */
  connect: () => void;
  chunk: (chunk: ChatCompletionChunk, snapshot: ChatCompletionSnapshot) => void;
  /** A piece of the text, and the text so far. */
  content: (delta: string, snapshot: string) => void;
  /** `parsed`: as much of an answer for a schema as can be read so far, not checked against the schema. */
  'content.delta': (event: { readonly delta: string; readonly snapshot: string; readonly parsed: unknown }) => void;
  'content.done': (event: { readonly content: string; readonly parsed: T | null }) => void;
  'refusal.delta': (event: { readonly delta: string; readonly snapshot: string }) => void;
  'refusal.done': (event: { readonly refusal: string }) => void;
  'tool_calls.function.arguments.delta': (event: ToolCallArguments & { readonly arguments_delta: string }) => void;
  'tool_calls.function.arguments.done': (event: ToolCallArguments) => void;
  'logprobs.content.delta': (event: {
    readonly content: readonly TokenLogprob[];
    readonly snapshot: readonly TokenLogprob[];
  }) => void;
  'logprobs.content.done': (event: { readonly content: readonly TokenLogprob[] }) => void;
  'logprobs.refusal.delta': (event: {
    readonly refusal: readonly TokenLogprob[];
    readonly snapshot: readonly TokenLogprob[];
  }) => void;
  'logprobs.refusal.done': (event: { readonly refusal: readonly TokenLogprob[] }) => void;
  chatCompletion: (completion: ParsedChatCompletion<T>) => void;
  message: (message: ParsedMessage<T>) => void;
  functionToolCall: (call: ToolCall['function']) => void;
  finalChatCompletion: (completion: ParsedChatCompletion<T>) => void;
  finalMessage: (message: ParsedMessage<T>) => void;
  /** Emitted only if the answer has text. */
  finalContent: (content: string) => void;
  /** The last call of a function, if there is one. */
  finalFunctionToolCall: (call: ToolCall['function']) => void;
  /** The last result of a function in the request's messages, if there is one. */
  finalFunctionToolCallResult: (content: string) => void;
  /** Emitted only if the service counted tokens. */
  totalUsage: (usage: CompletionUsage) => void;
  /** The call failed, or a listener threw. */
  error: (error: Error) => void;
  /** The call was aborted. */
  abort: (error: Error) => void;
  /** Always the last event. */
  end: () => void;
}

/** The listeners of each event, by its name. */
type Listeners<Events> = { readonly [Name in keyof Events]: (...values: never[]) => void };

/**
 * Emits events while answers arrive. Any number of listeners may follow them at the same time. A failure goes to the
 * listeners of `error` or `abort` and rejects every promise that waits. If there is neither, it is an unhandled
 * rejection.
 */
export interface AnswerEmitter<Events extends Listeners<Events>, T> {
  /** Aborts the call. */
  readonly controller: AbortController;
  readonly ended: boolean;
  readonly errored: boolean;
  readonly aborted: boolean;
  /** Adds a listener. A listener that throws ends the call. */
  on<Name extends keyof Events>(event: Name, listener: Events[Name]): this;
  /** Removes a listener. If it was added several times, removes the first registration. */
  off<Name extends keyof Events>(event: Name, listener: Events[Name]): this;
  /** Adds a listener for the next event of that name only. */
  once<Name extends keyof Events>(event: Name, listener: Events[Name]): this;
  /**
   * Waits for the next event of that name, and resolves with its first value. Rejects if the call fails or ends without
   * that event.
   */
  emitted<Name extends keyof Events>(event: Name): Promise<Parameters<Events[Name]>[0]>;
  /** Waits for the end. Rejects if the call fails. */
  done(): Promise<void>;
  /** Aborts the call. Every promise that waits rejects. */
  abort(): void;
  /** The complete answer. If there are several, the last one. */
  finalChatCompletion(): Promise<ParsedChatCompletion<T>>;
  /** The message of the complete answer, ready to be sent back in `messages`. */
  finalMessage(): Promise<ParsedMessage<T>>;
  /** The text of the complete answer. `null` if the model wrote none. */
  finalContent(): Promise<string | null>;
  /** The last call of a function, if there is one. */
  finalFunctionToolCall(): Promise<ToolCall['function'] | undefined>;
  /** The last result of a function in the messages, if there is one. */
  finalFunctionToolCallResult(): Promise<string | undefined>;
  /** The token counts of all answers together. Zeros if the service counted none. */
  totalUsage(): Promise<CompletionUsage>;
  /** A list of the complete answers so far. */
  allChatCompletions(): ParsedChatCompletion<T>[];
}

/** What streamed answers have in addition. Any number of readers may iterate over the chunks at the same time. */
export interface ChunkEmitter extends AsyncIterable<ChatCompletionChunk> {
  /** The answer so far. `undefined` before its first chunk and after its end. */
  readonly currentChatCompletionSnapshot: ChatCompletionSnapshot | undefined;
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
}

/** A streamed answer as events, as `stream()` returns it. */
export interface ChatCompletionEmitter<T> extends AnswerEmitter<ChatCompletionEvents<T>, T>, ChunkEmitter {
  /** The messages of the request and, once the answer is complete, its message. */
  readonly messages: readonly (MessageParam | ParsedMessage<T>)[];
}
