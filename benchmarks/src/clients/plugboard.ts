import { Client, type CreateParams, file } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { question, type BenchClient, type ChatOptions } from './bench-client.ts';
import { readStream } from './read-stream.ts';

/** The built packages with `openai()`, as users run them. It sends files inside the chat, so it uploads none. */
export function create(url: string): BenchClient {
  const client = new Client({
    provider: openai({ apiKey: 'key-bench', baseUrl: `${url}/v1`, models: ['bench-large'] }),
    config: false,
    discover: false,
  });

  async function send(more: Pick<CreateParams, 'image'>, { signal, onDelta }: ChatOptions = {}): Promise<string> {
    const stream = await client.chat.completions.create(
      { model: 'bench-large', messages: [{ role: 'user', content: question }], ...more, stream: true },
      { signal },
    );
    return readStream(stream, onDelta);
  }

  return {
    chat: (options) => send({}, options),
    upload: () => Promise.reject(new Error('openai() uploads no files.')),
    chatWithImage: (path) => send({ image: file(path) }),
  };
}
