import { Client } from '@plugboard/core';
import { google } from '@plugboard/provider-google';
import { question, type ChatOnlyClient } from './bench-client.ts';
import { readStream } from './read-stream.ts';

/** The built packages with `google()`, as users run them. */
export function create(url: string): ChatOnlyClient {
  const client = new Client({
    provider: google({ apiKey: 'key-bench', baseUrl: url }),
    config: false,
    discover: false,
  });
  return {
    async chat({ signal, onDelta } = {}) {
      const stream = await client.chat.completions.create(
        { model: 'gemini-3.8-flash', messages: [{ role: 'user', content: question }], stream: true },
        { signal },
      );
      return readStream(stream, onDelta);
    },
  };
}
