import type { Provider, ProviderHost } from '@plugboard/core/provider';
import { createOfficialApi } from './api/official-api.ts';
import { originFrom, type RekaOptions } from './options.ts';
import { createSignedOut } from './signed-out.ts';
import { createWebSession } from './web/web-session.ts';

/** Creates the provider for the given credential. */
export function createReka(options: RekaOptions, host: ProviderHost): Provider {
  const { apiKey, cookies, accessToken, baseUrl } = options;
  if (apiKey !== undefined) return createOfficialApi(apiKey, originFrom(baseUrl ?? 'https://api.reka.ai'), host);
  if (cookies === undefined && accessToken === undefined) return createSignedOut();
  return createWebSession(options, originFrom(baseUrl ?? 'https://chat.reka.ai'), host);
}
