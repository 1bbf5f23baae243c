import { isJsonObject } from '../util/is-record.ts';
import type { Config } from '../config/check-config.ts';
import type { ConfiguredProvider, ProviderPlugin, UnsupportedMode } from '../contract/define-provider.ts';
import type { Logger } from '../contract/provider-host.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** The options of a client. All are optional. */
export interface ClientOptions {
  /** Instances made in code; they beat those of config and discovery under the same name. */
  readonly providers?: readonly (ConfiguredProvider | ProviderPlugin<never>)[] | undefined;
  /** Every call goes here unless it says otherwise. */
  readonly provider?: string | ConfiguredProvider | ProviderPlugin<never> | undefined;
  /** A path, the config itself, or `false`. Default: `PLUGBOARD_CONFIG`, otherwise `plugboard.config.json` in `root`. */
  readonly config?: string | Config | false | undefined;
  /** Default: the nearest folder with a package.json from the working folder up. */
  readonly root?: string | undefined;
  /** Find installed providers among the direct dependencies of `root`'s package.json. Default true. */
  readonly discover?: boolean | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly timeouts?: TimeoutOptions | undefined;
  /**
   * What becomes of a parameter that a provider does not accept. `error` (the default): the call fails as `unsupported` before anything is
   * sent. `drop`: it is left out, and a warning says so. It takes precedence over the config's.
   */
  readonly unsupported?: UnsupportedMode | undefined;
  /** URL of an HTTP proxy. Default: `PLUGBOARD_PROXY`, unless `container` has a dispatcher; no other variable is read. */
  readonly proxy?: string | undefined;
  /** Default: silent. */
  readonly logger?: Logger | undefined;
  /**
   * An undici dispatcher, such as an `Agent` or a `MockAgent`, that all requests go through. The client does not close it. It wins over
   * `container` and the environment, and excludes `proxy`.
   */
  readonly dispatcher?: HttpDispatcher | undefined;
  /** A tsyringe container with replacements for HTTP_DISPATCHER, CLOCK or RANDOM; an option wins over it. */
  readonly container?: Container | undefined;
}

/** The part of an undici `Dispatcher` that a client needs. */
export interface HttpDispatcher {
  dispatch(options: never, handler: never): boolean;
}

/** What is retried. */
export interface RetryOptions {
  /** Retries per candidate. Default 2. */
  readonly maxRetries?: number | undefined;
  /** Also retry a chat that the service may have received. Default false. */
  readonly duplicateOk?: boolean | undefined;
}

/** Milliseconds. The reasons for the defaults are in docs/reliability.md. */
export interface TimeoutOptions {
  /** Until a connection stands. Default 10,000. */
  readonly connect?: number | undefined;
  /**
   * From the end of a request to the headers of its answer. Default 600,000 for a chat, where the model may have to be loaded or
   * think first, and as long as `total` where that was given and is longer; 30,000 for everything else.
   */
  readonly headers?: number | undefined;
  /** From the headers of a chat to the first event, or to the beginning of a whole answer. Default as that of `headers` for a chat. */
  readonly firstEvent?: number | undefined;
  /**
   * Between data events, or the pieces of a whole answer; comments and blank lines do not count, and neither does time in which
   * the consumer does not read. Default 300,000.
   */
  readonly idle?: number | undefined;
  /** The whole call, waits and retries included. Default 1,800,000. */
  readonly total?: number | undefined;
  /** One upload. Default 120,000. */
  readonly upload?: number | undefined;
}

/**
 * What a container given to `new Client({ container })` may replace. Register under these tokens:
 * `container.register(HTTP_DISPATCHER, { useValue: agent })`.
 */

/** An undici `Dispatcher` that all requests of the client go through. It is not closed by the client. */
export const HTTP_DISPATCHER: unique symbol = Symbol.for('plugboard.HTTP_DISPATCHER') as never;

/** A `Clock`. */
export const CLOCK: unique symbol = Symbol.for('plugboard.CLOCK') as never;

/** A {@link Random}. */
export const RANDOM: unique symbol = Symbol.for('plugboard.RANDOM') as never;

/** Returns a number from 0 (inclusive) to 1 (exclusive), as `Math.random` does. */
export type Random = () => number;

/** The part of a tsyringe container that Plugboard uses; tsyringe's `container` fits. */
export interface Container {
  createChildContainer(): Container;
  isRegistered(token: symbol, recursive?: boolean): boolean;
  resolve<T>(token: symbol): T;
  /**
   * Called on a child only. The client registers its own clock and randomness there where nothing replaces them, so that what the
   * program registers, such as a dispatcher, can have them injected. Absent: it cannot.
   */
  register?(token: symbol, provider: { readonly useValue: unknown }): unknown;
}

/** {@link TimeoutOptions} as they hold for one call. */
export interface Timeouts extends Record<keyof TimeoutOptions, number> {
  /** `headers` of a chat, where a model is waited for. */
  readonly chatHeaders: number;
}

const names: readonly (keyof TimeoutOptions)[] = ['connect', 'headers', 'firstEvent', 'idle', 'total', 'upload'];

/** Checks what the user gave. Throws `config_invalid`. */
export function readTimeouts(given: ClientOptions['timeouts']): TimeoutOptions {
  if (given !== undefined && !isJsonObject(given)) {
    throw new PlugboardError('config_invalid', 'timeouts must be an object such as { total: 60_000 }.');
  }
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (!names.some((known) => known === name)) {
      throw new PlugboardError('config_invalid', `timeouts has no ${name}. It has: ${names.join(', ')}.`);
    }
    if (!(typeof value === 'number' && Number.isFinite(value) && value > 0)) {
      throw new PlugboardError('config_invalid', `timeouts.${name} must be a number of milliseconds above 0.`);
    }
  }
  return Object.fromEntries(entries);
}
