import { expect, test } from 'vitest';
import { parseDataUrl } from '../../src/media/url-source.ts';
import { failureOf } from './collect.ts';

const urls: readonly (readonly [string, string, string | undefined])[] = [
  ['data:image/png;base64,aGVsbG8=', 'hello', 'image/png'],
  ['data:image/png;base64,aGVsbG8', 'hello', 'image/png'],
  ['data:image/png;base64,aGVs\n bG8=', 'hello', 'image/png'],
  ['data:image/png;base64,aGVsbG8%3D', 'hello', 'image/png'],
  ['data:image/png;base64,aGVsbG8=#fragment', 'hello', 'image/png'],
  ['DATA:Image/PNG;charset=utf-8 ; BASE64,aGVsbG8=', 'hello', 'image/png'],
  ['data:;base64,aGVsbG8=', 'hello', undefined],
  ['data:;charset=utf-8,hello', 'hello', undefined],
  ['data:application/octet-stream;base64,aGVsbG8=', 'hello', undefined],
  ['data:,a%20b%ff%2', 'a b\xff%2', undefined],
  ['data:image/svg+xml,a,b#c', 'a,b', 'image/svg+xml'],
];

test.each(urls)('%j is read', (url, content, type) => {
  const source = parseDataUrl(url, 'image 1');
  expect(Buffer.from(source.bytes).toString('latin1')).toBe(content);
  expect(source.type).toBe(type);
});

test.each(['aGVsb~8=', 'aGVsbG8==', 'a', 'aGVs=bG8', 'a-_b', '===='])(
  'base64 such as %j is refused',
  async (content) => {
    const error = await failureOf(() => parseDataUrl(`data:image/png;base64,${content}`, 'image 1'));
    expect(error.message).toBe('Cannot use image 1: the content of the data: URL is not valid base64.');
  },
);
