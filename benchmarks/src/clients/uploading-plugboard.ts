import { Client, file } from '@plugboard/core';
import { question, type BenchClient } from './bench-client.ts';
import { bench } from './bench-provider.ts';
import { readStream } from './read-stream.ts';

/** The built packages, with a provider of a few lines that uploads files to the server's own address for them. */
export function create(url: string): BenchClient {
  let uploaded = '';
  const onUploaded = (sha256: string): void => void (uploaded = sha256);
  const client = new Client({ provider: bench({ url, onUploaded }), config: false, discover: false });

  async function send(more: { readonly image?: ReturnType<typeof file> }): Promise<string> {
    const messages = [{ role: 'user' as const, content: question }];
    const stream = await client.chat.completions.create({ model: 'bench-large', messages, ...more, stream: true });
    return readStream(stream, undefined);
  }

  return {
    chat: () => send({}),
    async upload(path) {
      await send({ image: file(path) });
      return uploaded;
    },
    chatWithImage: (path) => send({ image: file(path) }),
  };
}
