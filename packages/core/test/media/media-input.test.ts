import { createReadStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { onTestFinished, expect, test } from 'vitest';
import { formBody } from '../../src/http/body/form-body.ts';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { file } from '../../src/media/named-file.ts';
import { parseForm } from '../http/body/parse-form.ts';
import { collect, failureOf, sha256 } from './collect.ts';
import { openDescriptors, pngOf, temporaryFile } from './sample-files.ts';

const content = pngOf(200_001);

interface InputCase {
  readonly make: () => Promise<string | MediaInput> | string | MediaInput;
  readonly name?: string;
  readonly once?: boolean;
  readonly sizeUnknown?: boolean;
}

const path = (): string => temporaryFile(content);
const viewWithOffset = (): Uint8Array => {
  const memory = new Uint8Array(content.length + 11).fill(7);
  memory.set(content, 5);
  return memory.subarray(5, 5 + content.length);
};
const shared = (): SharedArrayBuffer => {
  const memory = new SharedArrayBuffer(content.length);
  new Uint8Array(memory).set(content);
  return memory;
};
async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < content.length; offset += 7001) yield content.subarray(offset, offset + 7001);
}
const handle = async (): Promise<MediaInput> => {
  const opened = await open(path());
  onTestFinished(() => opened.close());
  return opened as unknown as MediaInput;
};

const cases: Readonly<Record<string, InputCase>> = {
  'a path': { make: () => file(path()), name: 'cat.png' },
  'a file: URL': { make: () => pathToFileURL(path()), name: 'cat.png' },
  'a Buffer': { make: () => Buffer.from(content) },
  'a view with an offset': { make: viewWithOffset },
  'a DataView': { make: () => new DataView(viewWithOffset().buffer, 5, content.length) },
  'an ArrayBuffer': { make: () => content.slice().buffer },
  'a SharedArrayBuffer': { make: () => shared() as unknown as ArrayBuffer },
  'a Blob': { make: () => new Blob([content]) },
  'a Blob of a file': { make: async () => openAsBlob(path()) },
  'a File': { make: () => new File([content], 'dog.png'), name: 'dog.png' },
  'a base64 data: URL': { make: () => `data:image/png;base64,${Buffer.from(content).toString('base64')}` },
  'a data: URL object': { make: () => new URL(`data:;base64,${Buffer.from(content).toString('base64')}`) },
  'a plain data: URL': {
    make: () =>
      `data:image/png;charset=utf-8,${[...content].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
  },
  'an unread ReadStream': { make: () => createReadStream(path()), name: 'cat.png' },
  'a ReadStream of a part': {
    make: () => createReadStream(temporaryFile(Buffer.concat([Buffer.from('xx'), content])), { start: 2 }),
    name: 'cat.png',
    once: true,
    sizeUnknown: true,
  },
  'a Readable': { make: () => Readable.from(pieces(), { objectMode: false }), once: true, sizeUnknown: true },
  'a web ReadableStream': { make: () => new Blob([content]).stream(), once: true, sizeUnknown: true },
  'an async generator': { make: pieces, once: true, sizeUnknown: true },
  'an object of pieces': { make: () => ({ [Symbol.asyncIterator]: pieces }), once: true, sizeUnknown: true },
  'a FileHandle': { make: handle },
};

test.each(Object.entries(cases))('%s arrives with the same bytes, a type and a name', async (_, example) => {
  const before = openDescriptors();
  const opened = openMedia(await example.make(), { label: 'image 1', kind: 'image' });
  const media = await opened.load();
  expect(media).toMatchObject({ kind: 'image', type: 'image/png', name: example.name ?? 'image.png', readable: true });
  expect(media.size).toBe(example.sizeUnknown === true ? undefined : content.length);
  const body = formBody({ image: media });
  const { parts, bytes } = await parseForm(body);
  const file = { name: media.name, type: 'image/png', size: content.length, sha256: sha256(content) };
  expect(parts).toEqual([{ field: 'image', file }]);
  expect(body.length).toBe(example.sizeUnknown === true ? undefined : bytes);
  expect(await opened.load()).toBe(media);
  expect(media.readable).toBe(example.once !== true);
  if (example.once === true) {
    const error = await failureOf(() => collect(media.stream()));
    expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('image 1') });
  } else {
    expect(sha256(await collect(media.stream()))).toBe(sha256(content));
  }
  opened.release();
  opened.release();
  const kept = example.make === handle ? 1 : 0;
  await expect.poll(openDescriptors).toBeLessThanOrEqual(before + kept);
});
