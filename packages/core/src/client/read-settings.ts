import { isJsonObject } from '../util/is-record.ts';
import { resolve } from 'node:path';
import { findRoot, rootAt, loadConfig } from '../config/load-config.ts';
import { invalidConfig } from '../config/shape.ts';
import { serviceText } from '../errors/quote.ts';
import type { Environment } from '../registry/choose-options.ts';
import type { Logger } from '../contract/provider-host.ts';
import { readCodeProviders } from '../registry/code-providers.ts';
import { definitionOf, type UnsupportedMode } from '../contract/define-provider.ts';
import {
  type ClientOptions,
  type Container,
  type HttpDispatcher,
  type TimeoutOptions,
  readTimeouts,
} from './client-options.ts';
import { placeOfOptions } from './foreign-options.ts';
import type { RegistryOptions } from '../registry/registry.ts';
import type { ProxyAddress } from '../http/socket/connection.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** The checked options and config of a client. */
export interface ClientSettings {
  /** What the first call builds the registry from. */
  readonly registry: RegistryOptions;
  /** The environment, as it was in the constructor. */
  readonly environment: Environment;
  /**
   * The working directory, as it was in the constructor. Paths in options from code and variables are relative to it.
   */
  readonly workingFolder: string;
  /** The timeouts as given. Their defaults for a call depend on its own `timeout`. */
  readonly timeouts: TimeoutOptions;
  readonly retry: { readonly maxRetries: number; readonly duplicateOk: boolean };
  readonly unsupported: UnsupportedMode;
  /** From the option `proxy`. */
  readonly proxy: ProxyAddress | undefined;
  /** From `PLUGBOARD_PROXY`. A dispatcher of the container takes precedence over it. */
  readonly environmentProxy: ProxyAddress | undefined;
  readonly logger: Logger;
  readonly container: Container | undefined;
  readonly dispatcher: HttpDispatcher | undefined;
}

const optionNames: ReadonlySet<string> = new Set([
  'providers',
  'provider',
  'config',
  'root',
  'discover',
  'retry',
  'timeouts',
  'unsupported',
  'proxy',
  'logger',
  'dispatcher',
  'container',
]);

const silent: Logger = { debug: () => undefined, warn: () => undefined };

/** Reads options and config synchronously. Throws `config_invalid`. */
export function readSettings(options: ClientOptions, environment: Environment): ClientSettings {
  checkOptionNames(options);
  const root = options.root === undefined ? findRoot() : rootAt(options.root);
  const config = loadConfig({ config: options.config, root: root.folder, environment });
  const { providers, provider } = options;
  const proxyVariable = nonEmpty(environment['PLUGBOARD_PROXY']);
  return {
    registry: {
      code: readCodeProviders(providers, provider),
      config,
      root,
      discover: readFlag('discover', options.discover),
    },
    environment,
    workingFolder: resolve('.'),
    timeouts: readTimeouts(options.timeouts),
    retry: readRetry(options.retry),
    unsupported: readUnsupported(options.unsupported) ?? config.unsupported ?? 'error',
    proxy: options.proxy === undefined ? undefined : parseProxy(options.proxy, 'proxy'),
    environmentProxy: proxyVariable === undefined ? undefined : parseProxy(proxyVariable, 'PLUGBOARD_PROXY'),
    logger: options.logger === undefined ? silent : guarded(readLogger(options.logger)),
    container: readContainer(options.container),
    dispatcher: readDispatcher(options),
  };
}

function checkOptionNames(options: ClientOptions): void {
  const given: unknown = options;
  if (definitionOf(given) !== undefined) {
    throw invalidConfig(
      'new Client() takes an object of options: write new Client({ provider: ... }) around the provider.',
    );
  }
  if (!isJsonObject(given)) throw invalidConfig('new Client() takes an object of options.');
  const unknown = Object.keys(given).filter((name) => !optionNames.has(name));
  const [first] = unknown;
  if (first === undefined) return;
  const place = placeOfOptions(unknown, options) ?? ` It has: ${[...optionNames].join(', ')}.`;
  throw invalidConfig(`new Client() has no option ${serviceText(first)}.${place}`);
}

function readDispatcher({ dispatcher, proxy }: ClientOptions): ClientSettings['dispatcher'] {
  if (dispatcher === undefined) return undefined;
  const given: unknown = dispatcher;
  if (typeof given !== 'object' || given === null || typeof Reflect.get(given, 'dispatch') !== 'function') {
    throw invalidConfig('dispatcher must be an undici dispatcher, such as an Agent.');
  }
  if (proxy !== undefined) {
    throw invalidConfig('dispatcher and proxy cannot be combined: give the dispatcher of your proxy, or proxy alone.');
  }
  return dispatcher;
}

const retryNames: ReadonlySet<string> = new Set(['maxRetries', 'duplicateOk']);

function readRetry(given: ClientOptions['retry']): ClientSettings['retry'] {
  const value: unknown = given;
  if (value !== undefined && !isJsonObject(value))
    throw invalidConfig('retry must be an object such as { maxRetries: 2 }.');
  const unknown = Object.keys(given ?? {}).find((name) => !retryNames.has(name));
  if (unknown !== undefined)
    throw invalidConfig(`retry has no ${serviceText(unknown)}. It has: ${[...retryNames].join(', ')}.`);
  return {
    maxRetries: repeats('retry.maxRetries', given?.maxRetries ?? 2),
    duplicateOk: readFlag('retry.duplicateOk', given?.duplicateOk) === true,
  };
}

function readFlag(name: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalidConfig(`${name} must be true or false.`);
}

function readLogger(logger: Logger): Logger {
  if (hasMethods(logger, ['debug', 'warn'])) return logger;
  throw invalidConfig('logger must have the methods debug and warn, as console does.');
}

function readContainer(container: Container | undefined): Container | undefined {
  if (container === undefined || hasMethods(container, ['createChildContainer', 'isRegistered', 'resolve'])) {
    return container;
  }
  throw invalidConfig('container must be a tsyringe container, such as its `container` or a child of that.');
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    names.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}

function repeats(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalidConfig(`${name} must be a whole number, 0 or more.`);
}

function readUnsupported(mode: ClientOptions['unsupported']): ClientOptions['unsupported'] {
  if (mode === undefined || mode === 'error' || mode === 'drop') return mode;
  throw invalidConfig('unsupported must be "error" or "drop".');
}

/** Wraps a logger, so that a call does not fail if it throws. */
function guarded(logger: Logger): Logger {
  const safely =
    (level: 'debug' | 'warn') =>
    (message: string, fields?: object): void => {
      try {
        const told: unknown = fields === undefined ? logger[level](message) : logger[level](message, fields);
        // The logger may be async.
        if (told instanceof Promise) told.catch(() => {});
      } catch {
        // There is nowhere left to report it.
      }
    };
  return { debug: safely('debug'), warn: safely('warn') };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/**
 * A copy of the environment at this moment. Variables that a program sets later affect only the clients that it creates
 * later.
 *
 * @param ignoresCase - Whether names are the same in upper and lower case, as on Windows.
 */
export function readEnvironment(
  variables: Environment,
  ignoresCase: boolean = process.platform === 'win32',
): Environment {
  const read: Record<string, string | undefined> = {};
  // No prototype: a config may name any variable, such as `constructor`, which every other object has.
  Object.setPrototypeOf(read, null);
  for (const [name, value] of Object.entries(variables)) read[ignoresCase ? name.toUpperCase() : name] = value;
  if (!ignoresCase) return read;
  return new Proxy(read, {
    get: (target, name) => (typeof name === 'string' ? target[name.toUpperCase()] : undefined),
  });
}

/**
 * Reads the URL of a proxy. Throws `config_invalid` for anything but an http or https URL. The message never shows the
 * value.
 *
 * @param name - Where the value came from, for messages: `proxy` or `PLUGBOARD_PROXY`.
 */
export function parseProxy(proxy: unknown, name: string): ProxyAddress {
  const url = typeof proxy === 'string' && URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new PlugboardError('config_invalid', `${name} must be a URL such as http://proxy.example:3128.`);
  }
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return {
    secure,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    shown: `${url.hostname}:${port}`,
    authorization: basicAuthorization(url, name),
  };
}

function basicAuthorization({ username, password }: URL, name: string): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw new PlugboardError('config_invalid', `The user name or password in ${name} is not valid percent-encoding.`);
  }
}
