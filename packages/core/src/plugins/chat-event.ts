/** What a provider's stream yields: any number of deltas, then one `finish`. Failure is a throw, never an event. */
export type ChatEvent =
  | { readonly type: 'text-delta' | 'reasoning-delta'; readonly text: string }
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
}
