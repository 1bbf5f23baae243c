import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Media, MediaBytesOptions } from '../../src/contract/media.ts';
import type { Progress } from '../../src/client/chat-completions.ts';
import { file } from '../../src/media/named-file.ts';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { ask, clientOf, finish, inProcess, text } from '../call/fixture.ts';
import { failureOf } from './collect.ts';
import { openDescriptors, pngOf, temporaryFile } from './sample-files.ts';

const content = pngOf(200_000);
const load = (input: MediaInput): Promise<Media> => openMedia(input, { label: 'image 1' }).load();

/** The same file as a path, bytes, a blob and a stream, whose size nobody knows. */
const inputs: readonly (readonly [name: string, input: () => MediaInput, isKnown: boolean])[] = [
  ['a path', () => file(temporaryFile(content)), true],
  ['bytes', () => content, true],
  ['a Blob', () => new Blob([content]), true],
  ['a stream', () => Readable.from([content.subarray(0, 70_000), content.subarray(70_000)]), false],
];

for (const [name, input, isKnown] of inputs) {
  test(`bytes gives all of ${name}, up to the limit`, async () => {
    const media = await load(input());
    const bytes = await media.bytes({ maxBytes: content.length });
    expect(Buffer.compare(bytes, content)).toBe(0);
    expect(bytes.buffer.byteLength).toBe(content.length);
  });

  test(`bytes refuses ${name} that is larger, and holds nothing open`, async () => {
    const before = openDescriptors();
    const media = await load(input());
    const error = await failureOf(() => media.bytes({ maxBytes: content.length - 1 }));
    expect(error).toMatchObject({ code: 'unsupported' });
    expect(error.message).toContain(isKnown ? 'the image has 200000 bytes' : 'at most 199999 bytes');
    expect(openDescriptors()).toBe(before);
  });
}

test('bytes that are given are a copy, so that a provider cannot change the file of its caller', async () => {
  const mine = Uint8Array.from(content);
  const bytes = await (await load(mine)).bytes();
  bytes.fill(0);
  expect(Buffer.compare(mine, content)).toBe(0);
});

for (const maxBytes of [-1, Number.NaN, 'x', null]) {
  test(`a limit of ${String(maxBytes)} is refused`, async () => {
    const media = await load(content);
    const options = { maxBytes } as MediaBytesOptions;
    expect(await failureOf(() => media.bytes(options))).toMatchObject({ code: 'config_invalid' });
  });
}

test('a provider reads a file at once in upload and in stream, and the caller sees its progress', async () => {
  const read: number[] = [];
  const provider = inProcess(
    {
      async upload(media) {
        read.push((await media.bytes()).length);
        return { url: 'owl:1' };
      },
      async *stream() {
        yield* [...text('Hoo'), finish];
      },
    },
    'owl',
    ['image'],
  );
  const seen: Progress[] = [];
  await ask(clientOf(provider), { image: content }, { onProgress: (progress) => void seen.push(progress) });
  expect(read).toEqual([content.length]);
  expect(seen.at(-1)).toMatchObject({ phase: 'upload', index: 0, sent: content.length, total: content.length });
});

test('a file that one candidate finds too large goes to the next', async () => {
  const reading = (id: string, maxBytes: number) =>
    inProcess(
      {
        async *stream({ messages }) {
          const part = messages[0]?.content.find(({ type }) => type === 'image');
          const source = part?.type === 'image' ? part.source : undefined;
          if (typeof source !== 'object') throw new Error('no file');
          yield* [...text(`${id} ${(await source.bytes({ maxBytes })).length}`), finish];
        },
      },
      id,
      ['image'],
    );
  const client = clientOf(reading('small', 1_000), {
    providers: [reading('small', 1_000), reading('large', 1e6)],
    config: { models: { any: ['small/model', 'large/model'] } },
  });
  const stream = await ask(client, { model: 'any', image: content });
  expect(await stream.finalText()).toBe('large 200000');
});
