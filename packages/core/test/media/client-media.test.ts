import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import type { CreateParams } from '../../src/client/create-params.ts';
import type { ProviderPlugin } from '../../src/contract/define-provider.ts';
import { file } from '../../src/media/named-file.ts';
import { failureOf } from './collect.ts';
import { onePixelPng, temporaryFile, temporaryFolder } from './sample-files.ts';
import { inlining, serve, uploading } from './services.ts';

const base = 'data:image/png;base64,';
const pictures = [1, 2, 3].map((last) => Buffer.concat([onePixelPng, Buffer.of(last)]));
const [first = Buffer.of(), second = Buffer.of(), third = Buffer.of()] = pictures;

async function ask(provider: ProviderPlugin<object>, params: Partial<CreateParams>): Promise<void> {
  await using client = new Client({ provider, config: false, discover: false });
  const messages = params.messages ?? [{ role: 'user', content: 'What is it?' }];
  await client.chat.completions.create({ model: 'any', ...params, messages, stream: false });
}

test('image, images and parts add up, and what has no home goes to the last user message', async () => {
  const server = await serve();
  await ask(inlining(server.origin), {
    image: first,
    images: [second],
    messages: [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: third } }] },
      { role: 'assistant', content: 'A cat.' },
      { role: 'user', content: 'And these?' },
      { role: 'assistant', content: 'Well ...' },
    ],
  });
  const body: unknown = JSON.parse(server.requests[0]?.body.toString() ?? '');
  const part = (content: Buffer): object => ({
    type: 'image_url',
    image_url: { url: base + content.toString('base64') },
  });
  expect(body).toMatchObject({
    messages: [
      { role: 'user', content: [part(third)] },
      { role: 'assistant' },
      { role: 'user', content: [part(first), part(second), { type: 'text', text: 'And these?' }] },
      { role: 'assistant' },
    ],
  });
});

test('the stream of a missing file rejects the call, also when the model is not found', async () => {
  const server = await serve();
  const missing = (): Readable => createReadStream(join(temporaryFolder(), 'no-cat.png'));
  const unread = await failureOf(() => ask(inlining(server.origin), { image: missing() }));
  expect(unread).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('no-cat.png') });
  const nobody = await failureOf(() => ask(inlining(server.origin), { image: missing(), provider: 'nobody' }));
  expect(nobody).toMatchObject({ code: 'model_not_found' });
  expect(server.requests).toEqual([]);
});

test('what can be read again is sent again when a chat is repeated', async () => {
  const server = await serve();
  server.on('next', status(503));
  await ask(inlining(server.origin), { images: [file(temporaryFile(first)), new Blob([second])] });
  const [one, two] = server.requests.map(({ body }) => body.toString());
  expect(two).toContain(base + first.toString('base64'));
  expect(two).toBe(one);
});

test('a picture under the label of another format goes out under its own type', async () => {
  const server = await serve();
  const mislabelled = (): Blob => new Blob([first], { type: 'image/jpeg' });
  await ask(inlining(server.origin), { images: [mislabelled(), `data:image/jpeg;base64,${first.toString('base64')}`] });
  await ask(uploading(server.origin), { image: mislabelled() });
  const [chat, upload] = server.requests.map(({ body }) => body.toString('latin1'));
  expect(chat?.split(base + first.toString('base64'))).toHaveLength(3);
  expect(upload?.toLowerCase()).toContain('content-type: image/png\r\n');
  expect(`${chat}${upload}`).not.toContain('jpeg');
});

test('a stream that was read is never sent again', async () => {
  const server = await serve();
  server.on('next', status(503));
  const image = Readable.from([first], { objectMode: false });
  expect(await failureOf(() => ask(inlining(server.origin), { image }))).toMatchObject({ code: 'server_error' });
  expect(server.requests).toHaveLength(1);
  expect(image.destroyed).toBe(true);
});

test('a stream that was uploaded allows the chat to be repeated', async () => {
  const server = await serve();
  server.on('next', status(200, {}), status(503));
  await ask(uploading(server.origin), { image: Readable.from([first], { objectMode: false }) });
  expect(server.requests.map(({ path }) => path)).toEqual(['/upload', '/chat/completions', '/chat/completions']);
});

test.each([
  ['nothing but text', [], { image: first }],
  ['pictures', ['image'], { messages: [{ role: 'user', content: [pdf()] }] }],
] as const)('a model that takes %s refuses the rest before a byte is sent', async (_, input, params) => {
  const server = await serve();
  const failure = await failureOf(() => ask(inlining(server.origin, { input }), params));
  expect(failure.code).toBe('unsupported');
  expect(server.requests).toEqual([]);
  expect(server.accepted).toBe(0);
});

function pdf(): { readonly type: 'pdf_url'; readonly pdf_url: { readonly url: Buffer } } {
  return { type: 'pdf_url', pdf_url: { url: Buffer.from('%PDF-1.7 fake') } };
}

test('a remote URL goes to a service that fetches it, as it is written, and nowhere else', async () => {
  const server = await serve();
  const image = 'https://images.test/a cat.png?x=1'.replace(' ', '%20');
  expect((await failureOf(() => ask(inlining(server.origin), { image }))).code).toBe('unsupported');
  expect(server.requests).toEqual([]);
  await ask(inlining(server.origin, {}, { remoteMedia: true }), { image });
  expect(server.requests[0]?.body.toString()).toContain(`"image_url":{"url":"${image}"}`);
});
