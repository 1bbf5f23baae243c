import type { Http } from './http.ts';
import type { Media, MediaReference } from './media.ts';
import type { ChatEvent } from './chat-event.ts';
import type { ChatParameters, ChatRequest } from './chat-request.ts';
import type { Model } from './model.ts';
import type { ResponseFormat } from './tools.ts';

/**
 * One instance of a model service. The contract, each sentence a conformance case:
 * - creating it does no I/O and does not fail for credentials; `stream` does nothing before its first `next()`
 * - any number of deltas, then one `finish`, which ends the stream; a stream that ends without one is truncated
 * - failure is a throw, never an event; what is thrown after an abort does not matter
 * - `upload` and `stream` may be repeated as wholes until the first content has been handed on
 * - what `accepts` names reaches the service; nothing else arrives here
 * - on abort or early stop all I/O ends and the connection closes
 * - no state outside the instance, no secret in any output
 */
export interface Provider {
  /** Absent: messages only. */
  readonly accepts?: Accepts | undefined;
  /** The most calls at once, unless the user's `InstanceOptions.maxConcurrent` says otherwise; further ones wait. Absent: no limit. */
  readonly maxConcurrent?: number | undefined;
  /** The one way to produce output; whole replies are derived from it. */
  stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent>;
  /** Absent: media travel inside the request. */
  upload?(media: Media, call: Call): Promise<MediaReference>;
  /** What the service offers now. Never used for routing. */
  listModels?(call: Call): Promise<readonly Model[]>;
  /** Called once, when the client closes. */
  close?(): Promise<void>;
}

/** A type of `provider_options`, as `typeof` tells it. */
export type ExtraType = 'boolean' | 'number' | 'string';

/** What a service understands beyond messages. Core refuses the rest with `unsupported` before anything is sent. */
export interface Accepts {
  /**
   * Names of parameters. What asks for nothing (`logprobs: false`, `store: false`, ...) is left out where it is not named, never
   * refused; of `max_tokens` and `max_completion_tokens` one name is enough.
   */
  readonly parameters?: readonly (keyof ChatParameters)[] | undefined;
  /** Names allowed in the caller's `provider_options[plugin id]`. */
  readonly extra?: readonly string[] | 'any' | undefined;
  /** The types of those of them that have one. Core refuses a value of another type with `input_invalid`, before any upload. */
  readonly extraTypes?: Readonly<Record<string, ExtraType>> | undefined;
  /** The service fetches http(s) URLs of media itself. */
  readonly remoteMedia?: boolean | undefined;
  /**
   * The most files in one turn: a message and its neighbours of the same role. Core refuses more with `unsupported`, before any
   * upload, and files in system messages, which are no turns. Absent: no limit.
   */
  readonly mediaPerTurn?: number | undefined;
  /** The most files in all messages together. Core refuses more with `unsupported`, before any upload. Absent: no limit. */
  readonly mediaPerRequest?: number | undefined;
  /** The service calls tools: `tools`, `tool_choice`, `tool` messages and `tool_calls` of the assistant may arrive. */
  readonly tools?: boolean | undefined;
  /** The service is told how closely to look at an image: `detail` of an image may arrive. */
  readonly imageDetail?: boolean | undefined;
  /**
   * The service understands `reasoning_details` and `extra_content` that another program got from it, and that core therefore has not
   * marked as the provider's own. Absent: only marked ones arrive.
   */
  readonly foreignDetails?: boolean | undefined;
  /** The types of `response_format` that the service knows; plain text needs none. */
  readonly responseFormat?: readonly ResponseFormat['type'][] | undefined;
}

/** Lives as long as one `upload`, `stream` or `listModels`. */
export interface Call {
  /** Fires when the caller aborts, stops reading or runs out of time. */
  readonly signal: AbortSignal;
  /** Bound to this call: its signal, timers and progress. */
  readonly http: Http;
  /** Reaches the caller in `warnings`. */
  warn(message: string): void;
}
