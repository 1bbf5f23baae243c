import type { JsonObject } from '@plugboard/emulator-kit';

/** A block of an answer. */
export type AnswerBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | { readonly type: 'text'; readonly text: string; readonly citations: readonly JsonObject[] }
  | CallBlock;

/** A call of a tool, of the caller's or of the service's own. */
export interface CallBlock {
  readonly type: 'tool_use' | 'server_tool_use';
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON; cut off when `max_tokens` was reached inside. */
  readonly json: string;
}

/** An answer before it has its form. */
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
