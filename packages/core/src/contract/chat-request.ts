import type { JsonObject } from '../util/is-record.ts';
import type { Media, MediaKind } from './media.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from './tools.ts';

/** One request to a provider, already checked against what the provider accepts. */
export interface ChatRequest {
  /** The service's own name: never an alias, never qualified. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /**
   * Whether the caller reads the answer piece by piece. If not, a provider may still stream, or ask its service for a
   * whole answer where that works better.
   */
  readonly stream: boolean;
  /**
   * Only what `Accepts.parameters` names. If that is `any`, also parameters that core does not know, as the caller
   * wrote them. Then these stand here as well:
   * - `tools`, the whole list, if some of them are not functions
   * - a `tool_choice` that names a tool that is not a function or, with `Accepts.allowedTools`, a selection of tools
   * - a `response_format` of a type that core does not know
   */
  readonly parameters: ChatParameters;
  /** The caller's `provider_options[plugin id]`, only what `Provider.accepts.extra` names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** The functions that the model may call. Only with `Provider.accepts.tools`; never empty. */
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
  /** The functions that the assistant called in this turn; only with `Provider.accepts.tools`. */
  readonly tool_calls?: readonly ToolCall[] | undefined;
  /** Calls of tools that are not functions, in OpenAI's wire format; only where `Accepts.messageFields` is `any`. */
  readonly other_tool_calls?: readonly JsonObject[] | undefined;
  /** Further fields under OpenAI's names, such as `name`; only those that `Accepts.messageFields` names. */
  readonly fields?: JsonObject | undefined;
  /**
   * What the model thought in this turn of the assistant, as `reasoning-detail` events reported it. Only those that
   * this plugin made with this model. Details that another program got from the service have no mark of core; they
   * stand here only with `Accepts.foreignDetails`.
   */
  readonly reasoning_details?: readonly JsonObject[] | undefined;
  /** The id of the call whose result this is. Every `tool` message has it, and no other. */
  readonly tool_call_id?: string | undefined;
}

/**
 * Text, or a file. The `source` of a file is a string, which `upload` returned or which is a remote URL, or it is the
 * media itself. `Http` streams a `Media` inside a JSON body as a `data:` URL, and `asBase64(media)` as bare base64.
 */
export type ContentPart =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly fields?: JsonObject | undefined;
      /** Set if the assistant refused with this text. Says where the caller wrote the refusal. */
      readonly refusal?: RefusalForm | undefined;
      /**
       * A part of a type that core does not know, as the caller wrote it. `text` is then empty. Only where
       * `Accepts.messageFields` is `any`.
       */
      readonly other?: JsonObject | undefined;
    }
  | {
      readonly type: MediaKind;
      readonly source: string | Media;
      /** How closely to look at an image; only with `Accepts.imageDetail`. */
      readonly detail?: ImageDetail | undefined;
      /**
       * `source` is the id of a file that the service keeps; only where `Accepts.messageFields` has `file_id`. The
       * `type` of the part says nothing about the file then.
       */
      readonly isFileId?: true | undefined;
      /** The type of part as which the caller wrote the file. Absent for `image_url`, `pdf_url` and so on. */
      readonly form?: PartForm | undefined;
      /** Fields that stood beside its URL or its data. Only those that `Accepts.messageFields` names. */
      readonly urlFields?: JsonObject | undefined;
      /** Further fields of the part, as {@link ChatMessage.fields}. */
      readonly fields?: JsonObject | undefined;
    };

/** The two places of a refusal in OpenAI's format: a field of the message, or a part of its content. */
export type RefusalForm = 'field' | 'part';

/** OpenAI's types of parts for documents and for recordings. */
export type PartForm = 'file' | 'input_audio';

/** OpenAI's values, and those of other services, such as `original`. */
export type ImageDetail = 'auto' | 'low' | 'high' | (string & {});

/** The known values. The service decides which of them a model supports, and may have others. */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | (string & {});

/** How the model should answer, under OpenAI's names. */
export interface ChatParameters {
  /** Randomness; 0 is the most predictable. The range is the service's. */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, 0 to 1. */
  readonly top_p?: number | undefined;
  /** Sample only from the k most likely tokens. */
  readonly top_k?: number | undefined;
  /**
   * The token limit of the answer. A request has this or `max_completion_tokens`, whichever `Provider.accepts` names.
   */
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
  /** How long the answer should be, such as `low`, `medium` or `high`. */
  readonly verbosity?: string | undefined;
  /** Whether the model may call several tools in one turn. */
  readonly parallel_tool_calls?: boolean | undefined;
  /** How much more or less likely a token becomes, from -100 to 100. The keys are token numbers. */
  readonly logit_bias?: Readonly<Record<string, number>> | undefined;
  /** Ask for the log probabilities of the answer's tokens. */
  readonly logprobs?: boolean | undefined;
  /** How many of the most likely tokens to report at each position; needs `logprobs`. */
  readonly top_logprobs?: number | undefined;
  /** Kinds of output, such as `text` and `audio`. */
  readonly modalities?: readonly string[] | undefined;
  /** Voice and format of spoken answers. */
  readonly audio?: object | undefined;
  /** A text that the answer will largely repeat, which makes the service faster. */
  readonly prediction?: object | undefined;
  /** Let the model search the web. */
  readonly web_search_options?: object | undefined;
  /** The class of service that should answer, such as `auto`, `flex` or `priority`. */
  readonly service_tier?: string | undefined;
  /** Whether the service keeps the answer for the owner of the key. */
  readonly store?: boolean | undefined;
  /** Labels that the service keeps with the answer. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** An id of the end user, chosen by the caller. */
  readonly user?: string | undefined;
  /** An id of the end user by which the service detects misuse. */
  readonly safety_identifier?: string | undefined;
  /** Requests with the same key share entries of the service's prompt cache. */
  readonly prompt_cache_key?: string | undefined;
  /** How long the service keeps the prompt in its cache, such as `in_memory` or `24h`. */
  readonly prompt_cache_retention?: string | undefined;
  /** How the service caches the prompt. */
  readonly prompt_cache_options?: object | undefined;
  /** Let the service look for unwanted content in the request and in the answer. */
  readonly moderation?: object | undefined;
  /**
   * Options of a stream besides `include_usage`, such as `include_obfuscation`. Only if the caller asked for a stream.
   */
  readonly stream_options?: object | undefined;
}
