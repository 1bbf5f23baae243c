import type { CancelSignal } from '../util/cancel.ts';
import type { Redactor } from '../errors/redactor.ts';
import type { HttpScope } from '../http/http-scope.ts';
import type { Model } from '../contract/model.ts';
import type { Http } from '../contract/http.ts';
import type { CompleteClock } from '../util/clock.ts';
import type { Logger } from '../contract/provider-host.ts';
import type { Provider } from '../contract/provider.ts';
import type { Semaphore } from './semaphore.ts';
import type { RetryPolicy } from './retry.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';

/** A provider that is ready to be called. */
export interface Instance {
  readonly id: string;
  /** The plugin's id: the key of `provider_options`. */
  readonly plugin: string;
  readonly provider: Provider;
  readonly slots: Semaphore;
  /** As code or config says of this instance; `undefined`: not said. */
  readonly unsupported: UnsupportedMode | undefined;
  /** What to add to an `auth_missing`, such as a variable that was set but unused. */
  readonly notes: readonly string[];
}

/** Milliseconds, all of them set. */
export interface CallTimeouts {
  readonly headers: number;
  readonly chatHeaders: number;
  readonly firstEvent: number;
  readonly idle: number;
  readonly total: number;
  readonly upload: number;
}

/** What an `Http` is bound to, beyond its instance. */
export type HttpBinding = Pick<
  HttpScope,
  'signal' | 'activity' | 'onPhase' | 'onResponse' | 'headers' | 'requestText'
> &
  Partial<Pick<HttpScope, 'timeouts'>>;

/** What a call needs of its client. */
export interface CallServices {
  readonly clock: CompleteClock;
  readonly random: () => number;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly retry: RetryPolicy;
  /** Fires when the client closes: ends what several calls share, such as the load of a token. */
  readonly closing: CancelSignal;
  /** Imports the plugin and makes the instance when it is first needed, for the reason that the log is told; later it is at hand. */
  instance(id: string, because: () => string): Instance | Promise<Instance>;
  /** What is declared of a model; `undefined`: nothing. */
  modelOf(provider: string, model: string): Model | undefined;
  /** What becomes of a parameter that a provider does not accept, unless the call or the instance says so. */
  readonly unsupported: UnsupportedMode;
  /** An `Http` of this instance, bound to one call; without one, with the `timeouts` of the client. */
  http(provider: string, bound: HttpBinding): Http;
}
