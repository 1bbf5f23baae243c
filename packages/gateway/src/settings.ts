import { PlugboardError } from '@plugboard/core';
import type { AddressRules } from './access/origins.ts';
import type { GatewayOptions, KeepAliveOptions } from './gateway-options.ts';

/** Options with what was left out filled in. */
export interface Settings {
  readonly addresses: AddressRules;
  readonly bodyLimit: number;
  readonly keepAlive: Required<KeepAliveOptions> | undefined;
  readonly additions: boolean;
  readonly allow: readonly ('provider' | 'provider_options')[];
  readonly page: boolean;
}

const optionNames: ReadonlySet<string> = new Set<keyof GatewayOptions>([
  'client',
  'keys',
  'allowedOrigins',
  'allowedHosts',
  'bodyLimit',
  'keepAlive',
  'additions',
  'allow',
  'page',
  'accessLog',
  'onFault',
]);

/** Throws `config_invalid`. */
export function readSettings(options: GatewayOptions): Settings {
  const unknown = Object.keys(options).find((name) => !optionNames.has(name));
  if (unknown !== undefined) throw invalid(unknown, `is not a known option (known: ${[...optionNames].join(', ')}).`);
  if (typeof options.client?.chat?.completions?.create !== 'function') throw invalid('client', 'must be a Client.');
  const { allowedOrigins = [], allowedHosts = [], bodyLimit = 64 * 1024 * 1024, keys } = options;
  for (const origin of allowedOrigins) checkOriginName(origin);
  if (!isPositive(bodyLimit)) throw invalid('bodyLimit', 'must be a whole number of bytes from 1 up.');
  return {
    addresses: {
      allowedOrigins,
      allowedHosts: allowedHosts.map((host) => host.toLowerCase()),
      checksHost: keys === undefined || allowedHosts.length > 0,
    },
    bodyLimit,
    keepAlive: readKeepAlive(options.keepAlive),
    additions: options.additions ?? true,
    allow: readAllow(options.allow),
    page: options.page ?? true,
  };
}

function checkOriginName(origin: string): void {
  if (origin !== '*' && URL.canParse(origin) && new URL(origin).origin === origin) return;
  const says = 'must be the scheme, host and port of a page, such as https://chat.example.com, without a path.';
  throw invalid('allowedOrigins', `${says} ${origin === '*' ? 'Allowing every page (*) is not possible.' : ''}`.trim());
}

function readKeepAlive(given: GatewayOptions['keepAlive']): Required<KeepAliveOptions> | undefined {
  if (given === false) return undefined;
  const options = typeof given === 'object' ? given : { form: given };
  const { form = 'comment', intervalMs = 15_000, firstMs = 10_000 } = options;
  if (form !== 'comment' && form !== 'chunk') throw invalid('keepAlive', 'must be false, "comment" or "chunk".');
  for (const [name, value] of Object.entries({ intervalMs, firstMs })) {
    if (!isPositive(value)) throw invalid(`keepAlive.${name}`, 'must be a whole number of milliseconds from 1 up.');
  }
  return { form, intervalMs, firstMs };
}

function readAllow(given: GatewayOptions['allow']): Settings['allow'] {
  const names = given ?? choices;
  for (const name of names)
    if (!choices.includes(name)) throw invalid('allow', `may contain only ${choices.join(' and ')}.`);
  return names;
}

const choices = ['provider', 'provider_options'] as const;

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function invalid(option: string, says: string): PlugboardError {
  return new PlugboardError('config_invalid', `Options of the gateway: ${option} ${says}`);
}
