import type { Http } from './http.ts';
import type { Media, MediaContent, MediaReference } from './media.ts';
import type { ChatEvent } from './chat-event.ts';
import type { Accepts, Model } from './model.ts';
import type { ChatRequest } from './chat-request.ts';

/**
 * One instance of a model service. Conformance cases check each sentence of its contract:
 * - creating it does no I/O and does not fail because of credentials; `stream` does nothing before its first `next()`
 * - any number of deltas, then one `finish`, which ends the stream; a stream that ends without one is truncated
 * - a failure is thrown and is never an event; what is thrown after an abort does not matter
 * - until the first content has been passed on, core may call `upload` and `stream` again
 * - what `accepts` names must reach the service, and nothing else arrives here
 * - on abort or early stop all I/O ends and the connection closes
 * - no state outside the instance, no secret in any output
 */
export interface Provider {
  /** What the service accepts beyond messages. Absent: nothing. */
  readonly accepts?: Accepts | undefined;
  /**
   * How many calls may run at once, unless the user's `InstanceOptions.maxConcurrent` says otherwise. Further calls
   * wait. Absent: no limit.
   */
  readonly maxConcurrent?: number | undefined;
  /** The only way to produce output. Core derives whole answers from it. */
  stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent>;
  /**
   * Uploads a file before the request. Where it is absent, or returns `undefined` as for a small file, the file travels
   * inside the request.
   */
  upload?(media: Media, call: UploadCall): Promise<MediaReference | undefined>;
  /** Lists the models that the service offers now. Routing never uses this list. */
  listModels?(call: Call): Promise<readonly Model[]>;
  /** Releases what the instance holds. Called once, when the client closes. */
  close?(): Promise<void>;
}

/** What core gives to one `upload`, `stream` or `listModels`. It lives as long as that. */
export interface Call {
  /** Fires when the caller aborts, stops reading or runs out of time. */
  readonly signal: AbortSignal;
  /** For the requests of this call. They end with its signal, and its time limits apply to them. */
  readonly http: Http;
  /**
   * Waits this many milliseconds on the client's clock, for example between two requests for the state of a job.
   * Rejects as soon as the call ends for any reason.
   *
   * @throws PlugboardError `config_invalid` for a number that is negative or not finite.
   */
  sleep(milliseconds: number): Promise<void>;
  /**
   * Adds a warning for the caller. A warning with a feature appears only once, even if it is given again in a retry or
   * later in the stream.
   */
  warn(warning: string | Warning): void;
}

/** What core gives to one `upload`. It lives as long as the upload. */
export interface UploadCall extends Call {
  /** All files of the request whose bytes core has, including this one: a service may limit their total size. */
  readonly files: readonly Pick<MediaContent, 'kind' | 'size'>[];
  /** The index of this file in `files`. */
  readonly index: number;
}

/** A warning that names what it is about. */
export interface Warning {
  /**
   * The part of the request or response that it is about, such as `temperature` or `tools`. Core puts it before the
   * message.
   */
  readonly feature: string;
  /** What the provider did with it, as a sentence. Must not contain a secret or any part of the conversation. */
  readonly message: string;
}
