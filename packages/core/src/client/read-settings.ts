import { resolve } from 'node:path';
import { findRoot, rootAt } from '../config/find-root.ts';
import { loadConfig } from '../config/load-config.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Environment } from '../plugins/choose-options.ts';
import type { Logger } from '../plugins/logger.ts';
import { readCodeProviders } from '../plugins/code-providers.ts';
import type { ClientOptions } from './client-options.ts';
import type { ClientSettings } from './client-settings.ts';
import { parseProxy } from './parse-proxy.ts';
import { readTimeouts } from './timeouts.ts';

const optionNames: ReadonlySet<string> = new Set([
  'providers',
  'provider',
  'config',
  'root',
  'discover',
  'retry',
  'timeouts',
  'proxy',
  'logger',
  'container',
]);

const silent: Logger = { debug: () => undefined, warn: () => undefined };

/** Reads options and config; synchronous. Throws `config_invalid`. */
export function readSettings(options: ClientOptions, environment: Environment): ClientSettings {
  const unknown = Object.keys(options).find((name) => !optionNames.has(name));
  if (unknown !== undefined) {
    throw invalid(`new Client() has no option ${unknown}. It has: ${[...optionNames].join(', ')}.`);
  }
  const root = options.root === undefined ? findRoot() : rootAt(options.root);
  const config = loadConfig({ config: options.config, root: root.folder, environment });
  const { providers, provider, discover } = options;
  const proxyVariable = nonEmpty(environment['PLUGBOARD_PROXY']);
  return {
    registry: { code: readCodeProviders(providers, provider), config, root, discover },
    environment,
    workingFolder: resolve('.'),
    timeouts: readTimeouts(options.timeouts),
    retry: readRetry(options.retry),
    proxy: options.proxy === undefined ? undefined : parseProxy(options.proxy, 'proxy'),
    environmentProxy: proxyVariable === undefined ? undefined : parseProxy(proxyVariable, 'PLUGBOARD_PROXY'),
    logger: options.logger === undefined ? silent : guarded(options.logger),
    container: options.container,
  };
}

function readRetry(given: ClientOptions['retry']): ClientSettings['retry'] {
  return { maxRetries: repeats('retry.maxRetries', given?.maxRetries ?? 2), duplicateOk: given?.duplicateOk === true };
}

function repeats(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(`${name} must be a whole number from 0 up.`);
}

/** A logger that throws must not fail a call. */
function guarded(logger: Logger): Logger {
  const safely =
    (level: 'debug' | 'warn') =>
    (message: string, fields?: object): void => {
      try {
        const told: unknown = fields === undefined ? logger[level](message) : logger[level](message, fields);
        // An async one.
        if (told instanceof Promise) told.catch(() => {});
      } catch {
        // There is nowhere left to say it.
      }
    };
  return { debug: safely('debug'), warn: safely('warn') };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function invalid(message: string): PlugboardError {
  return new PlugboardError('config_invalid', message);
}
