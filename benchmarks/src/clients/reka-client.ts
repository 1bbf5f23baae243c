import { Client } from '@plugboard/core';
import { reka, type RekaOptions } from '@plugboard/provider-reka';
import { question, type ChatOnlyClient } from './bench-client.ts';
import { readStream } from './read-stream.ts';

/** The built packages with `reka()`, as users run them. */
export function rekaClient(url: string, credentials: Pick<RekaOptions, 'accessToken' | 'apiKey'>): ChatOnlyClient {
  const { origin, pathname } = new URL(url);
  const client = new Client({ provider: reka({ ...credentials, baseUrl: origin }), config: false, discover: false });
  // The provider's paths are fixed, so a header names the scenario.
  const headers = { 'x-scenario': pathname.slice(1) };
  return {
    async chat({ signal, onDelta } = {}) {
      const stream = await client.chat.completions.create(
        { model: 'reka-core', messages: [{ role: 'user', content: question }], stream: true },
        { headers, signal },
      );
      return readStream(stream, onDelta);
    },
  };
}
