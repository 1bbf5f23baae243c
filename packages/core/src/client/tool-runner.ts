import type { ParsedMessage, ParseParams } from './parsed-completion.ts';
import type { AnswerEmitter, ChatCompletionEvents, ChunkEmitter } from './completion-events.ts';
import type { MessageParam } from './create-params.ts';

/**
 * A function with its description for the model, as a tool of `runTools()`. With `parse`, such as `JSON.parse`, the function gets what
 * that returns; without it, it gets the arguments as the model wrote them, a text. If `parse` throws, the model is told the message and
 * may try again. If the function throws, the run ends with what it threw.
 */
export type RunnableTool<Args = unknown> = RunnableFunctionTool<Args> | ParseableTool;

/** What the model is told of a function that `runTools()` may run. */
export interface RunnableFunctionFacts {
  /** Default: the name of the function. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments; absent: none. */
  readonly parameters?: object | undefined;
  /** Asks the service to enforce the schema of the arguments, if it can. */
  readonly strict?: boolean | null | undefined;
}

/** The run as a function sees it. */
export interface RunOfFunction {
  /** The messages so far, the call of this function included. What is added here, the model gets with the results. */
  readonly messages: (MessageParam | ParsedMessage<unknown>)[];
  /** Its signal is aborted together with the run, for work of the function's own. */
  readonly controller: AbortController;
  readonly ended: boolean;
  readonly errored: boolean;
  readonly aborted: boolean;
  /** Ends the run before its next call. */
  abort(): void;
}

/** A {@link RunnableTool} as programs write it. */
export interface RunnableFunctionTool<Args> {
  readonly type: 'function';
  readonly function: RunnableFunctionFacts & {
    /** What it returns is told to the model: a text as it is, anything else as JSON. */
    function(args: Args, run: RunOfFunction): unknown;
    /** Reads and checks the arguments. */
    parse?(text: string): Args | Promise<Args>;
  };
}

/** A tool of the official client's `zodFunction()`, made with a `function`: it knows how to read its arguments and what to run. */
export interface ParseableTool {
  readonly type: 'function';
  readonly function: RunnableFunctionFacts;
  readonly $brand: 'auto-parseable-tool';
  readonly $callback: ((args: never) => unknown) | undefined;
  $parseRaw(text: string): unknown;
}

/** Parameters of `runTools()`: those of `parse()`, with tools that can be run. `Args`: what each function gets. */
export interface RunToolsParams<Args extends readonly unknown[], Format> extends Omit<
  ParseParams<Format>,
  'tools' | 'functions' | 'function_call'
> {
  readonly tools: { readonly [Index in keyof Args]: RunnableTool<Args[Index]> };
}

/** What the model is told of a call. */
export interface ToolResultMessage {
  readonly role: 'tool';
  /** The `id` of the call that it answers. */
  readonly tool_call_id: string;
  /** What the function returned, or why it was not run. */
  readonly content: string;
}

/** The events of a streamed run. Those that begin with `final`, and `totalUsage`, come once; the others for each answer or result. */
export interface StreamedRunEvents<T> extends Omit<ChatCompletionEvents<T>, 'message'> {
  /** An answer, or the result of a function. */
  message: (message: ParsedMessage<T> | ToolResultMessage) => void;
  /** What a function returned, or why it was not run, as the model is told. Not if it is empty. */
  functionToolCallResult: (content: string) => void;
}

/** The events of a run of whole answers. */
export interface RunEvents<T> extends Pick<
  StreamedRunEvents<T>,
  | 'connect'
  | 'chatCompletion'
  | 'message'
  | 'functionToolCall'
  | 'functionToolCallResult'
  | 'finalChatCompletion'
  | 'finalMessage'
  | 'finalContent'
  | 'finalFunctionToolCall'
  | 'finalFunctionToolCallResult'
  | 'totalUsage'
  | 'error'
  | 'abort'
  | 'end'
> {
  /** The text of an answer. */
  content: (content: string) => void;
}

/** Calls and answers of a run of whole answers, from `runTools()`. */
export interface ChatCompletionRunner<T> extends AnswerEmitter<RunEvents<T>, T> {
  /** The messages of the request, and then answers and results as they come. */
  readonly messages: (MessageParam | ParsedMessage<T>)[];
}

/** Calls and answers of a streamed run, from `runTools()` with `stream: true`. Its chunks are those of all answers, one after another. */
export interface ChatCompletionStreamingRunner<T> extends AnswerEmitter<StreamedRunEvents<T>, T>, ChunkEmitter {
  /** The messages of the request, and then answers and results as they come. */
  readonly messages: (MessageParam | ParsedMessage<T>)[];
}
