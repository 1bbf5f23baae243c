import { expect, test } from 'vitest';
import { splitText, type TextPlace } from '../src/request/split-text.ts';

const cited = [{ type: 'web_search_result_location', encrypted_index: 'not-a-real-one' }];

test.each<
  [name: string, text: string, places: readonly TextPlace[], placed: readonly string[], rest: readonly string[]]
>([
  [
    'the places of all',
    'ab',
    [
      { index: 0, start: 0, end: 1 },
      { index: 3, start: 1, end: 2 },
    ],
    ['0 a', '3 b'],
    [],
  ],
  ['a first text without a place', 'abc', [{ index: 2, start: 2, end: 3 }], ['2 c'], ['ab']],
  [
    'places out of order',
    'ab',
    [
      { index: 3, start: 1, end: 2 },
      { index: 0, start: 0, end: 1 },
    ],
    ['0 a', '3 b'],
    [],
  ],
  ['no places', 'ab', [], [], ['ab']],
  [
    'white space between',
    'a\n\nb',
    [
      { index: 2, start: 1, end: 3 },
      { index: 4, start: 3, end: 4 },
    ],
    ['4 \n\nb'],
    ['a'],
  ],
  ['white space first', ' b', [{ index: 1, start: 1, end: 2 }], ['1  b'], []],
  ['a text that somebody made longer', 'abc', [{ index: 1, start: 1, end: 2 }], [], ['abc']],
  ['a text that somebody made shorter', 'a', [{ index: 1, start: 1, end: 2 }], [], ['a']],
  [
    'places that overlap',
    'abc',
    [
      { index: 1, start: 0, end: 2 },
      { index: 2, start: 1, end: 3 },
    ],
    [],
    ['abc'],
  ],
  [
    'a place without an extent',
    'ab',
    [
      { index: 1, start: 1, end: 1 },
      { index: 2, start: 1, end: 2 },
    ],
    [],
    ['ab'],
  ],
])('%s: the text is taken apart where it can be', (_name, text, places, placed, rest) => {
  const split = splitText([{ type: 'text', text }], places);
  expect(split.placed.map(({ index, block }) => `${index} ${String(block['text'])}`)).toEqual(placed);
  expect(split.rest.map((block) => block['text'])).toEqual(rest);
});

test('citations stay with their text, and a mark of the message with its last text', () => {
  const mark = { type: 'ephemeral' };
  const split = splitText(
    [{ type: 'text', text: 'ab', cache_control: mark }],
    [
      { index: 0, start: 0, end: 1, citations: cited },
      { index: 2, start: 1, end: 2 },
    ],
  );
  expect(split.placed).toEqual([
    { index: 0, block: { type: 'text', text: 'a', citations: cited } },
    { index: 2, block: { type: 'text', text: 'b', cache_control: mark } },
  ]);
});
