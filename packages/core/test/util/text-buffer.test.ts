import { expect, test } from 'vitest';
import { TextBuffer } from '../../src/util/text-buffer.ts';

test.each([1, 7, 255, 256, 257, 1_025])('pieces of %i characters come out as they went in', (length) => {
  const text = new TextBuffer();
  let expected = '';
  for (let count = 0; count < 100; count += 1) {
    const piece = `é🙂${String(count)}`.repeat(length).slice(0, length);
    text.append(piece);
    expected += piece;
    if (text.value !== expected) expect.unreachable(`wrong after ${count + 1} pieces`);
  }
  expect(text.value).toBe(expected);
});

test('a revision takes the place of all that came before', () => {
  const text = new TextBuffer();
  for (const piece of ['a'.repeat(2_000), 'b']) text.append(piece);
  text.replace('new');
  expect(text.value).toBe('new');
  text.append('er');
  expect(text.value).toBe('newer');
});
