import { isJsonObject } from '../util/is-record.ts';
import type { Config } from '../config/check-config.ts';
import type { ConfiguredProvider, ProviderPlugin, UnsupportedMode } from '../contract/define-provider.ts';
import type { Logger } from '../contract/provider-host.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** The options of a client. All are optional. */
export interface ClientOptions {
  /** Instances given in code. They take precedence over those of config and discovery with the same name. */
  readonly providers?: readonly (ConfiguredProvider | ProviderPlugin<never>)[] | undefined;
  /** The provider of every call that names none. Default: the model name decides. */
  readonly provider?: string | ConfiguredProvider | ProviderPlugin<never> | undefined;
  /**
   * The path of a config, the config itself, or `false` for none. Default: `PLUGBOARD_CONFIG`, otherwise
   * `plugboard.config.json` in `root`.
   */
  readonly config?: string | Config | false | undefined;
  /** The folder of the program. Default: the nearest folder with a package.json, from the working directory upwards. */
  readonly root?: string | undefined;
  /** Whether to find installed providers among the direct dependencies in `root`'s package.json. Default true. */
  readonly discover?: boolean | undefined;
  /** What to retry, and how often. */
  readonly retry?: RetryOptions | undefined;
  /** How long the parts of a call may take. */
  readonly timeouts?: TimeoutOptions | undefined;
  /**
   * What to do with a parameter that a provider does not accept. `error` (the default): the call fails with
   * `unsupported` before anything is sent. `drop`: the parameter is left out, and a warning says so. Takes precedence
   * over the config's setting.
   */
  readonly unsupported?: UnsupportedMode | undefined;
  /**
   * The URL of an HTTP proxy. Default: `PLUGBOARD_PROXY`, unless `container` has a dispatcher. No other variable is
   * read.
   */
  readonly proxy?: string | undefined;
  /** Takes notes for the operator. Default: none are written. */
  readonly logger?: Logger | undefined;
  /**
   * An undici dispatcher, such as an `Agent` or a `MockAgent`, for all requests. The client does not close it. It takes
   * precedence over `container` and the environment, and cannot be combined with `proxy`.
   */
  readonly dispatcher?: HttpDispatcher | undefined;
  /** A tsyringe container with replacements for HTTP_DISPATCHER, CLOCK or RANDOM. Options take precedence over it. */
  readonly container?: Container | undefined;
}

/** The part of an undici `Dispatcher` that a client needs. */
export interface HttpDispatcher {
  dispatch(options: never, handler: never): boolean;
}

/** What to retry, and how often. */
export interface RetryOptions {
  /** Retries per candidate. Default 2. */
  readonly maxRetries?: number | undefined;
  /** Whether to retry also a chat that the service may have received, and may charge twice. Default false. */
  readonly duplicateOk?: boolean | undefined;
}

/** How long the parts of a call may take, in milliseconds. `docs/reliability.md` gives the reasons for the defaults. */
export interface TimeoutOptions {
  /** Until a connection is established. Default 10,000. */
  readonly connect?: number | undefined;
  /**
   * From the end of a request to the headers of its response. Default: 30,000. For a chat, where the service may have
   * to load the model and the model may think first, 600,000, or `total` if that was given and is longer.
   */
  readonly headers?: number | undefined;
  /**
   * From the headers of a chat to the first event, or to the beginning of a whole answer. Default: that of `headers`
   * for a chat.
   */
  readonly firstEvent?: number | undefined;
  /**
   * Between data events, or between the pieces of a whole answer. Comments and blank lines do not count as data, and
   * time in which the consumer does not read does not count as silence. Default 300,000.
   */
  readonly idle?: number | undefined;
  /** The whole call, waits and retries included. Default 1,800,000. */
  readonly total?: number | undefined;
  /** One upload. Default 120,000. */
  readonly upload?: number | undefined;
}

/**
 * The token for an undici `Dispatcher` that all requests of the client go through. The client does not close it. This
 * and the next two are the tokens under which a container, given as `new Client({ container })`, may replace what a
 * client uses: `container.register(HTTP_DISPATCHER, { useValue: agent })`.
 */
export const HTTP_DISPATCHER: unique symbol = Symbol.for('plugboard.HTTP_DISPATCHER') as never;

/** The token for a `Clock`. */
export const CLOCK: unique symbol = Symbol.for('plugboard.CLOCK') as never;

/** The token for a {@link Random}. */
export const RANDOM: unique symbol = Symbol.for('plugboard.RANDOM') as never;

/** Returns a number from 0 (inclusive) to 1 (exclusive), as `Math.random` does. */
export type Random = () => number;

/** The part of a tsyringe container that Plugboard uses. tsyringe's `container` fits. */
export interface Container {
  createChildContainer(): Container;
  isRegistered(token: symbol, recursive?: boolean): boolean;
  resolve<T>(token: symbol): T;
  /**
   * Called only on a child container. If nothing replaces the client's own clock and randomness, it registers them
   * there, so that objects of the program, such as a dispatcher, can have them injected. Absent: they cannot.
   */
  register?(token: symbol, provider: { readonly useValue: unknown }): unknown;
}

/** The {@link TimeoutOptions} of one call, with their defaults. */
export interface Timeouts extends Record<keyof TimeoutOptions, number> {
  /** `headers` for a chat, where the wait is for a model. */
  readonly chatHeaders: number;
}

const names: readonly (keyof TimeoutOptions)[] = ['connect', 'headers', 'firstEvent', 'idle', 'total', 'upload'];

/** Checks the timeouts that the user gave. Throws `config_invalid`. */
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
