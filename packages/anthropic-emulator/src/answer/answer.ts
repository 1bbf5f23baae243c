import type { JsonObject } from '@plugboard/emulator-kit';

/** A block of an answer. */
export type AnswerBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | { readonly type: 'text'; readonly text: string; readonly citations: readonly JsonObject[] }
  | CallBlock;

/** A call of the caller's tool, or of one of the service. */
export interface CallBlock {
  readonly type: 'tool_use' | 'server_tool_use';
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON, cut off if `max_tokens` was reached inside them. */
  readonly json: string;
}

/** The content of an answer, before it is written as an object or as events. */
export interface Answer {
  readonly blocks: readonly AnswerBlock[];
  readonly stopReason: string;
  readonly stopSequence: string | null;
  readonly stopDetails: JsonObject | null;
  /** Tokens. */
  readonly output: number;
  /** Tokens, part of `output`. */
  readonly thinking: number;
}
