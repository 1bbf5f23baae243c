import { Client } from '@plugboard/core';
import { anthropic } from '@plugboard/provider-anthropic';
import { question, type ChatOnlyClient } from './bench-client.ts';
import { readStream } from './read-stream.ts';

/** The built packages with `anthropic()`, as users run them. */
export function create(url: string): ChatOnlyClient {
  const client = new Client({
    provider: anthropic({ apiKey: 'key-bench', baseUrl: url }),
    config: false,
    discover: false,
  });
  return {
    async chat({ signal, onDelta } = {}) {
      const stream = await client.chat.completions.create(
        { model: 'claude-opus-5-5', messages: [{ role: 'user', content: question }], stream: true },
        { signal },
      );
      return readStream(stream, onDelta);
    },
  };
}
