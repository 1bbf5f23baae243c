import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageFrom } from '../../src/web/message.ts';
import { SnapshotReader, type WrittenEvent } from '../../src/web/snapshot-reader.ts';

/** Every event through one reader, with and without what core says that it repeats; each must say what it says alone. How many were read there. */
function expectAlike(events: readonly string[]): number {
  expectAlikeWith(events, () => undefined);
  return expectAlikeWith(events, commonStart);
}

function expectAlikeWith(
  events: readonly string[],
  repeatedIn: (data: string, before: string) => number | undefined,
): number {
  const snapshots = new SnapshotReader();
  const counting = { fast: 0, before: undefined as string | undefined };
  const read = snapshots.read.bind(snapshots);
  snapshots.read = (written) => {
    const snapshot = read(written);
    if (snapshot?.grown !== undefined) expect(`${counting.before}${snapshot.grown}`).toBe(snapshot.text);
    counting.before = snapshot?.text;
    if (snapshot !== undefined) counting.fast += 1;
    return snapshot;
  };
  events.forEach((data, index) => {
    const repeated = repeatedIn(data, events[index - 1] ?? '');
    expect(outcome({ event: 'message', data, repeated }, snapshots)).toEqual(outcome({ event: 'message', data }));
  });
  return counting.fast;
}

function commonStart(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

function outcome(written: WrittenEvent, snapshots?: SnapshotReader): unknown {
  try {
    return { ...messageFrom(written, snapshots), grown: undefined };
  } catch (error) {
    return { thrown: String(error) };
  }
}

function event(text: string, more: object = {}): string {
  return JSON.stringify({ type: 'model', text, ...more });
}

const answer = 'He said "1 \\ 2"\n\tcafé 😀 <sep> \u0007 end\\';

test('a growing answer is read as JSON.parse reads it, whatever has to be escaped', () => {
  const events = Array.from(answer, (_, index) => event(answer.slice(0, index + 1), { metadata: { input_tokens: 1 } }));
  expect(expectAlike(events)).toBe(events.length);
});

test('escaped halves of a surrogate pair join', () => {
  expect(expectAlike(['{"text":"a\\ud83d"}', '{"text":"a\\ud83d\\ude00"}', '{"text":"a😀"}'])).toBe(3);
});

test('of short events that core does not compare, only what is new is decoded', () => {
  const snapshots = new SnapshotReader();
  const grown = ['The', 'The cat', 'The cat sits'].map(
    (text) => snapshots.read({ event: 'message', data: event(text) })?.grown,
  );
  expect(grown).toEqual([undefined, ' cat', ' sits']);
});

test.each<[string, string]>([
  ['text that shrank', event('The')],
  ['other text', event('A dog')],
  ['a finish reason', event('The cat.', { finish_reason: 'stop', metadata: { input_tokens: 1, generated_tokens: 2 } })],
  ['sources', event('The cat', { retrieved_chunks: [{ sourceDocument: 'https://a.test/', text: 'a' }] })],
  ['a second text', '{"type":"model","text":"The cat sits","text":""}'],
  ['a second type', '{"type":"model","text":"The cat sits","type":"other"}'],
  ['an error', event('The cat', { error: { message: 'no' } })],
  ['an empty key', event('The cat', { '': 1 })],
  ['another order', '{"text":"The cat sits","type":"model"}'],
  ['another type', '{"type":"tool","text":"The cat sits"}'],
  ['text that is no string', '{"type":"model","text":1}'],
  ['a raw line break', '{"type":"model","text":"The cat\n"}'],
  ['both counts', event('The cat sits', { metadata: { input_tokens: 10, generated_tokens: 0 } })],
  [
    'both counts and blanks',
    '{"type": "model", "text": "The cat", "metadata": { "input_tokens": 39, "generated_tokens": 2 }}',
  ],
  ['a count that is no JSON', '{"type":"model","text":"The cat","metadata":{"input_tokens":010,"generated_tokens":2}}'],
  [
    'a count that is no whole number',
    '{"type":"model","text":"The cat","metadata":{"input_tokens":1,"generated_tokens":2.5}}',
  ],
  ['counts and a line break', '{"type":"model","text":"The cat","metadata":{"input_tokens":1,"generated_tokens":2}}\n'],
  ['counts and more', event('The cat', { metadata: { input_tokens: 1, generated_tokens: 2 }, finish_reason: 'stop' })],
  ['half an event', '{"type":"model","text":"The cat si'],
  ['half an escape', '{"type":"model","text":"The cat\\u00"}'],
  ['an escaped quote at its end', '{"type":"model","text":"The cat\\"}'],
  ['more behind it', `${event('The cat sits')}{}`],
  ['blanks', ` ${event('The cat sits')} `],
])('an event with %s says what it says without the reader', (_name, data) => {
  expectAlike([event('The cat'), data, event('The cat sits'), data]);
});

test('what a long event is said to repeat is used only when the event before was read here', () => {
  const snapshots = new SnapshotReader();
  const long = (text: string): string => event('x'.repeat(1_024) + text);
  const grown = (data: string, repeated?: number, name = 'message'): string | undefined =>
    snapshots.read({ event: name, data, repeated })?.grown;
  const end = long('The cat').indexOf('"}');
  expect(grown(long('The cat'))).toBeUndefined();
  expect(grown(long('The cat sits'), end)).toBe(' sits');
  expect(grown(long('The cat sits on'), end)).toBeUndefined();
  expect(grown('{"type":"tool"}', 9)).toBeUndefined();
  expect(grown(long('The cat sits on it'), end + 8)).toBeUndefined();
  expect(grown(long('The cat sits on it.'), end + 11, 'other')).toBeUndefined();
  expect(grown(long('The cat sits on it.'), end + 11)).toBeUndefined();
  expect(grown(long('The cat sits on it.'), end + 12)).toBe('');
});

test('any answers, cut and damaged anywhere, are read alike', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '\ud83d', '\ude00', 'é', 'a'), fc.string()),
  });
  const more = fc.constantFrom(
    {},
    { metadata: { input_tokens: 1 } },
    { metadata: { input_tokens: 10, generated_tokens: 2 } },
    { finish_reason: 'stop' },
    { text2: '"}' },
  );
  const change = fc.record({
    length: fc.nat(),
    more,
    damage: fc.option(fc.tuple(fc.nat(), fc.string({ maxLength: 2 }))),
  });
  fc.assert(
    fc.property(text, fc.array(change, { maxLength: 12 }), (whole, changes) => {
      expectAlike(
        changes.map(({ length, more: fields, damage }) => {
          const data = event(whole.slice(0, length % (whole.length + 1)), fields);
          if (damage === null) return data;
          const at = damage[0] % data.length;
          return data.slice(0, at) + damage[1] + data.slice(at);
        }),
      );
    }),
    { numRuns: 2000 },
  );
});
