import type { JsonObject } from '../util/is-record.ts';
import type { MediaInput } from '../media/media-input.ts';
import type { ChatParameters, ImageDetail } from '../contract/chat-request.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../contract/tools.ts';

/**
 * OpenAI's parameters of a chat completion, plus `image`, `images`, `provider` and `provider_options`. `null` and an
 * empty list count as not given. If the provider does not accept a parameter, the call fails with `unsupported`, or
 * drops it if `RequestOptions.unsupported` says so. Parameters that are not listed here go to providers that accept
 * `any`.
 */
export interface CreateParams extends OrNull<Omit<ChatParameters, 'stop' | 'stream_options'>> {
  /** A model name, an alias, or `instance/model`. */
  readonly model: string;
  readonly messages: readonly MessageParam[];
  /**
   * An image or other file for the last user message. A plain string is a URL (`data:` or `https:`) and never a path.
   * For a file on disk, pass `file(path)`.
   */
  readonly image?: string | MediaInput | null | undefined;
  /** More files, like `image`. Those of `image` and `images` add up. */
  readonly images?: readonly (string | MediaInput)[] | null | undefined;
  /** Texts at which the answer ends. */
  readonly stop?: string | readonly string[] | null | undefined;
  /** The number of answers. Only 1 is supported. */
  readonly n?: number | null | undefined;
  /** The tools that the model may call. */
  readonly tools?: readonly ToolParam[] | null | undefined;
  /** Whether, or which tool, the model must call. Needs `tools`. Default: the model decides. */
  readonly tool_choice?: ToolChoiceParam | null | undefined;
  /**
   * The older form of `tools`. Answers then have the first call also in `function_call`, and all calls in `tool_calls`.
   * New programs use `tools`.
   */
  readonly functions?: readonly Tool['function'][] | null | undefined;
  /**
   * The older form of `tool_choice`. New programs use `tool_choice`.
   */
  readonly function_call?: 'none' | 'auto' | { readonly name: string } | null | undefined;
  /** The form of the answer. Default: text. */
  readonly response_format?: ResponseFormat | { readonly type: 'text' } | null | undefined;
  /** Whether to stream the answer. Default false. */
  readonly stream?: boolean | null | undefined;
  readonly stream_options?: StreamOptions | null | undefined;
  /** The name of the instance to use for this call. Default: the model name decides. */
  readonly provider?: string | undefined;
  /** Options of this call for plugins, by plugin id. */
  readonly provider_options?: ProviderOptions | undefined;
}

/** Options of a stream. They have no effect on an answer that is not streamed. */
export interface StreamOptions {
  /** Whether the last chunk has the token counts. Default false. */
  readonly include_usage?: boolean | null | undefined;
  /** Whether the service pads its chunks, so that their lengths reveal nothing. Default: the service's. */
  readonly include_obfuscation?: boolean | null | undefined;
}

/** `null` is OpenAI's way to say "not given". */
type OrNull<T> = { readonly [Name in keyof T]?: T[Name] | null | undefined };

/** Options of one call for plugins, keyed by plugin id. A plugin augments this interface: `reka?: RekaCallOptions`. */
export interface ProviderOptions {
  readonly [plugin: string]: object | undefined;
}

/**
 * Fields of messages and their parts beyond OpenAI's. A plugin augments this interface. A call to a provider that does
 * not accept them fails with `unsupported`.
 */
export interface MessageFields {
  /** Lets the service cache everything up to here for later calls: `{ type: 'ephemeral' }`. */
  readonly cache_control?: object | null | undefined;
}

/**
 * One turn. The role `developer` counts as `system`. Fields that are not listed go to providers that accept them. A
 * call to any other provider fails with `unsupported`.
 */
export type MessageParam = SpokenMessageParam | AssistantMessageParam | ToolMessageParam | FunctionMessageParam;

/** Instructions, or a turn of the user. */
export interface SpokenMessageParam extends MessageFields {
  readonly role: 'system' | 'developer' | 'user';
  readonly content: string | readonly MessagePart[];
  /** Who speaks, if several people have the same role. */
  readonly name?: string | null | undefined;
}

/** What the model said or called. The `message` of a completion fits. */
export interface AssistantMessageParam extends MessageFields {
  readonly role: 'assistant';
  /** `null` if the model said nothing. May be missing if there are `tool_calls` or a `refusal`. */
  readonly content?: string | readonly MessagePart[] | null | undefined;
  readonly name?: string | null | undefined;
  /** Why the model refused. A service that has no field for it gets it as text of this turn, after the content. */
  readonly refusal?: string | null | undefined;
  readonly tool_calls?: readonly ToolCallParam[] | null | undefined;
  /**
   * The older form of `tool_calls`. If there are several `tool_calls` as well, those without a result are left out,
   * because a program that reads the older form does not know about them. New programs use `tool_calls`.
   */
  readonly function_call?: ToolCall['function'] | null | undefined;
  /**
   * Allowed because a completion has it, but not sent: the text of thoughts is for people. What a service wants back is
   * in `reasoning_details`.
   */
  readonly reasoning_content?: string | null | undefined;
  /**
   * The details of a completion. They go back unchanged to the plugin and model that made them, and to no other.
   * Details that another program got from a service go to providers that understand them.
   */
  readonly reasoning_details?: readonly JsonObject[] | null | undefined;
  /** Allowed because a completion has them, but not sent. */
  readonly images?: readonly object[] | null | undefined;
  /** Allowed because a completion has them, but not sent. */
  readonly files?: readonly object[] | null | undefined;
  /** Allowed because a completion has them, but not sent. */
  readonly annotations?: readonly object[] | null | undefined;
  /** An earlier spoken answer. Its `id` goes to services that keep such answers, and to no other. */
  readonly audio?: object | null | undefined;
}

/** The result of one tool call. */
export interface ToolMessageParam extends MessageFields {
  readonly role: 'tool';
  readonly content: string | readonly MessagePart[];
  /** The `id` of the call whose result this is. */
  readonly tool_call_id: string;
}

/**
 * The older form of a result: that of the last call of the function with this name. New programs use the role `tool`.
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

/** Where an image comes from. */
export interface ImageUrl extends MediaUrl {
  /** How closely the model should look at it. Default: `auto`. */
  readonly detail?: ImageDetail | null | undefined;
}

/** A recording in OpenAI's form. */
export interface InputAudio {
  /** Base64, a `data:` URL, or any other {@link MediaInput}. */
  readonly data: string | MediaInput;
  /** The format, such as `wav` or `mp3`. If the bytes show another format, they decide. */
  readonly format?: string | null | undefined;
}

/** A document in OpenAI's form: `file_data` or `file_id`. */
export interface InputFile {
  /** Base64, a `data:` URL, or any other {@link MediaInput}. */
  readonly file_data?: string | MediaInput | null | undefined;
  /** The id of a file that the service keeps. */
  readonly file_id?: string | null | undefined;
  readonly filename?: string | null | undefined;
}

/** A part of a turn. As with some services, a plain string may stand for `{ url }`. */
export type MessagePart = MessageFields &
  (
    | { readonly type: 'text'; readonly text: string }
    /** Why the assistant refused. A service that has no such part gets it as text. */
    | { readonly type: 'refusal'; readonly refusal: string }
    | { readonly type: 'image_url'; readonly image_url: ImageUrl | string }
    | { readonly type: 'video_url'; readonly video_url: MediaUrl | string }
    | { readonly type: 'audio_url'; readonly audio_url: MediaUrl | string }
    | { readonly type: 'pdf_url'; readonly pdf_url: MediaUrl | string }
    | { readonly type: 'input_audio'; readonly input_audio: InputAudio }
    | { readonly type: 'file'; readonly file: InputFile }
  );

/** A tool in OpenAI's form. Tools of the type `custom` go to providers that accept any parameter. */
export type ToolParam = Tool | { readonly type: 'custom'; readonly custom: object };

/** A call in OpenAI's form. Calls of custom tools go to providers whose `accepts.messageFields` is `any`. */
export type ToolCallParam = ToolCall | { readonly type: 'custom'; readonly id: string; readonly custom: object };

/**
 * A choice of tools in OpenAI's form. A service that does not know `allowed_tools` gets only these tools. The choice of
 * a custom tool goes to providers that accept any parameter.
 */
export type ToolChoiceParam =
  | ToolChoice
  | {
      readonly type: 'allowed_tools';
      readonly allowed_tools: { readonly mode: 'auto' | 'required'; readonly tools: readonly object[] };
    }
  | { readonly type: 'custom'; readonly custom: object };
