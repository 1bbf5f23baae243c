import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import { question, type ChatOnlyClient } from './bench-client.ts';

interface Chunk {
  readonly candidates?: readonly { readonly content?: { readonly parts?: readonly { readonly text?: string }[] } }[];
}

/** The Gemini API by hand: the text of each part of each chunk. */
export function create(url: string): ChatOnlyClient {
  const dispatcher = new Agent();
  return {
    async chat({ onDelta } = {}) {
      const { body } = await request(`${url}/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse`, {
        dispatcher,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'x-goog-api-key': 'key-bench',
        },
        body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: question }] }] }),
      });
      const decoder = new TextDecoder();
      let text = '';
      const parser = createParser({
        onEvent({ data }) {
          const chunk = JSON.parse(data) as Chunk;
          for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
            if (part.text === undefined || part.text === '') continue;
            text += part.text;
            onDelta?.(part.text);
          }
        },
      });
      for await (const piece of body) parser.feed(decoder.decode(piece as Uint8Array, { stream: true }));
      return text;
    },
  };
}
