import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { question, type ChatOptions } from './bench-client.ts';

/** Reka's web session through Plugboard. */
export function create(url: string): { chat(options?: ChatOptions): Promise<string> } {
  const { origin, pathname } = new URL(url);
  const client = new Client({
    provider: reka({ accessToken: 'token-bench', baseUrl: origin }),
    config: false,
    discover: false,
  });
  return {
    async chat() {
      const stream = await client.chat.completions.create(
        { model: 'reka-core', messages: [{ role: 'user', content: question }], stream: true },
        // The provider's path is fixed, so the scenario travels in a header.
        { headers: { 'x-scenario': pathname.slice(1) } },
      );
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      return text;
    },
  };
}
