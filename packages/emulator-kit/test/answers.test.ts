import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { answerTo, countTokens, fileFromBytes, piecesOf, tokensIn } from '../src/index.ts';

const gif = Buffer.from('GIF89a');
const sha256 = createHash('sha256').update(gif).digest('hex');

test.each([
  [{ text: 'Hello', turns: 1 }, 'The Acme emulator received one turn. You wrote: Hello'],
  [{ text: 'Hello', turns: 3 }, 'The Acme emulator received 3 turns. You wrote: Hello'],
  [
    { text: 'Hello', turns: 2, prefilled: true },
    'The Acme emulator received 2 turns, the last one for it to continue. You wrote: Hello',
  ],
  // A character that is cut in two is replaced: no half of one is sent.
  [
    { text: `${'a'.repeat(199)}\u{1f408} and more`, turns: 1 },
    `The Acme emulator received one turn. You wrote: ${'a'.repeat(199)}\ufffd…`,
  ],
  [
    { text: 'What is it?', turns: 1, files: [fileFromBytes(gif, 'image/gif'), fileFromBytes(gif, '')] },
    [
      `The Acme emulator cannot see. It received a file that begins as GIF (declared as image/gif), 6 bytes, SHA-256 ${sha256}.`,
      `The Acme emulator cannot see. It received a file that begins as GIF (declared as nothing), 6 bytes, SHA-256 ${sha256}.`,
    ].join('\n\n'),
  ],
  [
    { text: 'What is it?', turns: 1, remote: ['https://cats.example/a.png'] },
    'The request names a file at another address. The emulator fetches nothing.',
  ],
])('of %j, the answer says what the emulator knows', (question, answer) => {
  expect(answerTo('Acme emulator', { files: [], ...question })).toBe(answer);
});

test('the photograph of the example has an answer that says that it is a canned one', async () => {
  const cat = await readFile(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));
  const answer = answerTo('Acme emulator', { text: '', turns: 1, files: [fileFromBytes(cat, 'image/jpeg')] });
  expect(answer).toMatch(/tabby cat\. \(Canned answer of the Acme emulator: .* cannot see\.\)$/);
});

test.each([
  ['', []],
  ['one', ['one']],
  [' one  two\n', [' one', '  two', '\n']],
  ['   ', ['   ']],
])('the tokens of %j are its words with the space before them', (text, tokens) => {
  expect(tokensIn(text)).toEqual(tokens);
  expect(countTokens(text)).toBe(tokens.length);
  expect(piecesOf(text)).toEqual(tokens);
});

test('a long text comes in no more than 400 pieces, which add up to it', () => {
  const text = 'word '.repeat(801);
  const pieces = piecesOf(text);
  expect(pieces.length).toBeLessThanOrEqual(400);
  expect(pieces.join('')).toBe(text);
});
