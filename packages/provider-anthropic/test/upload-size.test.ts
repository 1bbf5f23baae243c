import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import { Client } from '@plugboard/core';
import { expect, test } from 'vitest';
import { anthropic } from '../src/index.ts';

const mebibyte = 1024 * 1024;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function padded(start: Buffer, size: number): Buffer {
  return Buffer.concat([start, Buffer.alloc(size - start.length)]);
}

test.each<[name: string, file: Buffer, uploadAbove: number | false | undefined, uploads: number]>([
  ['an image that fits into the request', padded(png, 3.75 * mebibyte), undefined, 0],
  ['an image that the service would refuse there', padded(png, 3.75 * mebibyte + 1), undefined, 1],
  ['a PDF of 8 MiB', padded(Buffer.from('%PDF-1.7\n'), 8 * mebibyte), undefined, 0],
  ['a larger PDF', padded(Buffer.from('%PDF-1.7\n'), 8 * mebibyte + 1), undefined, 1],
  ['a small image, by option', png, 10, 1],
  ['a larger PDF that must not be uploaded', padded(Buffer.from('%PDF-1.7\n'), 8 * mebibyte + 1), false, 0],
])('%s goes the way that its size says', async (_name, file, uploadAbove, uploads) => {
  await using emulator = await startAnthropicEmulator();
  const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url, uploadAbove });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  await client.chat.completions.create({
    model: 'claude-opus-5',
    messages: [{ role: 'user', content: 'What is it?' }],
    image: file,
  });
  expect(emulator.counts.files).toBe(uploads);
});

const pdfs = (...mebibytes: readonly number[]): readonly Buffer[] =>
  mebibytes.map((size) => padded(Buffer.from('%PDF-1.7\n'), size * mebibyte));
const question = { model: 'claude-opus-5', messages: [{ role: 'user', content: 'What is it?' }] } as const;

test('of files that together do not fit into a request, the largest are uploaded', async () => {
  await using emulator = await startAnthropicEmulator();
  const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  await client.chat.completions.create({ ...question, images: pdfs(6, 8, 6, 7, 6) });
  expect(new Set(emulator.files.map(({ size }) => size))).toEqual(new Set([7 * mebibyte, 8 * mebibyte]));
  expect(emulator.files.length).toBe(2);
});

test('without uploads they are refused before anything is sent', async () => {
  await using emulator = await startAnthropicEmulator();
  const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url, uploadAbove: false });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const asked = client.chat.completions.create({ ...question, images: pdfs(12, 13) });
  await expect(asked).rejects.toMatchObject({ code: 'unsupported', param: 'messages' });
  expect(emulator.requests).toEqual([]);
});
