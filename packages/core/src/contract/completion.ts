import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent } from './chat-event.ts';
import type { ToolCall } from './tools.ts';
import type { Resolution } from './resolution.ts';

/** Tokens in OpenAI's names, as the service counted them. */
export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** The service's, which may count more than the other two; their sum where it gave none. */
  readonly total_tokens: number;
}

/** OpenAI's words for why an answer ended. */
export type CompletionFinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls';

/** One piece of a streamed answer: role first, then content, the last one with `finish_reason`. Fits the `openai` package's type. */
export interface ChatCompletionChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  /** The instance that answers. */
  readonly provider: string;
  /** Only with `stream_options.include_usage`. */
  readonly usage?: CompletionUsage | null;
  readonly choices: ChunkChoice[];
}

/** The one choice of a chunk. */
export interface ChunkChoice {
  readonly index: number;
  readonly delta: ChunkDelta;
  readonly finish_reason: CompletionFinishReason | null;
  /** The service's own word, where it is another one: see {@link CompletionChoice.native_finish_reason}. */
  readonly native_finish_reason?: string;
}

/** What a chunk adds. */
export interface ChunkDelta {
  readonly role?: 'assistant';
  readonly content?: string;
  /** Why the model will not answer. */
  readonly refusal?: string;
  readonly tool_calls?: ToolCallDelta[];
  /** What the model thinks before it answers. */
  readonly reasoning_content?: string;
  /** The service took back what it said: the whole answer so far, in place of all content before. */
  readonly revised_content?: string;
}

/** A piece of a tool call: `id`, `type` and `name` in the first one of an `index`, then `arguments`, which add up. */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function?: { readonly name?: string; readonly arguments?: string };
  /** What the service wants back with the call. */
  readonly extra_content?: Readonly<Record<string, unknown>>;
}

/** A whole answer. Fits the `openai` package's type. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: 'chat.completion';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  /** The instance that answered. */
  readonly provider: string;
  /** Absent when the service counted nothing. */
  readonly usage?: CompletionUsage;
  readonly choices: CompletionChoice[];
  /** Notes of core and of the provider, such as a fallback. */
  readonly warnings: readonly string[];
  readonly sources: readonly Extract<ChatEvent, { type: 'source' }>[];
  readonly attempts: readonly Attempt[];
  readonly resolution: Resolution;
}

/** The one choice of a completion. */
export interface CompletionChoice {
  readonly index: number;
  readonly message: CompletionMessage;
  readonly finish_reason: CompletionFinishReason;
  /** The service's own word, where it is another one. A word that nobody knows is `stop` in `finish_reason`; a warning tells of it. */
  readonly native_finish_reason?: string;
  readonly logprobs: null;
}

/** The answer. */
export interface CompletionMessage {
  readonly role: 'assistant';
  readonly content: string;
  /** Why the model will not answer, where the service keeps that apart from its text. */
  readonly refusal: string | null;
  /** What the model wants to be run; absent when it called nothing. */
  readonly tool_calls?: ToolCall[];
  /** What the model thought before it answered. */
  readonly reasoning_content?: string;
}
