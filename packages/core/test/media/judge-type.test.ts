import { expect, test } from 'vitest';
import { adoptMedia } from '../../src/media/adopt-media.ts';
import type { MediaInput, MediaKind } from '../../src/media/media.ts';
import { file } from '../../src/media/named-file.ts';
import { failureOf } from './collect.ts';
import { onePixelPng, temporaryFile } from './sample-files.ts';

const png = onePixelPng;
const pdf = new Uint8Array(Buffer.from('%PDF-1.7 ...'));
const mp4 = new Uint8Array(Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1'));
const noise = new Uint8Array([1, 2, 3, 4]);
const load = (input: string | MediaInput, kind?: MediaKind) => adoptMedia(input, { label: 'part 3', kind }).load();

const accepted: readonly (readonly [string, string | MediaInput, MediaKind | undefined, MediaKind, string])[] = [
  ['bytes without a kind', pdf, undefined, 'pdf', 'application/pdf'],
  ['bytes of the kind that was said', mp4, 'video', 'video', 'video/mp4'],
  ['a container with sound alone', mp4, 'audio', 'audio', 'audio/mp4'],
  ['a type of a Blob', new Blob([noise], { type: 'image/x-raw; a=b' }), 'image', 'image', 'image/x-raw'],
  ['a type of a File', new File([png], 'a', { type: 'image/webp' }), undefined, 'image', 'image/webp'],
  ['a Blob of octets', new Blob([png], { type: 'application/octet-stream' }), 'image', 'image', 'image/png'],
  ['a type of a data: URL', 'data:IMAGE/GIF;charset=utf-8;base64,AQID', 'image', 'image', 'image/gif'],
  ['a data: URL without a type', `data:;base64,${Buffer.from(png).toString('base64')}`, 'image', 'image', 'image/png'],
];

test.each(accepted)('%s decide', async (_, input, said, kind, type) => {
  expect(await load(input, said)).toMatchObject({ kind, type });
});

test('the type that the caller gave wins over the bytes', async () => {
  expect(await load(file(temporaryFile(png), { type: 'video/mp4' }))).toMatchObject({
    kind: 'video',
    type: 'video/mp4',
  });
});

const refused: readonly (readonly [string, string | MediaInput, MediaKind | undefined, RegExp])[] = [
  ['a PDF as image', pdf, 'image', /passed as an image but is a PDF; detected application\/pdf/],
  ['an image as audio', png, 'audio', /passed as an audio file but is an image; detected image\/png/],
  ['SVG as image', Buffer.from('<svg></svg>'), 'image', /not an image; detected image\/svg\+xml/],
  ['noise', noise, undefined, /not an image, video, audio file or PDF; its first bytes are of no known type/],
  ['a type of another kind', new Blob([png], { type: 'video/mp4' }), 'image', /its type says video\/mp4/],
  ['a type that is no media', new Blob([png], { type: 'text/csv' }), 'image', /its type says text\/csv/],
];

test.each(refused)('%s is refused', async (_, input, kind, message) => {
  const error = await failureOf(() => load(input, kind));
  expect(error.code).toBe('input_invalid');
  expect(error.message).toMatch(message);
});

test('HTML under the name of an image is refused', async () => {
  const error = await failureOf(() => load(file(temporaryFile('<!doctype html><p>', 'cat.png')), 'image'));
  expect(error.message).toMatch(/part 3: it is not an image; detected text\/html/);
});
