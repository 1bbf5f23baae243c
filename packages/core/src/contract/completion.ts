import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent, TokenLogprob } from './chat-event.ts';
import type { JsonObject } from '../util/is-record.ts';
import type { CustomToolCall, ToolCall } from './tools.ts';
import type { Resolution } from './resolution.ts';

/** Tokens in OpenAI's names, as the service counted them. */
export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** The service's total, which may exceed the sum of the other two. Their sum if it gave none. */
  readonly total_tokens: number;
  /** What `prompt_tokens` are made of. */
  readonly prompt_tokens_details?: PromptTokensDetails;
  /** What `completion_tokens` are made of. */
  readonly completion_tokens_details?: CompletionTokensDetails;
  /** The count as the service sent it, with all that has no name here. */
  readonly raw?: JsonObject;
}

/** Parts of the input's tokens. */
export interface PromptTokensDetails {
  /** Read from a cache. */
  readonly cached_tokens?: number;
  /** Written into a cache. */
  readonly cache_write_tokens?: number;
  readonly audio_tokens?: number;
}

/** Parts of the answer's tokens. */
export interface CompletionTokensDetails {
  readonly reasoning_tokens?: number;
  readonly audio_tokens?: number;
  readonly accepted_prediction_tokens?: number;
  readonly rejected_prediction_tokens?: number;
}

/** What the service reports about its answer. The completion's own `id`, `model` and `created` are the client's. Other fields have the service's names. */
export interface ServiceResponse extends JsonObject {
  /** The service's name of the answer. */
  readonly id?: string;
  /** The model that answered. Its name may be more exact than the requested one. */
  readonly model?: string;
  /** Seconds since the epoch. */
  readonly created?: number;
  /** What to name to the service's support. */
  readonly request_id?: string;
}

/** Log probabilities of the answer's tokens, if the call asked for them. */
export interface ChoiceLogprobs {
  readonly content: TokenLogprob[] | null;
  readonly refusal: TokenLogprob[] | null;
}

/** A source that a passage of the answer draws on. */
export interface UrlCitation {
  readonly type: 'url_citation';
  readonly url_citation: {
    readonly url: string;
    /** Empty if the service gave none. */
    readonly title: string;
    /** The start of the passage, in characters of the text. Both are 0 if the service named no passage. */
    readonly start_index: number;
    readonly end_index: number;
    /** What the source says. */
    readonly content?: string;
  };
}

/** A picture that the model made. */
export interface CompletionImage {
  readonly type: 'image_url';
  readonly index: number;
  /** A `data:` URL, or the URL at which the service keeps the picture. */
  readonly image_url: { readonly url: string };
}

/** What the model said aloud. */
export interface CompletionAudio {
  /** The service's id of the audio, for later turns. Empty if there is none. */
  readonly id: string;
  /** Base64. */
  readonly data: string;
  readonly transcript: string;
  /** When `id` expires, in seconds since the epoch. 0 if the service did not say. */
  readonly expires_at: number;
}

/** A file that is neither a picture nor the one sound of an answer. */
export interface CompletionFile {
  readonly media_type: string;
  /** A `data:` URL, or the URL at which the service keeps the file. */
  readonly url: string;
}

/** OpenAI's finish reasons. `function_call` only if the request had `functions` in place of `tools`. */
export type CompletionFinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'function_call';

/** Words that services use, and those of tomorrow. */
export type ServiceTier = 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null;

/** One piece of a streamed answer: role first, then content, the last one with `finish_reason`. Fits the `openai` package's type. */
export interface ChatCompletionChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  /** The instance that answers. */
  readonly provider: string;
  /** What the service says of its answer; in the first chunk that knows it, and in the last one when more was said. */
  readonly service?: ServiceResponse;
  /** The service's name of the set-up that answers. */
  readonly system_fingerprint?: string;
  /** The class of service that answers. */
  readonly service_tier?: ServiceTier;
  /** Only with `stream_options.include_usage`. */
  readonly usage?: CompletionUsage | null;
  readonly choices: ChunkChoice[];
}

/** The one choice of a chunk. */
export interface ChunkChoice {
  readonly index: number;
  readonly delta: ChunkDelta;
  readonly finish_reason: CompletionFinishReason | null;
  /** Of the tokens in `delta`. */
  readonly logprobs?: ChoiceLogprobs | null;
  /** The service's own finish reason, if it differs: see {@link CompletionChoice.native_finish_reason}. */
  readonly native_finish_reason?: string;
}

/** What a chunk adds. */
export interface ChunkDelta {
  readonly role?: 'assistant';
  readonly content?: string;
  /** Why the model will not answer. */
  readonly refusal?: string;
  readonly tool_calls?: ToolCallDelta[];
  /** The first call once more, in the older form. Only if the request had `functions`. */
  readonly function_call?: { readonly name?: string; readonly arguments?: string };
  /** What the model thinks before it answers. */
  readonly reasoning_content?: string;
  /** What the service needs back in the next turn. Arrives complete in the last chunk, like all of the following. */
  readonly reasoning_details?: JsonObject[];
  /** Pictures that the model made. */
  readonly images?: CompletionImage[];
  /** What the model said aloud. */
  readonly audio?: CompletionAudio;
  /** Other files that the model made. */
  readonly files?: CompletionFile[];
  /** Sources, with the passages that draw on them. */
  readonly annotations?: UrlCitation[];
  /** The service took back what it said: the whole answer so far, in place of all content before. */
  readonly revised_content?: string;
}

/** A piece of a tool call: `id`, `type` and `name` in the first one of an `index`, then `arguments`, which add up. */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function?: { readonly name?: string; readonly arguments?: string };
  /** In place of `function`, for a call of a custom tool. `type` is then `custom`, which OpenAI's type lacks. */
  readonly custom?: { readonly name?: string; readonly input?: string };
  /** What the service needs back with the call. */
  readonly extra_content?: JsonObject;
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
  /** What the service says of its answer; absent when it said nothing. */
  readonly service?: ServiceResponse;
  /** The service's name of the set-up that answers. */
  readonly system_fingerprint?: string;
  /** The class of service that answers. */
  readonly service_tier?: ServiceTier;
  /** Absent when the service counted nothing. */
  readonly usage?: CompletionUsage;
  readonly choices: CompletionChoice[];
  /** Notes of core and of the provider, such as a fallback. */
  readonly warnings: readonly string[];
  readonly sources: readonly Extract<ChatEvent, { type: 'source' }>[];
  readonly attempts: readonly Attempt[];
  readonly resolution: Resolution;
  /** As `service.request_id`, where the official client has it; `null` if the service gave none. Like the two before, not in JSON. */
  readonly _request_id: string | null;
}

/** The one choice of a completion. */
export interface CompletionChoice {
  readonly index: number;
  readonly message: CompletionMessage;
  readonly finish_reason: CompletionFinishReason;
  /** The service's own finish reason, if it differs. An unknown one is `stop` in `finish_reason`, with a warning. */
  readonly native_finish_reason?: string;
  /** Absent ones are `null`, as with OpenAI. */
  readonly logprobs: ChoiceLogprobs | null;
}

/** The answer. */
export interface CompletionMessage {
  readonly role: 'assistant';
  /** `null` if the model wrote no text but called a tool, refused or answered with audio. */
  readonly content: string | null;
  /** Why the model refuses to answer, if the service keeps that separate from the text. */
  readonly refusal: string | null;
  /** The tool calls of the model. Absent if there are none. Calls of custom tools occur only if the request had such tools. */
  readonly tool_calls?: (ToolCall | CustomToolCall)[];
  /** The first call once more, in the older form. Only if the request had `functions`. */
  readonly function_call?: ToolCall['function'];
  /** What the model thought before it answered. */
  readonly reasoning_content?: string;
  /** What the service needs back in the next turn. Send the message back as it is. */
  readonly reasoning_details?: JsonObject[];
  /** Pictures that the model made. */
  readonly images?: CompletionImage[];
  /** What the model said aloud. */
  readonly audio?: CompletionAudio;
  /** Other files that the model made. */
  readonly files?: CompletionFile[];
  /** Sources, with the passages that draw on them. */
  readonly annotations?: UrlCitation[];
}
