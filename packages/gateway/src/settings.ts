import { PlugboardError } from '@plugboard/core';
import type { AddressRules } from './access/origins.ts';
import { optionNames, type GatewayOptions, type KeepAliveOptions } from './gateway-options.ts';

/** Options with their defaults filled in. */
export interface Settings {
  readonly addresses: AddressRules;
  readonly bodyLimit: number;
  readonly keepAlive: Required<KeepAliveOptions> | undefined;
  readonly additions: boolean;
  readonly allow: readonly ('provider' | 'provider_options')[];
  readonly page: boolean;
}

/** Throws `config_invalid`. */
export function readSettings(options: GatewayOptions): Settings {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) throw invalid(unknown, `is not a known option (known: ${optionNames.join(', ')}).`);
  if (typeof options.client?.chat?.completions?.create !== 'function') throw invalid('client', 'must be a Client.');
  const { bodyLimit = 64 * 1024 * 1024, keys } = options;
  const allowedOrigins = textsIn('allowedOrigins', options.allowedOrigins);
  const allowedHosts = textsIn('allowedHosts', options.allowedHosts);
  for (const origin of allowedOrigins) checkOriginName(origin);
  if (keys !== undefined && keys !== false && !Array.isArray(keys))
    throw invalid('keys', 'must be a list of keys, or false.');
  if (!isPositive(bodyLimit)) throw invalid('bodyLimit', 'must be a whole number of bytes from 1 up.');
  return {
    addresses: {
      allowedOrigins,
      allowedHosts: allowedHosts.map((host) => host.toLowerCase()),
      checksHost: keys === undefined || allowedHosts.length > 0,
    },
    bodyLimit,
    keepAlive: readKeepAlive(options.keepAlive),
    additions: readFlag('additions', options.additions),
    allow: readAllow(options.allow),
    page: readFlag('page', options.page),
  };
}

/** Options may come from a config or from plain JavaScript, so the types are checked as well. */
function textsIn(option: string, value: unknown): readonly string[] {
  const texts: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [undefined];
  if (!texts.every((text) => typeof text === 'string' && text !== ''))
    throw invalid(option, 'must be a list of texts.');
  return texts.filter((text) => typeof text === 'string');
}

function readFlag(option: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? true;
  throw invalid(option, 'must be true or false.');
}

function checkOriginName(origin: string): void {
  if (origin !== '*' && URL.canParse(origin) && new URL(origin).origin === origin) return;
  const says = 'must be the scheme, host and port of a page, such as https://chat.example.com, without a path.';
  throw invalid('allowedOrigins', `${says} ${origin === '*' ? 'Allowing every page (*) is not possible.' : ''}`.trim());
}

function readKeepAlive(given: GatewayOptions['keepAlive']): Required<KeepAliveOptions> | undefined {
  if (given === false) return undefined;
  const options = typeof given === 'object' && given !== null ? given : { form: given };
  const unknown = Object.keys(options).find((name) => !keepAliveNames.has(name));
  if (unknown !== undefined)
    throw invalid(`keepAlive.${unknown}`, `is not a known option (known: ${[...keepAliveNames].join(', ')}).`);
  const { form = 'comment', intervalMs = 15_000, firstMs = 10_000 } = options;
  if (form !== 'comment' && form !== 'chunk') throw invalid('keepAlive', 'must be false, "comment" or "chunk".');
  for (const [name, value] of Object.entries({ intervalMs, firstMs })) {
    if (!isPositive(value)) throw invalid(`keepAlive.${name}`, 'must be a whole number of milliseconds from 1 up.');
  }
  return { form, intervalMs, firstMs };
}

const keepAliveNames: ReadonlySet<string> = new Set<keyof KeepAliveOptions>(['form', 'intervalMs', 'firstMs']);

function readAllow(given: GatewayOptions['allow']): Settings['allow'] {
  if (given === undefined) return choices;
  const names: readonly string[] = textsIn('allow', given);
  const allowed = choices.filter((name) => names.includes(name));
  if (names.some((name) => !isChoice(name))) throw invalid('allow', `may contain only ${choices.join(' and ')}.`);
  return allowed;
}

function isChoice(name: string): boolean {
  return choices.some((choice) => choice === name);
}

const choices = ['provider', 'provider_options'] as const;

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function invalid(option: string, says: string): PlugboardError {
  return new PlugboardError('config_invalid', `Options of the gateway: ${option} ${says}`);
}
