import type { JsonObject } from '../util/is-record.ts';

/** What a provider's stream yields: any number of events, then one `finish`. Failure is a throw, never an event. */
export type ChatEvent =
  | ResponseEvent
  | {
      readonly type: 'text-delta';
      readonly text: string;
      /** Of the tokens of this text, in their order. */
      readonly logprobs?: readonly TokenLogprob[] | undefined;
    }
  | {
      readonly type: 'reasoning-delta';
      readonly text: string;
      /** The part of the reasoning that this delta continues, if the service numbers several. */
      readonly id?: string | undefined;
    }
  | ReasoningDetailEvent
  /** Why the model refuses to answer, if the service keeps that separate from the text. */
  | {
      readonly type: 'refusal-delta';
      readonly text: string;
      /** Of the tokens of this text, in their order. */
      readonly logprobs?: readonly TokenLogprob[] | undefined;
    }
  /** A piece of a tool call. The first one of an `index` has `id` and `name`; `arguments` add up to JSON. */
  | {
      readonly type: 'tool-call-delta';
      /** Counts the calls of one answer from 0 on. */
      readonly index: number;
      readonly id?: string | undefined;
      readonly name?: string | undefined;
      readonly arguments?: string | undefined;
      /** Of a custom tool: `arguments` add up to its input, which is text of any form. In the first event of an `index`. */
      readonly custom?: true | undefined;
      /**
       * What the service wants back with the call, such as a signature: `tool_calls[].extra_content`. Core returns it only to the
       * plugin and model that made it. The fields of a later one add to those before.
       */
      readonly extra?: JsonObject | undefined;
    }
  /** The service took back what it said: the whole answer so far. */
  | { readonly type: 'text-revised'; readonly text: string }
  /** A source that the answer draws on. */
  | {
      readonly type: 'source';
      readonly url: string;
      readonly title?: string | undefined;
      readonly text?: string | undefined;
      /** The part of the answer that draws on it: from this character of the text, counted from 0, ... */
      readonly start?: number | undefined;
      /** ... to the one before this. */
      readonly end?: number | undefined;
    }
  | FileEvent
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The service's own finish reason. */
      readonly rawReason?: string | undefined;
      readonly usage?: Usage | undefined;
      /** What the service reports about its answer only at the end, under its own names. Adds to `fields` of `response`. */
      readonly fields?: JsonObject | undefined;
    };

/** What the service calls its answer. At most one, before all content; it commits to nothing. */
export interface ResponseEvent {
  readonly type: 'response';
  /** The service's name of the answer. */
  readonly id?: string | undefined;
  /** The model that answers. Its name may be more exact than the requested one. */
  readonly model?: string | undefined;
  /** Seconds since the epoch. */
  readonly created?: number | undefined;
  /** What to name to the service's support: the value of its request id header. */
  readonly requestId?: string | undefined;
  /** Whatever else the service reports about the answer, under its own names, such as `system_fingerprint` and `service_tier`. */
  readonly fields?: JsonObject | undefined;
}

/**
 * A thought, or a part of one, that the service wants back in the next turn as it is: a signature with its text, or an encrypted or
 * redacted piece. It stands whole in one event, emitted when it is complete; of a thought whose signature never came there is none.
 */
export interface ReasoningDetailEvent {
  readonly type: 'reasoning-detail';
  readonly detail: ReasoningDetail;
}

/**
 * Data of a service that only the service understands. A provider adds those of the three fields that its service leaves out, and
 * takes them off again on the way back.
 */
export interface ReasoningDetail extends JsonObject {
  /** What it is, such as `reasoning.text` or `reasoning.encrypted`. */
  readonly type: string;
  /** Whose it is, such as `anthropic-messages-v1`. */
  readonly format: string;
  /** Its place among the details of the answer, from 0 on. */
  readonly index: number;
}

/** A file that the model made, whole. Either `data` or `url`. */
export interface FileEvent {
  readonly type: 'file';
  /** Such as `image/png` or `audio/wav`. `image/*` or `audio/*` if the service does not say more. */
  readonly mediaType: string;
  /** The bytes as base64. */
  readonly data?: string | undefined;
  /** Where the service keeps the file, `http:` or `https:`. */
  readonly url?: string | undefined;
  /** The name by which the service knows it in later turns. */
  readonly id?: string | undefined;
  /** The transcript of the audio. */
  readonly transcript?: string | undefined;
  /** Until when the service knows its `id`, in seconds since the epoch. */
  readonly expiresAt?: number | undefined;
}

/** How likely a token was. */
export interface TokenLogprob {
  readonly token: string;
  /** Its natural logarithm. */
  readonly logprob: number;
  /** The token's bytes in UTF-8; a character may take several tokens. */
  readonly bytes: number[] | null;
  /** The most likely tokens at this place. */
  readonly top_logprobs: { readonly token: string; readonly logprob: number; readonly bytes: number[] | null }[];
}

/** Why an answer ended. `other`: an unknown reason, see `rawReason`. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'other';

/** The tokens of the whole answer, as the service counted them. Absent if it did not. */
export interface Usage {
  /** All of the input, whether or not it came from a cache. */
  readonly inputTokens: number;
  /** All that the model wrote, thoughts included. */
  readonly outputTokens: number;
  /** The service's own total. Absent if it is the sum of both. */
  readonly totalTokens?: number | undefined;
  /** Those of `inputTokens` that were read from a cache. */
  readonly cachedInputTokens?: number | undefined;
  /** Those of `inputTokens` that were written into a cache. */
  readonly cacheWriteTokens?: number | undefined;
  /** Those of `outputTokens` that are thoughts. */
  readonly reasoningTokens?: number | undefined;
  /** The count as the service sent it, with all that has no name here. */
  readonly raw?: JsonObject | undefined;
}
