import { expect, test } from 'vitest';
import {
  DetailReader,
  detailParts,
  wireDetails,
  wordsOfDetails,
  ReasoningTags,
} from '../../src/chat-completions/reasoning.ts';
import type { JsonObject } from '../../src/provider.ts';
import fc from 'fast-check';

const claude = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
const sealed = { type: 'reasoning.encrypted', format: 'openai-responses-v1', index: 0, id: 'rs_1', data: 'b64' };

function detailsOf(deltas: readonly JsonObject[], service = 'router') {
  const reader = new DetailReader();
  for (const delta of deltas) reader.add(delta, false);
  return reader.end(service);
}

const details = (...pieces: readonly object[]): JsonObject => ({ reasoning_details: pieces });
const blocks = (...pieces: readonly object[]): JsonObject => ({ thinking_blocks: pieces });

test.each<[string, readonly JsonObject[], JsonObject]>([
  [
    'OpenRouter: a text in pieces, then its signature',
    [
      details({ ...claude, text: 'Let', signature: null }),
      details({ ...claude, text: ' me' }),
      details({ ...claude, signature: 'sig' }),
    ],
    details({ ...claude, text: 'Let me', signature: 'sig' }),
  ],
  [
    'OpenRouter: two thoughts and an encrypted one',
    [
      details({ ...claude, text: 'A', signature: 's1' }),
      details({ ...claude, index: 1, text: 'B' }),
      details({ ...claude, index: 1, signature: 's2' }, sealed),
    ],
    details({ ...claude, text: 'A', signature: 's1' }, { ...claude, index: 1, text: 'B', signature: 's2' }, sealed),
  ],
  [
    'OpenRouter: encrypted ones under one index',
    [details({ ...sealed, id: 'call_a' }), details({ ...sealed, id: 'call_b', data: 'c' })],
    details({ ...sealed, id: 'call_a' }, { ...sealed, id: 'call_b', data: 'c' }),
  ],
  [
    'OpenRouter: a summary, without format and index',
    [
      details({ type: 'reasoning.summary', summary: 'A' }),
      details({ type: 'reasoning.summary', summary: 'B', format: null }),
    ],
    details({ type: 'reasoning.summary', summary: 'AB', format: null }),
  ],
  [
    'LiteLLM: blocks in pieces, one after the other',
    [
      blocks({ type: 'thinking', thinking: 'A', signature: '' }),
      blocks({ type: 'thinking', thinking: 'B' }),
      blocks({ type: 'thinking', thinking: '', signature: 's1' }),
      blocks({ type: 'redacted_thinking', data: 'x' }),
      blocks({ type: 'thinking', thinking: 'C' }),
      blocks({ type: 'thinking', signature: 's2' }),
    ],
    blocks(
      { type: 'thinking', thinking: 'AB', signature: 's1' },
      { type: 'redacted_thinking', data: 'x' },
      { type: 'thinking', thinking: 'C', signature: 's2' },
    ),
  ],
  [
    'Gemini: a signature on the message',
    [{ extra_content: { google: { thought_signature: 's' } } }],
    { extra_content: { google: { thought_signature: 's' } } },
  ],
])('%s: comes back to its service as it was', (_name, deltas, expected) => {
  const given = detailsOf(deltas);
  for (const { type, format, index } of given) {
    expect([typeof type, format.startsWith('@router'), Number.isInteger(index)]).toEqual(['string', true, true]);
  }
  const kept = JSON.parse(JSON.stringify(given)) as readonly JsonObject[];
  expect(JSON.stringify(wireDetails(kept, 'router'))).toBe(JSON.stringify(expected));
});

const thought = (...texts: readonly string[]): JsonObject => ({
  type: 'thinking',
  thinking: texts.map((text) => ({ type: 'text', text })),
});

test('Mistral: a thought among the parts of the content comes back there, in one piece', () => {
  const parts = (...content: readonly object[]): JsonObject => ({ content });
  const given = detailsOf([parts(thought('Let')), parts(thought(' me')), { content: 'Seven.' }], 'mistral');
  expect(detailParts(given, 'mistral')).toEqual([thought('Let me')]);
  expect(wireDetails(given, 'mistral')).toEqual({});
  expect(detailParts(given, 'other')).toEqual([]);
  const reader = new DetailReader();
  const closed = { ...thought('Let', ' me'), closed: true };
  reader.add(parts(closed, { type: 'text', text: 'Seven.' }), true);
  expect(detailParts(reader.end('mistral'), 'mistral')).toEqual([closed]);
});

test.each(['rout', 'router2', 'other', ''])('details go to no other service, such as %j', (other) => {
  const given = detailsOf([
    details({ ...claude, text: 'A', signature: 's' }),
    blocks({ type: 'redacted_thinking', data: 'x' }),
  ]);
  expect(wireDetails(given, other)).toEqual({});
});

test.each<[string, JsonObject]>([
  ['a thought of Anthropic', details({ ...claude, text: 'A' })],
  ['a block', blocks({ type: 'thinking', thinking: 'A' })],
])('%s that never got its signature is not given back', (_name, delta) => {
  expect(detailsOf([delta])).toEqual([]);
});

test('a message has its details whole, and stands in place of the deltas before', () => {
  const reader = new DetailReader();
  reader.add(details({ ...claude, text: 'A' }), false);
  reader.add(details({ ...claude, text: 'AB', signature: 's' }, { ...claude, text: 'C', signature: 't' }), true);
  expect(wireDetails(reader.end('router'), 'router')).toEqual(
    details({ ...claude, text: 'AB', signature: 's' }, { ...claude, text: 'C', signature: 't' }),
  );
});

test.each(['reasoning_content', 'reasoning'])('thoughts in words come back in their field, %s', (field) => {
  const given = new DetailReader().end('deepseek', { field, text: 'Hm.' });
  expect(wireDetails(given, 'deepseek')).toEqual({ [field]: 'Hm.' });
  expect(wireDetails(given, 'other')).toEqual({});
});

test('details that another program kept are passed on as they are', () => {
  const native = [{ ...claude, text: 'A', signature: 's' }, { type: 'thinking', thinking: 'B' }, { any: 1 }];
  expect(wireDetails(native, 'router')).toEqual({ reasoning_details: native });
});

test.each<[JsonObject, string | undefined]>([
  [details({ ...claude, text: 'A' }, { type: 'reasoning.summary', summary: 'B' }, sealed), 'AB'],
  [blocks({ type: 'thinking', thinking: 'A' }), 'A'],
  [details(sealed), undefined],
])('the words of %j are %s', (said, expected) => {
  expect(wordsOfDetails(said)).toBe(expected);
});

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
