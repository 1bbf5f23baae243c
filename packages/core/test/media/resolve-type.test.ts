import { expect, test } from 'vitest';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaKind } from '../../src/contract/media.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { file } from '../../src/media/named-file.ts';
import { failureOf } from './collect.ts';
import { onePixelPng, temporaryFile } from './sample-files.ts';

const png = onePixelPng;
const pdf = new Uint8Array(Buffer.from('%PDF-1.7 ...'));
const mp4 = new Uint8Array(Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1'));
const zip = new Uint8Array(Buffer.from('PK\x03\x04\0\0', 'latin1'));
const noise = new Uint8Array([1, 2, 3, 4]);
const load = (input: string | MediaInput, kind?: MediaKind) => openMedia(input, { label: 'part 3', kind }).load();

const accepted: readonly (readonly [string, string | MediaInput, MediaKind | undefined, MediaKind, string])[] = [
  ['bytes without a kind', pdf, undefined, 'pdf', 'application/pdf'],
  ['bytes of the kind that was said', mp4, 'video', 'video', 'video/mp4'],
  ['a container with sound alone', mp4, 'audio', 'audio', 'audio/mp4'],
  ['a type of a Blob', new Blob([noise], { type: 'image/x-raw; a=b' }), 'image', 'image', 'image/x-raw'],
  ['a type of a File', new File([noise], 'a', { type: 'image/webp' }), undefined, 'image', 'image/webp'],
  ['bytes that fit the part, not the label', new Blob([png], { type: 'video/mp4' }), 'image', 'image', 'image/png'],
  ['a Blob of octets', new Blob([png], { type: 'application/octet-stream' }), 'image', 'image', 'image/png'],
  ['a type of a data: URL', 'data:IMAGE/GIF;charset=utf-8;base64,AQID', 'image', 'image', 'image/gif'],
  ['a data: URL without a type', `data:;base64,${Buffer.from(png).toString('base64')}`, 'image', 'image', 'image/png'],
];

test.each(accepted)('%s decide', async (_, input, said, kind, type) => {
  expect(await load(input, said)).toMatchObject({ kind, type });
});

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(`${text}${'\0'.repeat(64)}`, 'latin1'));
const box = (brand: string, ...more: readonly string[]): Uint8Array<ArrayBuffer> =>
  bytes(`\0\0\0${String.fromCharCode(16 + more.length * 4)}ftyp${brand}\0\0\0\0${more.join('')}`);

/** A label, the bytes under it, and the type under which they go out. */
const labelled: readonly (readonly [string, string, Uint8Array<ArrayBuffer>, string])[] = [
  // Files that are something else than their label says.
  ['HEIC', 'image/png', box('heic', 'mif1'), 'image/heic'],
  ['HEIC of another brand', 'image/jpeg', box('MiHE', 'miaf', 'heic'), 'image/heic'],
  ['PNG', 'image/jpeg', png, 'image/png'],
  ['JPEG', 'image/png', bytes('\xff\xd8\xff\xe0'), 'image/jpeg'],
  ['WebP', 'image/jpeg', bytes('RIFF\x24\0\0\0WEBPVP8 '), 'image/webp'],
  ['AVIF', 'image/webp', box('avif'), 'image/avif'],
  ['MP4', 'video/webm', mp4, 'video/mp4'],
  ['QuickTime', 'video/mp4', box('qt  '), 'video/quicktime'],
  ['WAV', 'audio/mpeg', bytes('RIFF\x24\0\0\0WAVEfmt '), 'audio/wav'],
  ['PDF', 'image/png', pdf, 'application/pdf'],
  ['PNG', 'video/mp4', png, 'image/png'],
  ['PNG', 'text/csv', png, 'image/png'],
  ['PNG', 'image/x-unheard-of', png, 'image/png'],
  ['PNG', 'image/*', png, 'image/png'],
  // Other names of the same.
  ['JPEG', 'image/jpg', bytes('\xff\xd8\xff\xe0'), 'image/jpeg'],
  ['WAV', 'audio/x-wav', bytes('RIFF\x24\0\0\0WAVEfmt '), 'audio/wav'],
  ['an icon', 'image/vnd.microsoft.icon', bytes('\0\0\x01\0'), 'image/x-icon'],
  // Formats that share their first bytes with another one.
  ['MP4 with sound alone', 'audio/x-m4a', mp4, 'audio/mp4'],
  ['WebM with sound alone', 'audio/webm', bytes('\x1a\x45\xdf\xa3\x9fB\x82\x84webm'), 'audio/webm'],
  ['FLAC behind an ID3 tag', 'audio/flac', bytes('ID3\x04\0'), 'audio/flac'],
  ['a raw picture in a TIFF', 'image/x-adobe-dng', bytes('II*\0'), 'image/x-adobe-dng'],
  ['a Windows Media video', 'video/x-ms-wmv', bytes('\x30\x26\xb2\x75\x8e\x66\xcf\x11'), 'video/x-ms-wmv'],
  ['an SVG image', 'image/svg+xml', bytes('<svg></svg>').subarray(0, 11), 'image/svg+xml'],
  ['an SVG image that starts late', 'image/svg+xml', bytes('<?xml version="1.0"?>').subarray(0, 21), 'image/svg+xml'],
  // What is of no known format, and text has none.
  ['noise', 'image/png', noise, 'image/png'],
  ['raw sound', 'audio/pcm', bytes('\0\0\x01\0'), 'audio/pcm'],
  ['a portable pixmap', 'image/x-portable-pixmap', bytes('P3 1 1 255').subarray(0, 10), 'image/x-portable-pixmap'],
];

test.each(labelled)('%s under the label %s goes out under its own type', async (_, type, content, own) => {
  for (const input of [
    file(temporaryFile(content), { type }),
    new Blob([content], { type }),
    `data:${type};base64,${Buffer.from(content).toString('base64')}`,
  ])
    expect((await load(input)).type).toBe(own);
});

const refused: readonly (readonly [string, string | MediaInput, MediaKind | undefined, RegExp])[] = [
  ['a PDF as image', pdf, 'image', /passed as an image but is a PDF; detected application\/pdf/],
  ['an image as audio', png, 'audio', /passed as an audio file but is an image; detected image\/png/],
  ['SVG as image', Buffer.from('<svg></svg>'), 'image', /not an image; detected image\/svg\+xml/],
  ['noise', noise, undefined, /not an image, video, audio file or PDF: its first bytes match no known type/],
  ['a type of another kind', new Blob([noise], { type: 'video/mp4' }), 'image', /its type says video\/mp4/],
  [
    'a type that is no media',
    new Blob([noise], { type: 'text/csv' }),
    'image',
    /not an image; its type says text\/csv/,
  ],
  [
    'a PDF under the label of an image',
    new Blob([pdf], { type: 'image/png' }),
    'image',
    /is a PDF; its type says image\/png, but its bytes are application\/pdf/,
  ],
  [
    'a page under the label of an image',
    new Blob(['<!doctype html><p>'], { type: 'image/png' }),
    undefined,
    /its type says image\/png, but its bytes are text\/html/,
  ],
  ['an archive as image', new Blob([zip], { type: 'image/png' }), 'image', /but its bytes are application\/zip/],
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
