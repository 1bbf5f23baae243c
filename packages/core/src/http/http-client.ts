import { eitherSignal, type CancelSignal } from '../util/cancel.ts';
import type { WirePhase } from '../errors/codes.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';
import { ensureRetryHint, withRetryHint } from '../errors/retry-hint.ts';
import { byteStream } from './streamed-response.ts';
import { eventStream } from './sse/event-stream.ts';
import type { CoreHttp, FailedResponse, HttpDefaults, HttpRequest, ServerSentEvent } from '../contract/http.ts';
import type { HttpScope, HttpSettings } from './http-scope.ts';
import { errorFromPayload, readFailedResponse } from './error/error-from-response.ts';
import { readJson } from './read-response.ts';
import { openResponse } from './open-response.ts';

const noDefaults: HttpDefaults = {};

/** {@link Http} over undici, bound to an instance or to one call. */
export class HttpClient implements CoreHttp {
  readonly #settings: HttpSettings;

  /** Opens no connection. */
  constructor(scope: HttpScope, defaults: HttpDefaults = noDefaults) {
    this.#settings = { scope, defaults, tokenInUse: undefined, credentialInUse: 'none' };
  }

  withSignal(signal: CancelSignal): HttpClient {
    const { scope, defaults } = this.#settings;
    const both = scope.signal === undefined ? signal : eitherSignal(scope.signal, signal);
    return new HttpClient({ ...scope, signal: both }, defaults);
  }

  async json(request: HttpRequest): Promise<unknown> {
    try {
      return await readJson(await openResponse(request, 'application/json', this.#settings));
    } catch (error) {
      throw ensureRetryHint(error);
    }
  }

  events(request: HttpRequest): AsyncIterable<ServerSentEvent> {
    return eventStream(request, this.#settings);
  }

  bytes(request: HttpRequest): AsyncIterable<Uint8Array> {
    return byteStream(request, this.#settings);
  }

  /** Replaces the defaults as a whole, so that no token of one service gets to the base URL of another. */
  with(defaults: HttpDefaults): HttpClient {
    return new HttpClient(this.#settings.scope, defaults);
  }

  failure(phase: WirePhase, body: unknown, response?: number | FailedResponse): PlugboardError {
    const { scope, defaults, tokenInUse, credentialInUse: credential } = this.#settings;
    const context = { scope, phase, method: 'POST', classify: defaults.classify, credential };
    const error = errorFromPayload(body, readFailedResponse(response, scope.redactor), context);
    if (error.code !== 'auth_rejected' || tokenInUse === undefined) return error;
    defaults.token?.reject(tokenInUse);
    return withRetryHint(error, 'fresh-token');
  }
}
