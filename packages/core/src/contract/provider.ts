import type { Http } from './http.ts';
import type { Media, MediaContent, MediaReference } from './media.ts';
import type { ChatEvent } from './chat-event.ts';
import type { Accepts, Model } from './model.ts';
import type { ChatRequest } from './chat-request.ts';

/**
 * One instance of a model service. The contract, each sentence a conformance case:
 * - creating it does no I/O and does not fail for credentials; `stream` does nothing before its first `next()`
 * - any number of deltas, then one `finish`, which ends the stream; a stream that ends without one is truncated
 * - failure is a throw, never an event; what is thrown after an abort does not matter
 * - until the first content has been passed on, core may call `upload` and `stream` again
 * - what `accepts` names must reach the service, and nothing else arrives here
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
  /** Absent: media travel inside the request, as does one for which this gives `undefined`, such as a small one. */
  upload?(media: Media, call: UploadCall): Promise<MediaReference | undefined>;
  /** What the service offers now. Never used for routing. */
  listModels?(call: Call): Promise<readonly Model[]>;
  /** Called once, when the client closes. */
  close?(): Promise<void>;
}

/** Lives as long as one `upload`, `stream` or `listModels`. */
export interface Call {
  /** Fires when the caller aborts, stops reading or runs out of time. */
  readonly signal: AbortSignal;
  /** Bound to this call: its signal, timers and progress. */
  readonly http: Http;
  /**
   * Waits so many milliseconds on the clock of the client, such as between two requests for the state of a job. Rejects as soon as the
   * call ends for any reason.
   *
   * @throws PlugboardError `config_invalid` for a number that is negative or not finite.
   */
  sleep(milliseconds: number): Promise<void>;
  /** Reaches the caller in `warnings`. With a feature, the same warning reaches him once, although calls are retried and streams go on. */
  warn(warning: string | Warning): void;
}

/** Lives as long as one `upload`. */
export interface UploadCall extends Call {
  /** All files of the request whose bytes are here, this one among them: a service may limit what they have together. */
  readonly files: readonly Pick<MediaContent, 'kind' | 'size'>[];
  /** The place of this file in `files`. */
  readonly index: number;
}

/** A warning that names what it is about. */
export interface Warning {
  /** The part of the request or response, such as `temperature` or `tools`. It precedes the message. */
  readonly feature: string;
  /** What became of it, as a sentence. Must not contain a secret or anything of the conversation. */
  readonly message: string;
}
