import type { JsonObject } from '../util/is-record.ts';
import type { Media, MediaKind } from './media.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from './tools.ts';

/** One request to a provider, already checked against what the provider accepts. */
export interface ChatRequest {
  /** The service's own name: never an alias, never qualified. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /**
   * Whether the caller reads the answer piece by piece. A provider may stream all the same; it asks for a whole answer where its
   * service does better by one.
   */
  readonly stream: boolean;
  /**
   * Only what `Accepts.parameters` names; with `any`, also parameters that core does not know. Among these are `tools`, the
   * whole list, where some are not functions, a `tool_choice` of such a one or, with `Accepts.allowedTools`, of some, and a
   * `response_format` that core does not know, all of them as the caller wrote them.
   */
  readonly parameters: ChatParameters;
  /** The caller's `provider_options[plugin id]`, only what `Provider.accepts.extra` names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** The functions. Only with `Provider.accepts.tools`; never empty. */
  readonly tools?: readonly Tool[] | undefined;
  /** Only together with `tools`. */
  readonly tool_choice?: ToolChoice | undefined;
  /** Only what `Provider.accepts.responseFormat` names. */
  readonly response_format?: ResponseFormat | undefined;
}

/** One turn of the conversation. */
export interface ChatMessage {
  /** `tool`: the result of a call; only with `Provider.accepts.tools`. */
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** A system message that the caller wrote as `developer`, which is OpenAI's newer name for it. */
  readonly developer?: true | undefined;
  readonly content: readonly ContentPart[];
  /** What the assistant called in this turn; only with `Provider.accepts.tools`. */
  readonly tool_calls?: readonly ToolCall[] | undefined;
  /** Calls of tools that are not functions, as the wire of OpenAI has them; only where `Accepts.messageFields` is `any`. */
  readonly other_tool_calls?: readonly JsonObject[] | undefined;
  /** Further fields in OpenAI's names, such as `name`; only what `Accepts.messageFields` has. */
  readonly fields?: JsonObject | undefined;
  /**
   * What the model thought in this turn, as `reasoning-detail` events gave it: an assistant's, and only what this plugin made with this
   * model. Details without a mark of core, of a history that was made elsewhere, stand here too.
   */
  readonly reasoning_details?: readonly JsonObject[] | undefined;
  /** Which call a `tool` message answers; set on these and only there. */
  readonly tool_call_id?: string | undefined;
}

/**
 * Text, or a file. `source` is what `upload` returned or a remote URL (a string), or the media itself; `Http` writes
 * `Media` inside a JSON body as a `data:` URL, streamed, or as bare base64 where `asBase64(media)` stands there.
 */
export type ContentPart =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly fields?: JsonObject | undefined;
      /** The assistant refused with this text, which the caller wrote as `refusal` of the message or as a part of its content. */
      readonly refusal?: RefusalForm | undefined;
      /** A part of a type that core does not know, as the caller wrote it; its text is empty. Only where `Accepts.messageFields` is `any`. */
      readonly other?: JsonObject | undefined;
    }
  | {
      readonly type: MediaKind;
      readonly source: string | Media;
      /** How closely to look at an image; only with `Accepts.imageDetail`. */
      readonly detail?: ImageDetail | undefined;
      /** `source` is the id of a file that the service keeps; only where `Accepts.messageFields` has `file_id`. The type says nothing then. */
      readonly isFileId?: true | undefined;
      /** The caller wrote it as this type of part, and not as `image_url`, `pdf_url` and so on. */
      readonly form?: PartForm | undefined;
      /** Fields besides its URL or its data. Only those that `Accepts.messageFields` names. */
      readonly urlFields?: JsonObject | undefined;
      /** As `ChatMessage.fields`. */
      readonly fields?: JsonObject | undefined;
    };

/** Where OpenAI has a refusal: a field of the message, or a part of its content. */
export type RefusalForm = 'field' | 'part';

/** Types of parts that OpenAI has for documents and for recordings. */
export type PartForm = 'file' | 'input_audio';

/** OpenAI's values, and those of other services, such as `original`. */
export type ImageDetail = 'auto' | 'low' | 'high' | (string & {});

/** Known values. Which of them a model supports, the service decides. It may also have others. */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | (string & {});

/** How the model should answer, in OpenAI's names. */
export interface ChatParameters {
  /** Randomness; 0 is the most predictable. The range is the service's. */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, 0 to 1. */
  readonly top_p?: number | undefined;
  /** Sample only from the k most likely tokens. */
  readonly top_k?: number | undefined;
  /** The token limit of the answer. Of this parameter and the next one, a request has the one that `Provider.accepts` names. */
  readonly max_tokens?: number | undefined;
  /** OpenAI's newer name of `max_tokens`. A provider that accepts both gets the name that the caller gave. */
  readonly max_completion_tokens?: number | undefined;
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[] | undefined;
  /** An integer for repeatable sampling, as far as the service offers it. */
  readonly seed?: number | undefined;
  /** Penalizes tokens by how often they occurred. From -2 to 2 with most services. */
  readonly frequency_penalty?: number | undefined;
  /** Penalizes tokens that occurred at all. From -2 to 2 with most services. */
  readonly presence_penalty?: number | undefined;
  /** How much the model may think before it answers. */
  readonly reasoning_effort?: ReasoningEffort | undefined;
  /** How much the model should say, such as `low`, `medium` or `high`. */
  readonly verbosity?: string | undefined;
  /** Whether the model may call several tools in one turn. */
  readonly parallel_tool_calls?: boolean | undefined;
  /** How much more or less likely a token becomes, -100 to 100, by the token's number. */
  readonly logit_bias?: Readonly<Record<string, number>> | undefined;
  /** Ask for the log probabilities of the answer's tokens. */
  readonly logprobs?: boolean | undefined;
  /** For how many tokens at each position; needs `logprobs`. */
  readonly top_logprobs?: number | undefined;
  /** What the answer may consist of, such as `text` and `audio`. */
  readonly modalities?: readonly string[] | undefined;
  /** Voice and format of spoken answers. */
  readonly audio?: object | undefined;
  /** What much of the answer is expected to be. */
  readonly prediction?: object | undefined;
  /** Let the model search the web. */
  readonly web_search_options?: object | undefined;
  /** Which class of service answers, such as `auto`, `flex` or `priority`. */
  readonly service_tier?: string | undefined;
  /** Whether the service keeps the answer for its owner. */
  readonly store?: boolean | undefined;
  /** Kept by the service with the answer. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** An id of the end user, chosen by the caller. */
  readonly user?: string | undefined;
  /** As `user`, for the detection of misuse. */
  readonly safety_identifier?: string | undefined;
  /** Requests of one key share the service's cache of prompts. */
  readonly prompt_cache_key?: string | undefined;
  /** How long the service keeps the prompt in its cache, such as `in_memory` or `24h`. */
  readonly prompt_cache_retention?: string | undefined;
  /** How the service caches the prompt. */
  readonly prompt_cache_options?: object | undefined;
  /** Let the service look for unwanted content in question and answer. */
  readonly moderation?: object | undefined;
  /** Options of a stream besides `include_usage`, such as `include_obfuscation`. Only if the caller wants a stream. */
  readonly stream_options?: object | undefined;
}
