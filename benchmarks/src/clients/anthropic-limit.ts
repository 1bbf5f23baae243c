import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import { question, type ChatOnlyClient } from './bench-client.ts';

/** The Messages API by hand: passes on each delta of a text, and parses and ignores all other events. */
export function create(url: string): ChatOnlyClient {
  const dispatcher = new Agent();
  return {
    async chat({ onDelta } = {}) {
      const { body } = await request(`${url}/v1/messages`, {
        dispatcher,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'x-api-key': 'key-bench',
          'anthropic-version': '2026-10-21',
        },
        body: JSON.stringify({
          model: 'claude-opus-5-5',
          max_tokens: 128_000,
          messages: [{ role: 'user', content: question }],
          stream: true,
        }),
      });
      const decoder = new TextDecoder();
      let text = '';
      const parser = createParser({
        onEvent({ data }) {
          const event = JSON.parse(data) as { type: string; delta?: { type?: string; text?: string } };
          if (event.type !== 'content_block_delta' || event.delta?.text === undefined) return;
          text += event.delta.text;
          onDelta?.(event.delta.text);
        },
      });
      for await (const piece of body) parser.feed(decoder.decode(piece as Uint8Array, { stream: true }));
      return text;
    },
  };
}
