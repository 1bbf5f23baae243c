import type { JsonObject } from '../util/is-record.ts';
import type { MediaInput } from '../media/media-input.ts';
import type { ChatParameters, ImageDetail } from '../contract/chat-request.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../contract/tools.ts';

/**
 * OpenAI's parameters of a chat completion, plus `image`, `images`, `provider` and `provider_options`. `null` and an empty list
 * count as not given. What the provider does not accept fails the call as `unsupported`, or is dropped where
 * `RequestOptions.unsupported` says so. Parameters that are not listed here go to providers that accept `any`.
 */
export interface CreateParams extends OrNull<Omit<ChatParameters, 'stop' | 'stream_options'>> {
  /** A model name, an alias, or `instance/model`. */
  readonly model: string;
  readonly messages: readonly MessageParam[];
  /** Goes to the last user message. A plain string is a URL (`data:` or `https:`), never a path; a file on disk is `file(path)`. */
  readonly image?: string | MediaInput | null | undefined;
  /** As `image`, several; they add up. */
  readonly images?: readonly (string | MediaInput)[] | null | undefined;
  readonly stop?: string | readonly string[] | null | undefined;
  /** The number of answers: 1, as everywhere. */
  readonly n?: number | null | undefined;
  /** Functions that the model may ask for. */
  readonly tools?: readonly ToolParam[] | null | undefined;
  /** Needs `tools`. Default: the model decides. */
  readonly tool_choice?: ToolChoiceParam | null | undefined;
  /**
   * The older form of `tools`, and taken as such. Answers have the first call in `function_call`, too, and all in `tool_calls`. New programs
   * use `tools`.
   */
  readonly functions?: readonly Tool['function'][] | null | undefined;
  /**
   * The older form of `tool_choice`. New programs use `tool_choice`.
   */
  readonly function_call?: 'none' | 'auto' | { readonly name: string } | null | undefined;
  /** Default: text. */
  readonly response_format?: ResponseFormat | { readonly type: 'text' } | null | undefined;
  /** Default false. */
  readonly stream?: boolean | null | undefined;
  readonly stream_options?: StreamOptions | null | undefined;
  /** The instance to use for this call. */
  readonly provider?: string | undefined;
  readonly provider_options?: ProviderOptions | undefined;
}

/** What goes with a stream; without one it has no effect. */
export interface StreamOptions {
  /** Whether the last chunk has the counts of tokens. Default false. */
  readonly include_usage?: boolean | null | undefined;
  /** Whether the service pads its chunks, so that their lengths tell nothing. Default: the service's. */
  readonly include_obfuscation?: boolean | null | undefined;
}

/** `null` is OpenAI's way to say "not given". */
type OrNull<T> = { readonly [Name in keyof T]?: T[Name] | null | undefined };

/** Options of one call for plugins, keyed by plugin id. A plugin augments this interface: `reka?: RekaCallOptions`. */
export interface ProviderOptions {
  readonly [plugin: string]: object | undefined;
}

/**
 * Fields of messages and their parts beyond OpenAI's. A plugin augments this interface. To a provider that does not accept them they are
 * `unsupported`.
 */
export interface MessageFields {
  /** What goes up to here may be kept by the service for the next calls: `{ type: 'ephemeral' }`. */
  readonly cache_control?: object | null | undefined;
}

/**
 * One turn. `developer` is taken as `system`. Fields that are not listed, such as `cache_control`, go to providers that accept them; to any
 * other they are `unsupported`.
 */
export type MessageParam = SpokenMessageParam | AssistantMessageParam | ToolMessageParam | FunctionMessageParam;

/** Instructions, or what a person says. */
export interface SpokenMessageParam extends MessageFields {
  readonly role: 'system' | 'developer' | 'user';
  readonly content: string | readonly MessagePart[];
  /** Who speaks, where several have the same role. */
  readonly name?: string | null | undefined;
}

/** What the model said or called; the `message` of a completion fits. */
export interface AssistantMessageParam extends MessageFields {
  readonly role: 'assistant';
  /** `null`: it said nothing. May be missing when there are `tool_calls` or a `refusal`. */
  readonly content?: string | readonly MessagePart[] | null | undefined;
  readonly name?: string | null | undefined;
  /** Services that have no place for it get it as text of this turn, after the content. */
  readonly refusal?: string | null | undefined;
  readonly tool_calls?: readonly ToolCallParam[] | null | undefined;
  /**
   * The older form of `tool_calls`, and taken as such. Beside several `tool_calls`, those without a result are left out: who reads the
   * older form does not know of them. New programs use `tool_calls`.
   */
  readonly function_call?: ToolCall['function'] | null | undefined;
  /**
   * May stand here as a completion has it, and is not sent: thoughts in words are for people. What a service wants back is in
   * `reasoning_details`.
   */
  readonly reasoning_content?: string | null | undefined;
  /**
   * As a completion has them. They go back, unchanged, to the plugin and model that made them. To any other they are not sent. Those of
   * another program go to providers that understand them.
   */
  readonly reasoning_details?: readonly JsonObject[] | null | undefined;
  /** As a completion has them, and not sent. */
  readonly images?: readonly object[] | null | undefined;
  /** As a completion has them, and not sent. */
  readonly files?: readonly object[] | null | undefined;
  /** As a completion has them, and not sent. */
  readonly annotations?: readonly object[] | null | undefined;
  /** An earlier answer in sound. Its `id` goes to services that keep such answers; it is not sent to others. */
  readonly audio?: object | null | undefined;
}

/** The result of one tool call. */
export interface ToolMessageParam extends MessageFields {
  readonly role: 'tool';
  readonly content: string | readonly MessagePart[];
  /** The `id` of the call that it answers. */
  readonly tool_call_id: string;
}

/**
 * The older form of a result: it answers the last call of the function with this name. New programs use the role `tool`.
 */
export interface FunctionMessageParam {
  readonly role: 'function';
  readonly name: string;
  readonly content?: string | null | undefined;
}

/** Where a file comes from. */
export interface MediaUrl {
  readonly url: string | MediaInput;
}

/** As {@link MediaUrl}, of an image. */
export interface ImageUrl extends MediaUrl {
  /** How closely to look at it. Default: `auto`. */
  readonly detail?: ImageDetail | null | undefined;
}

/** A recording in OpenAI's form. */
export interface InputAudio {
  /** Base64, a `data:` URL, or what may stand for a file elsewhere. */
  readonly data: string | MediaInput;
  /** Such as `wav` or `mp3`. If the bytes show another format, they decide. */
  readonly format?: string | null | undefined;
}

/** A document in OpenAI's form: `file_data` or `file_id`. */
export interface InputFile {
  /** Base64, a `data:` URL, or what may stand for a file elsewhere. */
  readonly file_data?: string | MediaInput | null | undefined;
  /** The id of a file that the service keeps. */
  readonly file_id?: string | null | undefined;
  readonly filename?: string | null | undefined;
}

/** A part of a turn. A plain string in place of `{ url }` is a URL, as some services have it. */
export type MessagePart = MessageFields &
  (
    | { readonly type: 'text'; readonly text: string }
    /** Why the assistant refused. Services without a place for it get it as text. */
    | { readonly type: 'refusal'; readonly refusal: string }
    | { readonly type: 'image_url'; readonly image_url: ImageUrl | string }
    | { readonly type: 'video_url'; readonly video_url: MediaUrl | string }
    | { readonly type: 'audio_url'; readonly audio_url: MediaUrl | string }
    | { readonly type: 'pdf_url'; readonly pdf_url: MediaUrl | string }
    | { readonly type: 'input_audio'; readonly input_audio: InputAudio }
    | { readonly type: 'file'; readonly file: InputFile }
  );

/** A tool as OpenAI has it. Tools of the type `custom` go to providers that accept any parameter. */
export type ToolParam = Tool | { readonly type: 'custom'; readonly custom: object };

/** A call as OpenAI has it. Calls of custom tools go to providers whose `accepts.messageFields` is `any`. */
export type ToolCallParam = ToolCall | { readonly type: 'custom'; readonly id: string; readonly custom: object };

/** A choice as OpenAI has it. Services that have no `allowed_tools` get only these tools. The choice of a custom tool goes to providers that accept any parameter. */
export type ToolChoiceParam =
  | ToolChoice
  | {
      readonly type: 'allowed_tools';
      readonly allowed_tools: { readonly mode: 'auto' | 'required'; readonly tools: readonly object[] };
    }
  | { readonly type: 'custom'; readonly custom: object };
