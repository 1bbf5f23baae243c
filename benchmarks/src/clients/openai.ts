import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import OpenAI from 'openai';
import type { ChatCompletionContentPart } from 'openai/resources/chat/completions';
import { question, type BenchClient, type ChatOptions } from './bench-client.ts';

/** The official package. */
export function create(url: string): BenchClient {
  const client = new OpenAI({ apiKey: 'key-bench', baseURL: `${url}/v1` });

  async function send(content: string | ChatCompletionContentPart[], options: ChatOptions = {}): Promise<string> {
    const stream = await client.chat.completions.create(
      { model: 'bench-large', messages: [{ role: 'user', content }], stream: true },
      options.signal === undefined ? {} : { signal: options.signal },
    );
    let text = '';
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta.content ?? '';
      text += delta;
      if (delta !== '' && options.onDelta?.(delta) === false) break;
    }
    return text;
  }

  return {
    chat: (options) => send(question, options),
    async upload(path) {
      const file: unknown = await client.files.create({ file: createReadStream(path), purpose: 'vision' });
      await send(question);
      return (file as { sha256: string }).sha256;
    },
    async chatWithImage(path) {
      const image = `data:image/png;base64,${await readFile(path, 'base64')}`;
      return send([
        { type: 'text', text: question },
        { type: 'image_url', image_url: { url: image } },
      ]);
    },
  };
}
