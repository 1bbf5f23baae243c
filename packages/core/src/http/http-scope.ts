import type { Response } from './response.ts';
import type { CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import type { WirePhase } from '../errors/codes.ts';
import type { Redactor } from '../errors/redactor.ts';
import type { Logger } from '../contract/provider-host.ts';
import type { RequestTargets } from './request-target.ts';
import type { Transport } from './socket/transport.ts';
import type { StreamActivity } from '../stream/timers.ts';
import type { HttpDefaults } from '../contract/http.ts';

/** Milliseconds. (`connect` belongs to the transport, `total` and `upload` to the call.) */
export interface HttpTimeouts {
  /** From the end of the request to the headers of the response. */
  readonly headers: number;
  /**
   * The same for a chat, where the service may have to load the model first, and the model may think. Default:
   * `headers`.
   */
  readonly chatHeaders?: number | undefined;
  /** Between pieces of a JSON or raw body. */
  readonly idle: number;
}

/** What an `Http` is bound to: an instance (shared work such as tokens) or one call. */
export interface HttpScope {
  readonly transport: Transport;
  readonly targets: RequestTargets;
  readonly clock: CompleteClock;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly timeouts: HttpTimeouts;
  /** The instance's name, for messages. */
  readonly provider: string;
  /** The signal of the call. Waiting requests reject with its reason. */
  readonly signal?: CancelSignal | undefined;
  readonly activity?: StreamActivity | undefined;
  /** The call that makes the requests. `undefined` for shared work, such as loading a token. */
  readonly observer?: HttpObserver | undefined;
  /** The caller's `RequestOptions.headers`. Sent only to the origin of `baseUrl`, where they replace the provider's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A call, as its requests see it. */
export interface HttpObserver {
  /**
   * Called before each step, so that an abort can report how far the call got, such as `auth` while a token is loaded.
   */
  onPhase(phase: WirePhase): void;
  /** Called with each successful response, before its body is read. */
  onResponse(phase: WirePhase, response: Response, url: URL): void;
  /** The caller's own text, which messages leave out of quotations of the service. Called only for such a quotation. */
  requestText(): readonly string[];
}

/**
 * How a request identifies its sender. `key`: a header that every request of the provider has, or the caller's own.
 * `token`: a token of a session, added to this request.
 */
export type Credential = 'cookies' | 'token' | 'key' | 'none';

/** What all requests of one `Http` share. */
export interface HttpSettings {
  readonly scope: HttpScope;
  readonly defaults: HttpDefaults;
  /** The token of the latest request. It is dropped if the service refuses it inside a stream. */
  tokenInUse: string | undefined;
  /** The credential of the latest request. */
  credentialInUse: Credential;
}
