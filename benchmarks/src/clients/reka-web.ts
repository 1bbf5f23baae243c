import { rekaClient } from './reka-client.ts';
import type { ChatOnlyClient } from './bench-client.ts';

/** Reka's web session: each event has the whole text so far. */
export function create(url: string): ChatOnlyClient {
  return rekaClient(url, { accessToken: 'token-bench' });
}
