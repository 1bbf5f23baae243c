import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import type { Client, CreateParams } from '../../src/index.ts';
import { temporaryFolder } from '../media/sample-files.ts';
import { clientOf, rejection } from './tool-provider.ts';

const question = { role: 'user', content: 'What is it?' };
const picture = (url: unknown): object => ({ type: 'image_url', image_url: { url } });

/** Calls that are refused; each is given a stream in a place of its own. */
const refused: readonly (readonly [string, string, (stream: unknown) => object])[] = [
  ['without a model', 'input_invalid', (image) => ({ messages: [question], image })],
  ['without messages', 'input_invalid', (image) => ({ model: 'm', image })],
  ['without a model, in a part', 'input_invalid', (url) => ({ messages: [{ role: 'user', content: [picture(url)] }] })],
  ['with a role that is none', 'input_invalid', (image) => ({ model: 'm', messages: [{ role: 'me' }], image })],
  [
    'in a turn behind a faulty one',
    'input_invalid',
    (url) => ({ model: 'm', messages: [null, { role: 'user', content: [picture(url)] }] }),
  ],
  [
    'in a part behind a faulty one',
    'input_invalid',
    (url) => ({ model: 'm', messages: [{ role: 'user', content: [{ type: '' }, picture(url)] }] }),
  ],
  [
    'in a part of an unknown type',
    'input_invalid',
    (url) => ({ model: 'm', messages: [{ role: 'user', content: [{ type: 'sound', sound: { data: url } }] }] }),
  ],
  [
    'in the file of a refused call',
    'input_invalid',
    (url) => ({ model: '', messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: url } }] }] }),
  ],
  [
    'in a recording of a refused call',
    'input_invalid',
    (url) => ({
      model: '',
      messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: url } }] }],
    }),
  ],
  [
    'in a part without url',
    'input_invalid',
    (url) => ({ model: 'm', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: url }] }] }),
  ],
  [
    'as another kind of file',
    'input_invalid',
    (url) => ({ model: '', messages: [{ role: 'user', content: [{ type: 'video_url', video_url: { url } }] }] }),
  ],
  [
    'behind an image that is none',
    'input_invalid',
    (stream) => ({ model: 'm', messages: [question], images: [5, stream] }),
  ],
  ['as images', 'input_invalid', (images) => ({ model: 'm', messages: [question], images })],
  ['in image as a list', 'input_invalid', (stream) => ({ model: 'm', messages: [question], image: [stream] })],
  ['with an unknown parameter', 'unsupported', (image) => ({ model: 'm', messages: [question], image, n: 2 })],
  ['with images, none of a user', 'input_invalid', (image) => ({ model: 'm', messages: [], image })],
];

test.each(refused)('a stream is let go when the call is refused: %s', async (_, code, paramsWith) => {
  const uncaught = watchUncaught();
  const { client } = clientOf([], {});
  const missing = createReadStream(join(temporaryFolder(), 'no-cat.png'));
  const good = new PassThrough();
  for (const stream of [missing, good]) expect(await refusal(client, paramsWith(stream))).toMatchObject({ code });
  expect(good.destroyed).toBe(true);
  await settled(missing);
  expect(uncaught).toEqual([]);
});

test('a closed client lets go of the streams that it is given', async () => {
  const uncaught = watchUncaught();
  const { client } = clientOf([], {});
  await client.close();
  const missing = createReadStream(join(temporaryFolder(), 'no-cat.png'));
  const good = new PassThrough();
  let cancelled = false;
  const web = new ReadableStream({ cancel: () => void (cancelled = true) });
  const messages = [{ role: 'user', content: [picture(web)] }];
  expect(await refusal(client, { model: 'm', messages, image: missing, images: [good] })).toMatchObject({
    code: 'closed',
  });
  expect(good.destroyed).toBe(true);
  expect(cancelled).toBe(true);
  await settled(missing);
  expect(uncaught).toEqual([]);
});

test('a stream that somebody else reads is not ended by a refused call', async () => {
  const { client } = clientOf([], {});
  const flowing = new PassThrough().on('data', () => {});
  onTestFinished(() => void flowing.destroy());
  expect(await refusal(client, { model: 'm', messages: [question], images: [5, flowing] })).toMatchObject({
    code: 'input_invalid',
  });
  expect(flowing.destroyed).toBe(false);
});

test.each([undefined, null, 5])('params that are no object are refused as ever: %s', async (params) => {
  const { client } = clientOf([], {});
  expect(await refusal(client, params)).toMatchObject({ code: 'input_invalid' });
});

function refusal(client: Client, params: unknown): Promise<unknown> {
  return rejection(client.chat.completions.create(params as CreateParams));
}

function watchUncaught(): readonly unknown[] {
  const uncaught: unknown[] = [];
  const listen = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', listen);
  onTestFinished(() => void process.off('uncaughtException', listen));
  return uncaught;
}

/** When a stream that nobody reads has failed, its error has been told. */
async function settled(stream: Readable): Promise<void> {
  await expect.poll(() => stream.closed).toBe(true);
}
