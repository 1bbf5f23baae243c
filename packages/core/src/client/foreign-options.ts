import { quote } from '../errors/quote.ts';
import { definitionOf } from '../contract/define-provider.ts';
import { packageOfPlugin } from '../routing/well-known-models.ts';
import type { ClientOptions } from './client-options.ts';

/** Options of other clients that concern a service, and how to write them as options of a provider. */
const providersOptions: ReadonlyMap<string, string> = new Map([
  ['apiKey', "apiKey: '...'"],
  ['api_key', "apiKey: '...'"],
  ['key', "apiKey: '...'"],
  ['token', "apiKey: '...'"],
  ['baseURL', "baseUrl: '...'"],
  ['baseUrl', "baseUrl: '...'"],
  ['base_url', "baseUrl: '...'"],
  ['endpoint', "baseUrl: '...'"],
  ['organization', "organization: '...'"],
  ['project', "project: '...'"],
  ['headers', 'headers: { ... }'],
  ['defaultHeaders', 'headers: { ... }'],
  ['defaultQuery', 'query: { ... }'],
  ['cookies', "cookies: '...'"],
  ['accessToken', "accessToken: '...'"],
  ['models', "models: ['...']"],
]);

/** Those of them that only a browser session has. */
const sessionOptions: ReadonlySet<string> = new Set(['cookies', 'accessToken']);

/** Options of other clients that concern the client, and the option that means the same here. */
const clientsOptions: ReadonlyMap<string, string> = new Map([
  ['timeout', 'timeouts: { total: 60_000 }'],
  ['maxRetries', 'retry: { maxRetries: 2 }'],
  ['max_retries', 'retry: { maxRetries: 2 }'],
  ['retries', 'retry: { maxRetries: 2 }'],
  ['logLevel', 'logger: console'],
  ['httpAgent', "proxy: 'http://...'"],
  ['fetchOptions', "proxy: 'http://...'"],
]);

/**
 * Says where options belong that a client does not have. `undefined` for names that no client has. Repeats no value.
 */
export function placeOfOptions(unknown: readonly string[], given: ClientOptions): string | undefined {
  const forProvider = unknown.flatMap((name) => providersOptions.get(name) ?? []);
  const forClient = unknown.flatMap((name) => clientsOptions.get(name) ?? []);
  if (forProvider.length + forClient.length === 0) return undefined;
  const plugin = pluginOf(given) ?? (unknown.some((name) => sessionOptions.has(name)) ? 'reka' : 'openai');
  const packageName = packageOfPlugin(plugin);
  const options = [
    ...(forProvider.length === 0 ? [] : [`provider: ${plugin}({ ${[...new Set(forProvider)].join(', ')} })`]),
    ...forClient,
  ];
  const parts = [
    forProvider.length === 0 ? '' : ' Keys, addresses and headers belong to a provider.',
    ` Write: new Client({ ${[...new Set(options)].join(', ')} })`,
    forProvider.length === 0 || packageName === undefined
      ? ''
      : `, with: import { ${plugin} } from ${quote(packageName)}`,
    '.',
  ];
  return parts.join('');
}

/** The plugin of the first provider that the options contain already. */
function pluginOf({ provider, providers }: ClientOptions): string | undefined {
  const several: readonly unknown[] = Array.isArray(providers) ? providers : [];
  const [first] = [provider, ...several].flatMap((one) => definitionOf(one)?.id ?? []);
  return first;
}
