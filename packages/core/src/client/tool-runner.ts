import type { ParsedMessage, ParseParams } from './parsed-completion.ts';
import type { AnswerEmitter, ChatCompletionEvents, ChunkEmitter } from './completion-events.ts';
import type { MessageParam } from './create-params.ts';

/**
 * A tool of `runTools()`: a function with its description for the model. With `parse`, such as `JSON.parse`, the
 * function gets what `parse` returns. Without it, the function gets the arguments as the model wrote them, as a string.
 * If `parse` throws, the model gets the message and may try again. If the function throws, the run fails with that
 * error.
 */
export type RunnableTool<Args = unknown> = RunnableFunctionTool<Args> | ParseableTool;

/** The description of a function that `runTools()` may run, for the model. */
export interface RunnableFunctionFacts {
  /** The name for the model. Default: the name of the function. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments. Absent: the function has none. */
  readonly parameters?: object | undefined;
  /** Asks the service to enforce the schema of the arguments, if it can. */
  readonly strict?: boolean | null | undefined;
}

/** A run, as its functions see it. */
export interface RunOfFunction {
  /**
   * The messages so far, including the call of this function. The model gets messages that are added here together with
   * the results.
   */
  readonly messages: (MessageParam | ParsedMessage<unknown>)[];
  /** Its signal is aborted together with the run. Pass it to work that the function starts. */
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
    /** The model gets what it returns: a string as it is, anything else as JSON. */
    function(args: Args, run: RunOfFunction): unknown;
    /** Parses and checks the arguments. */
    parse?(text: string): Args | Promise<Args>;
  };
}

/**
 * A tool that the official client's `zodFunction()` made with a `function`. It contains the parser of its arguments and
 * the function to run.
 */
export interface ParseableTool {
  readonly type: 'function';
  readonly function: RunnableFunctionFacts;
  readonly $brand: 'auto-parseable-tool';
  readonly $callback: ((args: never) => unknown) | undefined;
  $parseRaw(text: string): unknown;
}

/**
 * The parameters of `runTools()`: those of `parse()`, with tools that can be run. `Args`: the type of each function's
 * arguments.
 */
export interface RunToolsParams<Args extends readonly unknown[], Format> extends Omit<
  ParseParams<Format>,
  'tools' | 'functions' | 'function_call'
> {
  readonly tools: { readonly [Index in keyof Args]: RunnableTool<Args[Index]> };
}

/** The result of a call, as the model gets it. */
export interface ToolResultMessage {
  readonly role: 'tool';
  /** The `id` of the call whose result this is. */
  readonly tool_call_id: string;
  /** What the function returned, or why it was not run. */
  readonly content: string;
}

/**
 * The events of a streamed run. Those that begin with `final`, and `totalUsage`, come once. The others come for each
 * answer or result.
 */
export interface StreamedRunEvents<T> extends Omit<ChatCompletionEvents<T>, 'message'> {
  /** An answer, or the result of a function. */
  message: (message: ParsedMessage<T> | ToolResultMessage) => void;
  /** What a function returned, or why it was not run, as the model gets it. Not emitted if it is empty. */
  functionToolCallResult: (content: string) => void;
}

/** The events of a run that does not stream. */
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

/** The calls and answers of a run that does not stream, as `runTools()` returns it. */
export interface ChatCompletionRunner<T> extends AnswerEmitter<RunEvents<T>, T> {
  /** The messages of the request, followed by answers and results as they come. */
  readonly messages: (MessageParam | ParsedMessage<T>)[];
}

/**
 * The calls and answers of a streamed run, as `runTools()` returns it with `stream: true`. Its chunks are those of all
 * answers, one after another.
 */
export interface ChatCompletionStreamingRunner<T> extends AnswerEmitter<StreamedRunEvents<T>, T>, ChunkEmitter {
  /** The messages of the request, followed by answers and results as they come. */
  readonly messages: (MessageParam | ParsedMessage<T>)[];
}
