import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Utf8Decoder } from '../../../src/http/sse/event-decoder.ts';

function decode(pieces: readonly Uint8Array[]): string {
  const decoder = new Utf8Decoder();
  return pieces.map((piece) => decoder.push(Buffer.from(piece))).join('') + decoder.end();
}

test('any bytes in any pieces decode as they do whole', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 8 }), (pieces) => {
      const whole = Buffer.concat(pieces);
      expect(decode(pieces)).toBe(new TextDecoder().decode(whole));
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('text in single bytes stays whole', () => {
  const text = 'aä€😀👩‍👩‍👧 e\u0301';
  expect(decode([...Buffer.from(text)].map((byte) => Uint8Array.of(byte)))).toBe(text);
});

test('only the first byte order mark is dropped', () => {
  const mark = [0xef, 0xbb, 0xbf];
  expect(decode([Uint8Array.of(...mark, ...mark, 0x61, ...mark)])).toBe('\uFEFFa\uFEFF');
  expect(decode([Uint8Array.of(0xef), Uint8Array.of(0xbb), Uint8Array.of(0xbf, 0x61)])).toBe('a');
});

test('large pieces with broken characters anywhere are decoded as a TextDecoder does', () => {
  const broken = [
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0x80],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf8, 0x88],
  ];
  const text = Buffer.from('Grüße 🐈 '.repeat(300));
  for (const bytes of broken) {
    for (let cut = 1_500; cut < 1_516; cut += 1) {
      const pieces = [text.subarray(0, cut), Buffer.from(bytes), text.subarray(cut, cut + 1_200), Buffer.from(bytes)];
      const joined = [Buffer.concat(pieces.slice(0, 2)), Buffer.concat(pieces.slice(2))];
      const decoder = new Utf8Decoder();
      const decoded = joined.map((piece) => decoder.push(piece)).join('') + decoder.end();
      expect(decoded).toBe(new TextDecoder().decode(Buffer.concat(joined)));
    }
  }
});
