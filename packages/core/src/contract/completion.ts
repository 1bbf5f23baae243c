import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent, TokenLogprob } from './chat-event.ts';
import type { JsonObject } from '../util/is-record.ts';
import type { CustomToolCall, ToolCall } from './tools.ts';
import type { Resolution } from './resolution.ts';

/** Numbers of tokens under OpenAI's names, as the service counted them. */
export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** The service's total, which may exceed the sum of the other two. Their sum if it gave none. */
  readonly total_tokens: number;
  /** What `prompt_tokens` are made of. */
  readonly prompt_tokens_details?: PromptTokensDetails;
  /** What `completion_tokens` are made of. */
  readonly completion_tokens_details?: CompletionTokensDetails;
  /** The count as the service sent it, including fields that this type does not name. */
  readonly raw?: JsonObject;
}

/** How many of the input's tokens were of each kind. */
export interface PromptTokensDetails {
  /** Read from a cache. */
  readonly cached_tokens?: number;
  /** Written into a cache. */
  readonly cache_write_tokens?: number;
  readonly audio_tokens?: number;
}

/** How many of the answer's tokens were of each kind. */
export interface CompletionTokensDetails {
  readonly reasoning_tokens?: number;
  readonly audio_tokens?: number;
  readonly accepted_prediction_tokens?: number;
  readonly rejected_prediction_tokens?: number;
}

/**
 * What the service reports about its answer. Fields other than these four have the service's own names. The `id`,
 * `model` and `created` of a completion or chunk come from the client instead.
 */
export interface ServiceResponse extends JsonObject {
  /** The service's id of the answer. */
  readonly id?: string;
  /** The model that answered. Its name may be more exact than the requested one. */
  readonly model?: string;
  /** Seconds since the epoch. */
  readonly created?: number;
  /** The service's id of the request, which its support asks for. */
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
    /**
     * Where the passage starts, in characters of the text, counted from 0. Both indexes are 0 if the service named no
     * passage.
     */
    readonly start_index: number;
    /** The index just after the last character of the passage. */
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
  /** The sound as base64. */
  readonly data: string;
  readonly transcript: string;
  /** When `id` expires, in seconds since the epoch. 0 if the service did not say. */
  readonly expires_at: number;
}

/** A file that the model made, except for pictures and for the first sound of an answer. */
export interface CompletionFile {
  readonly media_type: string;
  /** A `data:` URL, or the URL at which the service keeps the file. */
  readonly url: string;
}

/** OpenAI's finish reasons. `function_call` occurs only if the request had `functions` in place of `tools`. */
export type CompletionFinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'function_call';

/** The classes of service that OpenAI's types know. A service may report others. */
export type ServiceTier = 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null;

/**
 * One piece of a streamed answer. The first chunk has the role, the next ones content, and the last one
 * `finish_reason`. Fits the type of the `openai` package.
 */
export interface ChatCompletionChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  /** The name of the instance that answers. */
  readonly provider: string;
  /**
   * What the service reports about its answer: in the first chunk after it arrived, and again in the last chunk if more
   * came in.
   */
  readonly service?: ServiceResponse;
  /** The service's name for the configuration that answers. */
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
  /** Log probabilities of the tokens in `delta`. */
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
  /** The first tool call again, in OpenAI's older form. Only if the request had `functions`. */
  readonly function_call?: { readonly name?: string; readonly arguments?: string };
  /** What the model thinks before it answers. */
  readonly reasoning_content?: string;
  /**
   * What the service needs back in the next turn. Like all fields below, except `revised_content`, it arrives whole in
   * the last chunk.
   */
  readonly reasoning_details?: JsonObject[];
  /** Pictures that the model made. */
  readonly images?: CompletionImage[];
  /** What the model said aloud. */
  readonly audio?: CompletionAudio;
  /** Other files that the model made. */
  readonly files?: CompletionFile[];
  /** Sources, with the passages that draw on them. */
  readonly annotations?: UrlCitation[];
  /** The service took back what it said. This is the whole answer so far and replaces all `content` before it. */
  readonly revised_content?: string;
}

/**
 * A piece of a tool call. The first piece of each `index` has `id`, `type` and `name`. The `arguments` of all pieces
 * add up.
 */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function?: { readonly name?: string; readonly arguments?: string };
  /**
   * Stands in place of `function` for a call of a custom tool. `type` is then `custom`, which OpenAI's type of a chunk
   * lacks.
   */
  readonly custom?: { readonly name?: string; readonly input?: string };
  /** What the service needs back with the call. */
  readonly extra_content?: JsonObject;
}

/** A whole answer. Fits the type of the `openai` package. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: 'chat.completion';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  /** The name of the instance that answered. */
  readonly provider: string;
  /** What the service reported about its answer. Absent if it reported nothing. */
  readonly service?: ServiceResponse;
  /** The service's name for the configuration that answered. */
  readonly system_fingerprint?: string;
  /** The class of service that answers. */
  readonly service_tier?: ServiceTier;
  /** Absent if the service counted no tokens. */
  readonly usage?: CompletionUsage;
  readonly choices: CompletionChoice[];
  /** Notes of core and of the provider, such as that a fallback answered or that a parameter was left out. */
  readonly warnings: readonly string[];
  /** The sources that the answer draws on. `message.annotations` has them in OpenAI's shape. */
  readonly sources: readonly Extract<ChatEvent, { type: 'source' }>[];
  /** Every attempt of the call, in order. The last one succeeded. */
  readonly attempts: readonly Attempt[];
  /** How the model name found its provider. */
  readonly resolution: Resolution;
  /**
   * `service.request_id`, where the official client has it. `null` if the service gave none. Like `attempts` and
   * `resolution`, `JSON.stringify` leaves it out.
   */
  readonly _request_id: string | null;
}

/** The one choice of a completion. */
export interface CompletionChoice {
  readonly index: number;
  readonly message: CompletionMessage;
  readonly finish_reason: CompletionFinishReason;
  /**
   * The service's own finish reason, if it differs. For an unknown one, `finish_reason` is `stop` and there is a
   * warning.
   */
  readonly native_finish_reason?: string;
  /** `null` if there are none, as with OpenAI. */
  readonly logprobs: ChoiceLogprobs | null;
}

/** The message of the model. */
export interface CompletionMessage {
  readonly role: 'assistant';
  /** `null` if the model wrote no text but called a tool, refused or answered with audio. */
  readonly content: string | null;
  /** Why the model refuses to answer, if the service keeps that separate from the text. */
  readonly refusal: string | null;
  /** The model's tool calls. Absent if it made none. Calls of custom tools occur only if the request had such tools. */
  readonly tool_calls?: (ToolCall | CustomToolCall)[];
  /** The first tool call again, in OpenAI's older form. Only if the request had `functions`. */
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
