import { rekaClient } from './reka-client.ts';
import type { ChatOnlyClient } from './bench-client.ts';

/** Reka's official API: OpenAI's wire format. */
export function create(url: string): ChatOnlyClient {
  return rekaClient(url, { apiKey: 'key-bench' });
}
