import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fileFromBytes, fileFromDataUrl, FileProbe } from '../src/index.ts';

test.each([
  ['JPEG', '\xff\xd8\xff\xe0'],
  ['PNG', '\x89PNG\r\n'],
  ['GIF', 'GIF89a'],
  ['WebP', 'RIFF\0\0\0\0WEBP'],
  ['AVIF', '\0\0\0 ftypavif'],
  ['PDF', '%PDF-1.7'],
  ['MP4', '\0\0\0 ftypisom'],
  ['WebM', '\x1aE\xdf\xa3'],
  ['WAV', 'RIFF\0\0\0\0WAVE'],
  ['MP3', 'ID3\x04'],
  ['Ogg', 'OggS'],
  ['unknown format', 'hello'],
  ['unknown format', ''],
])('a file that begins as %s is told by its first bytes', (format, text) => {
  expect(fileFromBytes(Buffer.from(text, 'latin1'), 'text/plain').format).toBe(format);
});

test('a file is the same in one piece and byte by byte', () => {
  const bytes = Buffer.concat([Buffer.from('\0\0\0 ftypavif', 'latin1'), Buffer.alloc(40, 7)]);
  const probe = new FileProbe();
  for (const byte of bytes) probe.add(Buffer.from([byte]));
  expect(probe.size).toBe(52);
  expect(probe.result('/files/1', 'a.avif', 'image/avif')).toEqual({
    url: '/files/1',
    name: 'a.avif',
    type: 'image/avif',
    format: 'AVIF',
    size: 52,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
});

test.each([
  ['data:image/gif;base64,R0lGODlh', 'image/gif', 'GIF', 6],
  ['data:image/gif;name=a;BASE64,R0lGODlh', 'image/gif', 'GIF', 6],
  ['data:,caf%C3%A9', '', 'unknown format', 5],
  ['data:text/plain;charset=utf-8,a,b', 'text/plain', 'unknown format', 3],
])('the data URL %s is a file', (url, type, format, size) => {
  expect(fileFromDataUrl(url)).toMatchObject({ type, format, size, url: undefined });
});

test.each(['https://cats.example/a,b', 'data:image/gif;base64', ',data:', ''])('%j is no data URL', (url) => {
  expect(fileFromDataUrl(url)).toBeUndefined();
});
