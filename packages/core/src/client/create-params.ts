import type { MediaInput } from '../media/media.ts';
import type { ChatParameters } from '../plugins/chat-request.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../plugins/tools.ts';

/**
 * OpenAI's parameters of a chat completion, plus `image`, `images`, `provider` and `provider_options`. `null` and an empty list
 * count as not given. Any other key, here or inside of what is listed here, fails the call as `unsupported`.
 */
export interface CreateParams extends Omit<ChatParameters, 'stop'> {
  /** A model name, an alias, or `instance/model`. */
  readonly model: string;
  readonly messages: readonly MessageParam[];
  /** Goes to the last user message. A plain string is a URL (`data:` or `https:`), never a path; a file on disk is `file(path)`. */
  readonly image?: string | MediaInput | undefined;
  /** As `image`, several; they add up. */
  readonly images?: readonly (string | MediaInput)[] | undefined;
  readonly stop?: string | readonly string[] | undefined;
  /** OpenAI's newer name of `max_tokens`. */
  readonly max_completion_tokens?: number | undefined;
  /** Functions that the model may ask for. */
  readonly tools?: readonly Tool[] | undefined;
  /** Needs `tools`. Default: the model decides. */
  readonly tool_choice?: ToolChoice | undefined;
  /** Default: text. */
  readonly response_format?: ResponseFormat | { readonly type: 'text' } | undefined;
  /** Default false. */
  readonly stream?: boolean | undefined;
  readonly stream_options?: { readonly include_usage?: boolean | undefined } | undefined;
  /** The instance to use for this call. */
  readonly provider?: string | undefined;
  readonly provider_options?: ProviderOptions | undefined;
}

/** Options of one call for plugins, keyed by plugin id. A plugin augments this interface: `reka?: RekaCallOptions`. */
export interface ProviderOptions {
  readonly [plugin: string]: object | undefined;
}

/** One turn. `developer` is taken as `system`. */
export type MessageParam =
  | { readonly role: 'system' | 'developer' | 'user'; readonly content: string | readonly MessagePart[] }
  | AssistantMessageParam
  | ToolMessageParam;

/** What the model said or called; the `message` of a completion fits. */
export interface AssistantMessageParam {
  readonly role: 'assistant';
  /** May be missing when there are `tool_calls` or a `refusal`. */
  readonly content?: string | readonly MessagePart[] | null | undefined;
  /** Goes to the service as text of this turn, after the content. */
  readonly refusal?: string | null | undefined;
  readonly tool_calls?: readonly ToolCall[] | undefined;
  /** May stand here as a completion has it, and is not sent: services want no thoughts back. */
  readonly reasoning_content?: string | null | undefined;
}

/** The result of one tool call. */
export interface ToolMessageParam {
  readonly role: 'tool';
  readonly content: string | readonly MessagePart[];
  /** The `id` of the call that it answers. */
  readonly tool_call_id: string;
}

/** Where a file comes from. */
export interface MediaUrl {
  readonly url: string | MediaInput;
}

/** A part of a turn. */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: MediaUrl }
  | { readonly type: 'video_url'; readonly video_url: MediaUrl }
  | { readonly type: 'audio_url'; readonly audio_url: MediaUrl }
  | { readonly type: 'pdf_url'; readonly pdf_url: MediaUrl };
