import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuMs } from '../../../../scripts/lib/cpu-time.ts';
import type { ChatEvent } from '@plugboard/core/provider';
import { cumulativeText } from '../../src/web/cumulative-text.ts';

interface Played {
  readonly text: string;
  readonly events: readonly ChatEvent[];
}

function play(snapshots: readonly string[], final: string | undefined): Played {
  const reducer = cumulativeText();
  const events = [...snapshots.flatMap((text) => [...reducer.next(text)]), ...reducer.end(final)];
  return { events, text: textOf(events) };
}

function textOf(events: readonly ChatEvent[]): string {
  return events.reduce(
    (text, event) =>
      event.type === 'text-delta' ? text + event.text : event.type === 'text-revised' ? event.text : text,
    '',
  );
}

const deltas = (events: readonly ChatEvent[]): readonly string[] =>
  events.map((event) => (event.type === 'text-delta' ? event.text : JSON.stringify(event)));

const cases: readonly [
  name: string,
  snapshots: readonly string[],
  final: string | undefined,
  deltas: readonly string[],
][] = [
  ['growing text', [' Hello', ' Hello! How'], ' Hello! How are you?', [' Hello', '! How', ' are you?']],
  ['a repeated piece is no repeated text', ['ha', 'haha'], 'hahaha', ['ha', 'ha', 'ha']],
  ['equal texts give nothing', ['a', 'a', 'a'], 'a', ['a']],
  ['the leaking separator never shows', ['Hi', 'Hi\n <', 'Hi\n <s', 'Hi\n <se', 'Hi\n <sep'], 'Hi', ['Hi']],
  ['white space before the separator is held back too', ['Hi\n', 'Hi\n <sep>'], 'Hi', ['Hi']],
  ['a whole separator with a next turn is cut from the final text', ['Hi <sep> human:'], 'Hi <sep> human:', ['Hi']],
  ['a whole separator at the end of the final text is cut', ['Hi'], 'Hi\n <sep>\n', ['Hi']],
  ['a separator that the answer speaks of stays', ['Use `<sep>` here'], 'Use `<sep>` here.', ['Use `', '<sep>` here.']],
  ['a smaller-than sign comes out once it is disproved', ['if a <', 'if a < b'], 'if a < b', ['if a', ' < b']],
  ['a tag that starts as the separator does comes out', ['x\n <s', 'x\n <span'], 'x\n <span>', ['x', '\n <span', '>']],
  ['an answer that ends in a started separator keeps it', ['a <'], 'a <', ['a', ' <']],
  [
    'an older text that comes late changes nothing',
    ['one two three', 'one'],
    'one two three four',
    ['one two three', ' four'],
  ],
  ['a space-only answer is kept', ['  '], '  ', ['  ']],
  ['white space at the end of the final text is kept', ['Yes.'], 'Yes.\n\n', ['Yes.', '\n\n']],
  [
    'no text on the last event: what was held back comes out, the started separator does not',
    ['Hi ', 'Hi \n <s'],
    undefined,
    ['Hi', ' \n '],
  ],
  ['a surrogate pair is never split', ['a\ud83d', 'a\ud83d\ude00'], 'a\ud83d\ude00!', ['a', '\ud83d\ude00', '!']],
];

test.each(cases)('%s', (_name, snapshots, final, expected) => {
  expect(deltas(play(snapshots, final).events)).toEqual(expected);
});

test('rewritten text is given whole, once, and not as a delta', () => {
  expect(play(['The cat', 'A dog sits'], 'A dog sits.').events).toEqual([
    { type: 'text-delta', text: 'The cat' },
    { type: 'text-revised', text: 'A dog sits' },
    { type: 'text-delta', text: '.' },
  ]);
});

test('a final text that is shorter than what was given out is a revision', () => {
  expect(play(['one two three'], 'one').events.at(-1)).toEqual({ type: 'text-revised', text: 'one' });
});

test('a final text that lacks only white space at the end is no revision', () => {
  expect(play(['one \n'], 'one').events).toEqual([{ type: 'text-delta', text: 'one' }]);
});

const pieces = fc.constantFrom(
  'a',
  'ha',
  ' ',
  '\n',
  '<',
  's',
  '<s',
  '<se',
  'sep',
  '>',
  '😀',
  '👩‍👩‍👧',
  'é',
  '<b>',
  'word ',
);
const answers = fc.oneof(
  fc.array(pieces, { maxLength: 20 }).map((list) => list.join('')),
  fc.string({ unit: 'binary' }),
);
const leaks = fc.constantFrom('', '', '<', '\n <', '\n <s', ' <se', '\n <sep', '\n <sep>', '<sep> human:', ' ');

/** How often a final text is cut is a question of its own, so answers that look leaked are left out here. */
const cleanAnswers = answers.filter((answer) => !answer.includes('<sep>'));

test('for any split of any answer, with or without leaks, the deltas joined are the final text', () => {
  const cut = fc.tuple(fc.nat(), leaks);
  fc.assert(
    fc.property(cleanAnswers, fc.array(cut, { maxLength: 12 }), fc.boolean(), (answer, cuts, ordered) => {
      const positions = cuts.map(([position, leak]) => [position % (answer.length + 1), leak] as const);
      if (ordered) positions.sort(([a], [b]) => a - b);
      const { events, text } = play(
        positions.map(([position, leak]) => answer.slice(0, position) + leak),
        answer,
      );
      expect(events.every((event) => event.type === 'text-delta' && event.text !== '')).toBe(true);
      expect(text).toBe(answer);
    }),
    { numRuns: 2000 },
  );
});

test('whatever the service sends, applying the events gives the final text', () => {
  fc.assert(
    fc.property(fc.array(answers, { maxLength: 8 }), cleanAnswers, (snapshots, final) => {
      expect(play(snapshots, final).text).toBe(final);
    }),
    { numRuns: 2000 },
  );
});

test('told what is new or not, the reducer says the same', () => {
  const step = fc.tuple(
    fc.oneof(
      fc.constant('grows' as const),
      fc.constant('grows' as const),
      fc.constantFrom('other' as const, 'shrinks' as const),
    ),
    fc.oneof(pieces, leaks),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.option(cleanAnswers), (steps, final) => {
      const told = cumulativeText();
      const untold = cumulativeText();
      let before = '';
      for (const [kind, piece, tell] of steps) {
        const text = kind === 'grows' ? before + piece : kind === 'other' ? piece : before.slice(0, -piece.length);
        const grown = tell && text.startsWith(before) ? text.slice(before.length) : undefined;
        expect([...told.next(text, grown)]).toEqual([...untold.next(text)]);
        before = text;
      }
      expect([...told.end(final ?? undefined)]).toEqual([...untold.end(final ?? undefined)]);
    }),
    { numRuns: 3000 },
  );
});

test('no event splits a surrogate pair of a well-formed answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(), { maxLength: 12 }), (raw, cuts) => {
      const answer = `${raw}😀👩‍👩‍👧`.toWellFormed();
      const snapshots = cuts
        .map((cut) => answer.slice(0, cut % (answer.length + 1)))
        .sort((a, b) => a.length - b.length);
      const { events } = play(snapshots, answer);
      expect(events.every((event) => event.type === 'text-delta' && event.text.isWellFormed())).toBe(true);
    }),
  );
});

test('a long answer costs time linear in the characters received', () => {
  const answer = 'word <b> '.repeat(12_000);
  const reducer = cumulativeText();
  let received = 0;
  const started = cpuMs();
  for (let length = 500; length < answer.length; length += 500) {
    received += length;
    for (const event of reducer.next(answer.slice(0, length))) expect(event.type).toBe('text-delta');
  }
  // Over 11 million characters; a reducer that is quadratic in the answer a second time would need minutes.
  expect(received).toBeGreaterThan(10_000_000);
  expect(cpuMs() - started).toBeLessThan(2_000);
});
