import { expect, test } from 'vitest';
import { detectableTypes, detectType } from '../../src/media/detect-type.ts';
import { onePixelPng } from './sample-files.ts';

const bytes = (text: string, total = 64): Uint8Array =>
  Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(total)]);
const box = (brand: string, ...more: readonly string[]): Uint8Array => {
  const length = 16 + more.length * 4;
  return bytes(`\0\0\0${String.fromCharCode(length)}ftyp${brand}\0\0\0\0${more.join('')}`);
};
const transport = Buffer.alloc(600);
for (const offset of [0, 188, 376]) transport[offset] = 0x47;

const media: readonly (readonly [string, string, Uint8Array])[] = [
  ['image/png', 'image', onePixelPng],
  ['image/png', 'image', onePixelPng.subarray(0, 8)],
  ['image/jpeg', 'image', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['image/gif', 'image', bytes('GIF89a')],
  ['image/gif', 'image', bytes('GIF87a<script>alert(1)</script>')],
  ['image/webp', 'image', bytes('RIFF\x24\0\0\0WEBPVP8 ')],
  ['image/bmp', 'image', bytes('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
  ['image/tiff', 'image', bytes('II*\0\xff\xff\xff\x7f')],
  ['image/tiff', 'image', bytes('MM\0*\0\0\0\x08')],
  ['image/avif', 'image', box('avif')],
  ['image/heic', 'image', box('heic', 'mif1')],
  ['image/heic', 'image', box('mif1', 'mif1', 'heic')],
  ['image/avif', 'image', box('mif1', 'miaf', 'avif')],
  ['image/heif', 'image', box('mif1', 'miaf')],
  ['image/heic', 'image', box('MiHE', 'miaf', 'heic')],
  ['image/heif', 'image', box('jpeg', 'mif1')],
  ['video/mp4', 'video', box('isom', 'mp41')],
  ['video/quicktime', 'video', box('qt  ')],
  ['video/quicktime', 'video', bytes('\0\0\0\x20moov')],
  ['video/3gpp', 'video', box('3gp5')],
  ['audio/mp4', 'audio', box('M4A ')],
  ['video/webm', 'video', bytes('\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm')],
  ['video/x-matroska', 'video', bytes('\x1a\x45\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska')],
  ['video/x-msvideo', 'video', bytes('RIFF\0\0\0\0AVI LIST')],
  ['video/mpeg', 'video', bytes('\0\0\x01\xba')],
  ['video/mp2t', 'video', transport],
  ['video/ogg', 'video', bytes(`OggS${'\0'.repeat(24)}\x80theora`)],
  ['audio/ogg', 'audio', bytes(`OggS${'\0'.repeat(24)}OpusHead`)],
  ['audio/wav', 'audio', bytes('RIFF\0\0\0\0WAVEfmt ')],
  ['audio/flac', 'audio', bytes('fLaC')],
  ['audio/mpeg', 'audio', bytes('ID3\x04\0')],
  ['audio/mpeg', 'audio', bytes('\xff\xfb\x90\x64')],
  ['audio/aac', 'audio', bytes('\xff\xf1\x50\x80')],
  ['application/pdf', 'pdf', bytes('%PDF-1.7')],
];

test.each(media)('%s is recognised as %s', (type, kind, head) => {
  expect(detectType(head)).toEqual({ type, kind });
  expect(detectableTypes).toContain(type);
});

const others: readonly (readonly [string | undefined, Uint8Array])[] = [
  ['image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['image/svg+xml', Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- a --><svg>')],
  ['text/html', Buffer.from('  <!DOCTYPE html><title>Sign in</title>')],
  ['text/html', Buffer.from('<!-- a --><HTML>')],
  ['application/xml', Buffer.from('<?xml version="1.0"?><a/>')],
  ['text/plain', Buffer.from('Grüße, 猫')],
  ['text/plain', Buffer.from('{"a":1}')],
  ['text/plain', Buffer.from('\ufeffhi', 'utf16le')],
  ['text/plain', Buffer.from('猫'.repeat(2000)).subarray(0, 4097)],
  ['text/plain', Buffer.from('BMW is no bitmap, and this text is long enough')],
  ['application/zip', bytes('PK\x03\x04')],
  ['application/gzip', bytes('\x1f\x8b\x08')],
  ['image/jxl', bytes('\xff\x0a')],
  [undefined, bytes('\x01\x02\x03')],
  [undefined, bytes('RIFF\0\0\0\0????')],
  [undefined, Buffer.from([0xff, 0xff, 0xff, 0xff])],
  [undefined, Buffer.from([0x80])],
];

test.each(others)('%s is no media', (type, head) => {
  expect(detectType(head)).toEqual(type === undefined ? undefined : { type, kind: undefined });
});

test('any cut of a head is judged without an exception', () => {
  for (const [, , head] of media) for (let end = 1; end < head.length; end += 1) detectType(head.subarray(0, end));
});

test('the bytes of a view are its own', () => {
  const memory = Buffer.concat([Buffer.from('xxxxx'), onePixelPng]);
  expect(detectType(new Uint8Array(memory.buffer, memory.byteOffset + 5, onePixelPng.length))?.type).toBe('image/png');
});
