import { createReadStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import type { ProviderPlugin } from '../../src/contract/define-provider.ts';
import { file } from '../../src/media/named-file.ts';
import { parseForm } from '../http/body/parse-form.ts';
import { sha256 } from './collect.ts';
import { pngOf, temporaryFile } from './sample-files.ts';
import { inlining, serve, uploading } from './services.ts';

const content = pngOf(700_001);
const question = 'What is it? "quotes", ünïcode and 🐈';

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < content.length; offset += 70_001) yield content.subarray(offset, offset + 70_001);
}

const viewWithOffset = (): Uint8Array => {
  const memory = new Uint8Array(content.length + 11).fill(7);
  memory.set(content, 5);
  return memory.subarray(5, 5 + content.length);
};

interface InputCase {
  readonly make: () => string | MediaInput | Promise<string | MediaInput>;
  readonly name?: string;
  readonly sizeUnknown?: boolean;
}

const path = (): string => temporaryFile(content);
const cases: Readonly<Record<string, InputCase>> = {
  'a path': { make: () => file(path()), name: 'cat.png' },
  'a file: URL': { make: () => pathToFileURL(path()), name: 'cat.png' },
  'a Buffer': { make: () => Buffer.from(content) },
  'a view with an offset': { make: viewWithOffset },
  'an ArrayBuffer': { make: () => content.slice().buffer },
  'a Blob': { make: () => new Blob([content]) },
  'a Blob of a file': { make: async () => openAsBlob(path()) },
  'a File': { make: () => new File([content], 'dog.png'), name: 'dog.png' },
  'a data: URL': { make: () => `data:image/png;base64,${Buffer.from(content).toString('base64')}` },
  'an unread ReadStream': { make: () => createReadStream(path()), name: 'cat.png' },
  'a Readable': { make: () => Readable.from(pieces(), { objectMode: false }), sizeUnknown: true },
  'a web ReadableStream': { make: () => new Blob([content]).stream(), sizeUnknown: true },
  'an async iterable': { make: pieces, sizeUnknown: true },
  'a FileHandle': {
    make: async () => {
      const handle = await open(path());
      onTestFinished(() => handle.close());
      return handle as unknown as MediaInput;
    },
  },
};

async function ask(provider: ProviderPlugin<object>, image: string | MediaInput): Promise<unknown> {
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const messages = [{ role: 'user', content: question }] as const;
  const { choices } = await client.chat.completions.create({ model: 'any', messages, image });
  return choices[0]?.message.content;
}

test.each(Object.entries(cases))('%s arrives with the same bytes in an upload', async (_, example) => {
  const server = await serve();
  expect(await ask(uploading(server.origin), await example.make())).toBe('A cat.');
  const [upload, chat] = server.requests;
  const { parts } = await parseForm({
    contentType: upload?.headers.get('content-type') ?? '',
    length: undefined,
    open: () => upload?.body ?? '',
  });
  const file = { name: example.name ?? 'image.png', type: 'image/png', size: content.length, sha256: sha256(content) };
  expect(parts).toEqual([{ field: 'image', file }]);
  const length = upload?.headers.get('content-length');
  expect(length).toBe(example.sizeUnknown === true ? undefined : String(upload?.body.length));
  expect(chat?.body.toString()).toContain('"image_url":{"url":"https://files.test/a|b"}');
});

test.each(Object.entries(cases))('%s arrives with the same bytes inside JSON', async (_, example) => {
  const server = await serve();
  expect(await ask(inlining(server.origin), await example.make())).toBe('A cat.');
  const [chat] = server.requests;
  const expected = JSON.stringify({
    model: 'any',
    messages: [
      {
        role: 'user',
        content: [
          {
            type: 'image_url',
            image_url: { url: `data:image/png;base64,${Buffer.from(content).toString('base64')}` },
          },
          { type: 'text', text: question },
        ],
      },
    ],
  });
  expect(chat?.body.equals(Buffer.from(expected))).toBe(true);
  const length = chat?.headers.get('content-length');
  expect(length).toBe(example.sizeUnknown === true ? undefined : String(Buffer.byteLength(expected)));
});

test.each([
  ['climbing out', '..\\..\\etc/passwd.png', 'passwd.png'],
  ['quotes and line breaks', 'a"\r\nX-Injected: 1\r\n\r\n.png', 'a_X-Injected_ 1.png'],
  ['what turns text around', 'cat\u202egnp.exe', 'catgnp.exe'],
  ['escape sequences', '\u001b[31mcat\0.png', '[31mcat.png'],
  ['five thousand characters', `${'n'.repeat(5000)}.png`, `${'n'.repeat(96)}.png`],
])('a name with %s goes out clean', async (_, name, clean) => {
  const server = await serve();
  await ask(uploading(server.origin), new File([content], name));
  const head = server.requests[0]?.body.subarray(0, 400).toString() ?? '';
  expect(head).toContain(`filename="${clean}"\r\n`);
  expect(head.split('\r\n\r\n', 1)[0]?.split('\r\n')).toHaveLength(3);
});
