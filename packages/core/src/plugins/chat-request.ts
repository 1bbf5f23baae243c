import type { Media, MediaKind } from '../media/media.ts';
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
  /** Only what `Provider.accepts.parameters` names. */
  readonly parameters: ChatParameters;
  /** The caller's `provider_options[plugin id]`, only what `Provider.accepts.extra` names. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Only with `Provider.accepts.tools`; never empty. */
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
  readonly content: readonly ContentPart[];
  /** What the assistant called in this turn; only with `Provider.accepts.tools`. */
  readonly tool_calls?: readonly ToolCall[] | undefined;
  /** Which call a `tool` message answers; set on these and only there. */
  readonly tool_call_id?: string | undefined;
}

/**
 * Text, or a file. `source` is what `upload` returned or a remote URL (a string), or the media itself; `Http` writes
 * `Media` inside a JSON body as a `data:` URL, streamed.
 */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: MediaKind; readonly source: string | Media };

/** How the model should answer, in OpenAI's names. */
export interface ChatParameters {
  /** Randomness; 0 is the most predictable. The range is the service's. */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, 0 to 1. */
  readonly top_p?: number | undefined;
  /** Sample only from the k most likely tokens. */
  readonly top_k?: number | undefined;
  /** The most tokens to generate. */
  readonly max_tokens?: number | undefined;
  /** Texts at which the answer ends. */
  readonly stop?: readonly string[] | undefined;
  /** An integer for repeatable sampling, as far as the service offers it. */
  readonly seed?: number | undefined;
  /** Against words by how often they were said, -2 to 2 at most services. */
  readonly frequency_penalty?: number | undefined;
  /** Against words that were said at all, -2 to 2 at most services. */
  readonly presence_penalty?: number | undefined;
  /** How much the model may think before it answers. */
  readonly reasoning_effort?: 'minimal' | 'low' | 'medium' | 'high' | undefined;
}
