import { createParser } from 'eventsource-parser';
import { question, type ChatOnlyClient } from './bench-client.ts';

/** Node's own `fetch`, with a parser as the only package. */
export function create(url: string): ChatOnlyClient {
  return {
    async chat({ signal, onDelta } = {}) {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'Bearer key-bench' },
        body: JSON.stringify({
          model: 'bench-large',
          messages: [{ role: 'user', content: question }],
          stream: true,
        }),
        signal: signal ?? null,
      });
      const decoder = new TextDecoder();
      let text = '';
      let reading = true;
      const parser = createParser({
        onEvent({ data }) {
          if (!reading || data === '[DONE]') return;
          const chunk = JSON.parse(data) as { choices: readonly { delta: { content?: string } }[] };
          const delta = chunk.choices[0]?.delta.content;
          if (delta === undefined || delta === '') return;
          text += delta;
          if (onDelta?.(delta) === false) reading = false;
        },
      });
      for await (const piece of response.body ?? []) {
        parser.feed(decoder.decode(piece as Uint8Array, { stream: true }));
        if (!reading) break;
      }
      return text;
    },
  };
}
