import type { JsonObject, ReceivedFile } from '@plugboard/emulator-kit';
import type { Effort, ModelFacts, ThinkingType } from '../models.ts';

/** The versions of the API that are served. */
export type ApiVersion = '2023-06-01' | '2026-10-21';

/** A checked content block of a request. */
export interface Block {
  readonly type: string;
  /** Such as `messages.0.content.1`. */
  readonly path: string;
  readonly fields: JsonObject;
  /** The files inside the block: an image, a PDF or a text document, including those of a tool result. */
  readonly files: readonly ReceivedFile[];
  /** The addresses of remote files. */
  readonly remote: readonly string[];
}

/** A turn of the conversation. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly path: string;
  readonly blocks: readonly Block[];
}

/** A tool that the caller has. */
export interface ToolDefinition {
  readonly name: string;
  /** Empty for a tool of the service. */
  readonly schema: JsonObject;
  /** Whether the service runs it, such as `web_search_20250305`. */
  readonly ofService: boolean;
}

/** Which tools may be called. */
export interface ToolChoice {
  readonly type: 'auto' | 'any' | 'tool' | 'none';
  readonly name: string | undefined;
  readonly parallel: boolean;
}

/** The thinking settings of a request. */
export interface Thinking {
  readonly type: ThinkingType;
  /** Tokens. Only for the type `enabled`. */
  readonly budget: number | undefined;
  readonly display: 'summarized' | 'omitted';
}

/** A request for a message, after every rule has been checked. */
export interface MessagesRequest {
  readonly model: ModelFacts;
  readonly version: ApiVersion;
  /** `undefined` if tokens are only counted. */
  readonly maxTokens: number | undefined;
  readonly stream: boolean;
  readonly system: readonly Block[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice;
  readonly thinking: Thinking;
  readonly effort: Effort | undefined;
  /** The JSON schema that the answer must fit. */
  readonly format: JsonObject | undefined;
  readonly stopSequences: readonly string[];
  readonly turns: readonly Turn[];
  readonly body: JsonObject;
}

/** Whether a request enables thinking. */
export function thinks({ thinking: { type } }: MessagesRequest): boolean {
  return type === 'adaptive' || type === 'enabled';
}
