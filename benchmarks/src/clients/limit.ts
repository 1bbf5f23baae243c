import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import { question, type BenchClient, type ChatOptions } from './bench-client.ts';

/** Written by hand for this one job, without anything that makes a client safe: the least that the job can cost. */
export function create(url: string): BenchClient {
  const dispatcher = new Agent();

  async function send(content: unknown, { signal, onDelta }: ChatOptions = {}): Promise<string> {
    const { body } = await request(`${url}/v1/chat/completions`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'Bearer key-bench' },
      body: JSON.stringify({ model: 'bench-large', messages: [{ role: 'user', content }], stream: true }),
      ...(signal === undefined ? {} : { signal }),
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
    for await (const piece of body) {
      parser.feed(decoder.decode(piece as Uint8Array, { stream: true }));
      if (!reading) break;
    }
    return text;
  }

  return {
    chat: (options) => send(question, options),
    async upload(path) {
      const boundary = 'bench-0123456789abcdef';
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`;
      const tail = `\r\n--${boundary}--\r\n`;
      const { size } = await stat(path);
      const { body } = await request(`${url}/v1/files`, {
        dispatcher,
        method: 'POST',
        headers: {
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': String(head.length + size + tail.length),
        },
        body: form(head, path, tail) as never,
      });
      const { sha256 } = (await body.json()) as { sha256: string };
      await send(question);
      return sha256;
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

async function* form(head: string, path: string, tail: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head);
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  yield Buffer.from(tail);
}
