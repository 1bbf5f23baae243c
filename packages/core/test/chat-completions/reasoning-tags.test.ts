import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReasoningTags } from '../../src/chat-completions/reasoning-tags.ts';

function split(pieces: readonly string[]): { readonly reasoning: string; readonly text: string } {
  const tags = new ReasoningTags('think');
  const events = [...pieces.flatMap((piece) => Array.from(tags.split(piece))), ...tags.end()];
  const joined = (type: string): string =>
    events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
  return { reasoning: joined('reasoning-delta'), text: joined('text-delta') };
}

test.each([
  ['<think>Hm.</think>\n\nA', 'Hm.', 'A'],
  ['\n<think>\nHm.\n</think>A', '\nHm.\n', 'A'],
  ['A <think> is a tag', '', 'A <think> is a tag'],
  ['<think></think>A </think>', '', 'A </think>'],
  ['<think>never closed </thi', 'never closed </thi', ''],
  ['<thinking>A', '', '<thinking>A'],
  ['<thi', '', '<thi'],
  ['', '', ''],
  ['<think>a < b</think>A', 'a < b', 'A'],
  ['The user wants a sum.</think>\n\n391', 'The user wants a sum.', '391'],
  ['</think>A', '', 'A'],
  ['Hm.</think>A </think> B', 'Hm.', 'A </think> B'],
  ['Write <think>Hm.</think> like this', '', 'Write <think>Hm.</think> like this'],
  ['No tag at all', '', 'No tag at all'],
])('%j', (answer, reasoning, text) => {
  expect(split([answer])).toEqual({ reasoning, text });
});

test('a text without a tag is held until it is known not to be reasoning', () => {
  const tags = new ReasoningTags('think');
  expect([...tags.split('Hm'), ...tags.split('. So: </thi')]).toEqual([]);
  expect(Array.from(tags.split('nk>A'))).toEqual([
    { type: 'reasoning-delta', text: 'Hm. So: ' },
    { type: 'text-delta', text: 'A' },
  ]);
});

test('where the answer is cut changes nothing', () => {
  const part = fc.constantFrom('<think>', '</think>', '<', '/think>', ' ', '\n', 'a', 'Hm.', '<thin');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat({ max: 40 }), { maxLength: 6 }), (parts, cuts) => {
      const answer = parts.join('');
      const places = [0, ...cuts.filter((cut) => cut < answer.length).sort((x, y) => x - y), answer.length];
      const pieces = places.slice(1).map((end, index) => answer.slice(places[index], end));
      expect(split(pieces)).toEqual(split([answer]));
    }),
    { seed: 7, numRuns: 500 },
  );
});
