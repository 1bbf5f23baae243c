import { Client, type CreateParams, file } from '@plugboard/core';
import { question, type BenchClient, type ChatOptions } from './bench-client.ts';
import { bench } from './bench-provider.ts';

/** The built packages, with a provider of a few lines. */
export function create(url: string): BenchClient {
  let uploaded = '';
  const open = (onUploaded?: (sha256: string) => void): Client =>
    new Client({ provider: bench({ url, onUploaded }), config: false, discover: false });
  const client = open();
  const uploading = open((sha256) => {
    uploaded = sha256;
  });
  return {
    chat: (options) => send(client, {}, options),
    async upload(path) {
      await send(uploading, { image: file(path) });
      return uploaded;
    },
    chatWithImage: (path) => send(client, { image: file(path) }),
  };
}

async function send(
  client: Client,
  more: Pick<CreateParams, 'image'>,
  { signal, onDelta }: ChatOptions = {},
): Promise<string> {
  const stream = await client.chat.completions.create(
    { model: 'bench-large', messages: [{ role: 'user', content: question }], ...more, stream: true },
    { signal },
  );
  let text = '';
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta.content ?? '';
    text += delta;
    if (delta !== '' && onDelta?.(delta) === false) break;
  }
  return text;
}
