import type { JsonObject } from '../util/is-record.ts';

/**
 * What a provider's stream yields: any number of events, then one `finish`. A failure is thrown and is never an event.
 */
export type ChatEvent =
  | ResponseEvent
  | {
      readonly type: 'text-delta';
      readonly text: string;
      /** One entry for each token of this text, in their order. */
      readonly logprobs?: readonly TokenLogprob[] | undefined;
    }
  | {
      readonly type: 'reasoning-delta';
      readonly text: string;
      /** Which part of the reasoning this delta continues, if the service tells several parts apart. */
      readonly id?: string | undefined;
    }
  | ReasoningDetailEvent
  /** Why the model refuses to answer, if the service keeps that separate from the text. */
  | {
      readonly type: 'refusal-delta';
      readonly text: string;
      /** One entry for each token of this text, in their order. */
      readonly logprobs?: readonly TokenLogprob[] | undefined;
    }
  /**
   * A piece of a tool call. The first piece of each `index` has `id` and `name`. The `arguments` of all its pieces add
   * up to JSON.
   */
  | {
      readonly type: 'tool-call-delta';
      /** The number of the call within the answer, counted from 0. */
      readonly index: number;
      readonly id?: string | undefined;
      readonly name?: string | undefined;
      readonly arguments?: string | undefined;
      /**
       * A call of a custom tool: its `arguments` add up to an input that may be any text. Set in the first event of an
       * `index`.
       */
      readonly custom?: true | undefined;
      /**
       * What the service wants back with the call in the next turn, such as a signature. Callers see it as
       * `tool_calls[].extra_content`. Core returns it only to the plugin and model that made it. If several events of
       * an `index` have `extra`, their fields are merged.
       */
      readonly extra?: JsonObject | undefined;
    }
  /** The service took back what it said. `text` is the whole answer so far and replaces all text before it. */
  | { readonly type: 'text-revised'; readonly text: string }
  /** A source that the answer draws on. */
  | {
      readonly type: 'source';
      readonly url: string;
      readonly title?: string | undefined;
      readonly text?: string | undefined;
      /** Where the passage that draws on it starts: an index into the text in characters, counted from 0. */
      readonly start?: number | undefined;
      /** Where that passage ends: the index just after its last character. */
      readonly end?: number | undefined;
    }
  | FileEvent
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The service's own finish reason. */
      readonly rawReason?: string | undefined;
      readonly usage?: Usage | undefined;
      /**
       * What the service reports only at the end, under its own names. Adds to the `fields` of the `response` event.
       */
      readonly fields?: JsonObject | undefined;
    };

/**
 * Identifies the answer at the service. A stream yields at most one, before all content. It does not commit the call: a
 * retry or a fallback is still possible after it.
 */
export interface ResponseEvent {
  readonly type: 'response';
  /** The service's id of the answer. */
  readonly id?: string | undefined;
  /** The model that answers. Its name may be more exact than the requested one. */
  readonly model?: string | undefined;
  /** Seconds since the epoch. */
  readonly created?: number | undefined;
  /** The value of the service's request id header, which its support asks for. */
  readonly requestId?: string | undefined;
  /**
   * All else that the service reports about the answer, under its own names, such as `system_fingerprint` or
   * `service_tier`.
   */
  readonly fields?: JsonObject | undefined;
}

/**
 * A thought, or a part of one, that the service wants back unchanged in the next turn: a text with its signature, or an
 * encrypted or redacted piece. A provider emits it as one event once it is complete. If the signature of a thought
 * never arrives, the provider emits none.
 */
export interface ReasoningDetailEvent {
  readonly type: 'reasoning-detail';
  readonly detail: ReasoningDetail;
}

/**
 * Data that only its service understands. If the service leaves out one of these three fields, the provider adds it,
 * and removes it again before it sends the detail back.
 */
export interface ReasoningDetail extends JsonObject {
  /** What it is, such as `reasoning.text` or `reasoning.encrypted`. */
  readonly type: string;
  /** Which service and version understands it, such as `anthropic-messages-v1`. */
  readonly format: string;
  /** Its position among the details of the answer, counted from 0. */
  readonly index: number;
}

/** A whole file that the model made. It has either `data` or `url`. */
export interface FileEvent {
  readonly type: 'file';
  /** MIME type, such as `image/png` or `audio/wav`. `image/*` or `audio/*` if the service does not say which. */
  readonly mediaType: string;
  /** The bytes as base64. */
  readonly data?: string | undefined;
  /** The `http:` or `https:` URL at which the service keeps the file. */
  readonly url?: string | undefined;
  /** The id by which the service knows the file in later turns. */
  readonly id?: string | undefined;
  /** The transcript of the audio. */
  readonly transcript?: string | undefined;
  /** When the service forgets the `id`, in seconds since the epoch. */
  readonly expiresAt?: number | undefined;
}

/** How likely a token was, in OpenAI's shape. */
export interface TokenLogprob {
  readonly token: string;
  /** The natural logarithm of its probability. */
  readonly logprob: number;
  /** The token's bytes in UTF-8, since one character may take several tokens. `null` if the service gave none. */
  readonly bytes: number[] | null;
  /** The most likely tokens at this position. */
  readonly top_logprobs: { readonly token: string; readonly logprob: number; readonly bytes: number[] | null }[];
}

/** Why an answer ended. `other` stands for a reason that core does not know; `rawReason` has it. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'other';

/** The tokens of the whole request and answer, as the service counted them. Absent if it did not count. */
export interface Usage {
  /** All tokens of the input, those from a cache included. */
  readonly inputTokens: number;
  /** All tokens that the model wrote, thoughts included. */
  readonly outputTokens: number;
  /** The service's own total. Absent if it is the sum of the two. */
  readonly totalTokens?: number | undefined;
  /** Those of `inputTokens` that were read from a cache. */
  readonly cachedInputTokens?: number | undefined;
  /** Those of `inputTokens` that were written into a cache. */
  readonly cacheWriteTokens?: number | undefined;
  /** Those of `outputTokens` that are thoughts. */
  readonly reasoningTokens?: number | undefined;
  /** The count as the service sent it, including fields that this type does not name. */
  readonly raw?: JsonObject | undefined;
}
