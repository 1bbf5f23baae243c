/** What a provider's stream yields: any number of deltas, then one `finish`. Failure is a throw, never an event. */
export type ChatEvent =
  | { readonly type: 'text-delta' | 'reasoning-delta'; readonly text: string }
  /** Why the model will not answer, where the service keeps that apart from its text. */
  | { readonly type: 'refusal-delta'; readonly text: string }
  /** A piece of a tool call. The first one of an `index` has `id` and `name`; `arguments` add up to JSON. */
  | {
      readonly type: 'tool-call-delta';
      /** Counts the calls of one answer from 0 on. */
      readonly index: number;
      readonly id?: string | undefined;
      readonly name?: string | undefined;
      readonly arguments?: string | undefined;
      /** What the service wants back with the call, such as a signature: `tool_calls[].extra_content`. Later ones add to it. */
      readonly extra?: Readonly<Record<string, unknown>> | undefined;
    }
  /** The service took back what it said: the whole answer so far. */
  | { readonly type: 'text-revised'; readonly text: string }
  /** A source that the answer draws on. */
  | {
      readonly type: 'source';
      readonly url: string;
      readonly title?: string | undefined;
      readonly text?: string | undefined;
    }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The service's own word. */
      readonly rawReason?: string | undefined;
      readonly usage?: Usage | undefined;
    };

/** Why an answer ended. `other`: a word that is not known; see `rawReason`. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'other';

/** Tokens as the service counted them; absent where it did not. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What the service says both come to; absent where that is their sum. */
  readonly totalTokens?: number | undefined;
}
