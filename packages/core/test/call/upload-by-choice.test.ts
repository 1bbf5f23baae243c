import { expect, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { defineProvider } from '../../src/contract/define-provider.ts';
import type { ChatRequest } from '../../src/contract/chat-request.ts';
import { pngOf } from '../media/sample-files.ts';

test('an upload is told which files the request has, and which of them it is', async () => {
  const told: unknown[] = [];
  const provider = defineProvider({
    id: 'chooser',
    models: [{ id: 'chooser-1', input: ['image'] }],
    create: () => ({
      async upload({ size }, { files, index }) {
        told.push({ files, own: files[index]?.size === size, index });
        return undefined;
      },
      async *stream() {
        yield { type: 'text-delta', text: 'ok' };
        yield { type: 'finish', reason: 'stop' };
      },
      accepts: { remoteMedia: true },
    }),
  });
  await using client = new Client({ provider, config: false, discover: false });
  const images = ['https://example.com/a.png', pngOf(80), pngOf(200)];
  await client.chat.completions.create({ model: 'chooser-1', messages: [{ role: 'user', content: 'Which?' }], images });
  const files = [
    { kind: 'image', size: 80 },
    { kind: 'image', size: 200 },
  ];
  expect(told).toEqual([
    { files, own: true, index: 0 },
    { files, own: true, index: 1 },
  ]);
});

test('a file for which upload gives undefined travels inside the request', async () => {
  const asked: ChatRequest[] = [];
  const provider = defineProvider({
    id: 'chooser',
    models: [{ id: 'chooser-1', input: ['image'] }],
    create: () => ({
      upload: ({ size = 0 }) => Promise.resolve(size > 100 ? { url: 'file_1' } : undefined),
      async *stream(request) {
        asked.push(request);
        yield { type: 'text-delta', text: 'ok' };
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  });
  await using client = new Client({ provider, config: false, discover: false });
  await client.chat.completions.create({
    model: 'chooser-1',
    messages: [{ role: 'user', content: 'Which?' }],
    images: [pngOf(80), pngOf(200)],
  });
  const [small, large] = asked[0]?.messages[0]?.content.filter(({ type }) => type === 'image') ?? [];
  expect(small).toMatchObject({ source: { type: 'image/png', size: 80 } });
  expect(large).toEqual({ type: 'image', source: 'file_1' });
});
