import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import { question, type ChatOnlyClient } from './bench-client.ts';

/** Reka's web session by hand: parses every snapshot as a whole. The delta is what follows the text so far. */
export function create(url: string): ChatOnlyClient {
  const dispatcher = new Agent();
  return {
    async chat({ onDelta } = {}) {
      const { body } = await request(`${url}/api/chat`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer token-bench' },
        body: JSON.stringify({ conversation_history: [{ type: 'human', text: question }], stream: true }),
      });
      const decoder = new TextDecoder();
      let emitted = '';
      let text = '';
      const parser = createParser({
        onEvent({ data }) {
          const snapshot = (JSON.parse(data) as { text: string }).text;
          if (snapshot.startsWith(emitted)) {
            const delta = snapshot.slice(emitted.length);
            text += delta;
            onDelta?.(delta);
          }
          emitted = snapshot;
        },
      });
      for await (const piece of body) parser.feed(decoder.decode(piece as Uint8Array, { stream: true }));
      return text;
    },
  };
}
