import fc from 'fast-check';
import { createParser } from 'eventsource-parser';
import { expect, test } from 'vitest';
import { EventDecoder } from '../../../src/http/sse/event-decoder.ts';
import { CumulativeEventDecoder, commonLength } from '../../../src/http/sse/cumulative-event-decoder.ts';
import type { ServerSentEvent } from '../../../src/contract/http.ts';

/** Larger than what is worth comparing. */
const long = 'The striped cat – café 😀 '.repeat(36);

function decode(pieces: readonly Buffer[]): readonly ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const decoder = new EventDecoder(1_000_000, { onEvent: (event) => events.push(event) });
  for (const piece of pieces) expect(decoder.push(piece)).toBe(true);
  decoder.end();
  return events;
}

/** What the parser alone makes of a stream. */
function parsed(bytes: Buffer): readonly ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  createParser({
    onEvent({ event, data }) {
      if (event !== undefined || data !== '') events.push({ event: event ?? 'message', data });
    },
  }).feed(new TextDecoder().decode(bytes));
  return events;
}

function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}

/** The events, checked for what they say about the one before. */
function withoutRepeats(events: readonly ServerSentEvent[]): readonly ServerSentEvent[] {
  return events.map(({ event, data, repeated = 0 }, index) => {
    expect(data.slice(0, repeated)).toBe((events[index - 1]?.data ?? '').slice(0, repeated));
    expect(repeated).toBeLessThanOrEqual(events[index - 1]?.data.length ?? 0);
    return { event, data };
  });
}

function snapshot(text: string, lineEnd = '\n'): string {
  return ['event: message', `data: ${JSON.stringify({ text })}`, '', ''].join(lineEnd);
}

test.each([
  ['line feeds', '\n'],
  ['both', '\r\n'],
])('of a growing answer only what is new is decoded: %s', (_name, lineEnd) => {
  let decoded = 0;
  const reader = new CumulativeEventDecoder((bytes, from, to) => {
    decoded += to - from;
    return bytes.toString('utf8', from, to);
  });
  for (let length = 0; length <= long.length; length += 5) {
    const bytes = Buffer.from(snapshot(long.slice(0, length), lineEnd));
    const reading = reader.read(bytes, 0);
    expect(reading).toMatchObject({ kind: 'event', name: 'message', next: bytes.length });
    expect(reading.kind === 'event' && JSON.parse(reading.data)).toEqual({ text: long.slice(0, length) });
  }
  // Without the reader it would be half a million.
  expect(decoded).toBeLessThan(10_000);
});

test('an event says how much of the one before it repeats', () => {
  const events = decode(['', ' sits', ' sits.', ' sits', ''].map((end) => Buffer.from(snapshot(long + end))));
  const start = '{"text":"'.length + long.length;
  expect(events.map(({ repeated }) => repeated)).toEqual([
    undefined,
    undefined,
    start + ' sits'.length,
    start + ' sits'.length,
    start,
  ]);
});

test('only the event before counts as repeated', () => {
  const events = [snapshot(long), snapshot(long), `data: a\ndata: b\n\n`, snapshot(long), snapshot(long)];
  expect(decode(events.map((event) => Buffer.from(event))).map(({ repeated }) => repeated)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    snapshot(long).length - 'event: message\ndata: \n\n'.length,
  ]);
});

/** Ends whatever event came before. */
const last = '\n\ndata: end\n\n';

const oddities: readonly (readonly [name: string, event: string])[] = [
  ['carriage returns only', snapshot(`${long}!`, '\r')],
  ['a carriage return in the middle of its data', `event: message\ndata: {"text":"${long}\rdata: x"}\n\n`],
  ['a second line of data', `event: message\ndata: {"text":"${long}"\ndata: }\n\n`],
  ['an id behind its data', `event: message\ndata: {"text":"${long}"}\nid: 5\n\n`],
  ['an id before its data', `id: 5\nevent: message\ndata: {"text":"${long}"}\n\n`],
  ['a retry time and a comment', `retry: 10\n: hello\nevent: message\ndata: {"text":"${long}"}\n\n`],
  ['a comment between events', `: ping\n\n`],
  ['another name', `event: other\ndata: {"text":"${long}"}\n\n`],
  ['no name', `data: {"text":"${long}"}\n\n`],
  ['an empty name', `event: \ndata: {"text":"${long}"}\n\n`],
  ['a name with blanks', `event:  a b \ndata: {"text":"${long}"}\n\n`],
  ['no blank behind the colon', `event:message\ndata:{"text":"${long}"}\n\n`],
  ['two blanks behind the colon', `event: message\ndata:  {"text":"${long}"}\n\n`],
  ['no data', `event: message\ndata:\n\n`],
  ['a field without a colon', `event: message\ndata\n\n`],
  ['a byte order mark', `\uFEFFevent: message\ndata: {"text":"${long}"}\n\n`],
  ['mixed line ends', `event: message\r\ndata: {"text":"${long}"}\n\r\n`],
  ['a line end too many', `event: message\ndata: {"text":"${long}"}\n\n\r\n\n`],
  ['half a character', `event: message\ndata: {"text":"${long.slice(0, 1201)}\ud83d"}\n\n`],
];

test.each(oddities)('an event with %s is read as the parser reads it, wherever it is cut', (_name, odd) => {
  const bytes = Buffer.from(snapshot(long) + snapshot(`${long} sits`) + odd + snapshot(`${long} sits on`) + odd + last);
  const expected = JSON.stringify(parsed(bytes));
  const start = Buffer.byteLength(snapshot(long) + snapshot(`${long} sits`));
  const end = bytes.length - last.length;
  const single = Array.from(bytes.subarray(start), (byte) => Buffer.of(byte));
  for (let cut = -12; cut < 30; cut += 1) {
    expect(JSON.stringify(withoutRepeats(decode(cutAt(bytes, [40, start + cut, end - cut]))))).toBe(expected);
  }
  expect(JSON.stringify(withoutRepeats(decode([bytes.subarray(0, start), ...single])))).toBe(expected);
});

test('any events, damaged and cut anywhere, are read as the parser reads them', () => {
  const unit = fc.oneof(fc.constantFrom('"', '\\', 'é', '–', '😀', 'a', 'b', '\ud83d'), fc.string({ maxLength: 3 }));
  const event = fc.record({
    length: fc.nat(),
    end: fc.constantFrom('', ', "metadata": {}', ' '),
    lineEnd: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
    head: fc.constantFrom('event: message', 'event: message', '', 'event: x', ': c', 'id: 1', 'data: y', 'retry: 1'),
    field: fc.constantFrom('data: ', 'data: ', 'data:'),
    damage: fc.option(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 })), { freq: 5 }),
  });
  const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''));
  fc.assert(
    fc.property(text, fc.array(event, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (tail, all, cuts) => {
      const whole = long + tail;
      const written = all.map(({ length, end, lineEnd, head, field, damage }) => {
        const said = whole.slice(0, long.length + (length % (tail.length + 1)));
        const lines = [head, `${field}{"text":${JSON.stringify(said)}${end}}`, '', ''].slice(head === '' ? 1 : 0);
        const bytes = Buffer.from(lines.join(lineEnd));
        if (damage === null) return bytes;
        const at = damage[0] % bytes.length;
        return Buffer.concat([bytes.subarray(0, at), damage[1], bytes.subarray(at)]);
      });
      const pieces = [...written, Buffer.from(last)];
      const bytes = Buffer.concat(pieces);
      const expected = JSON.stringify(parsed(bytes));
      expect(JSON.stringify(withoutRepeats(decode(pieces)))).toBe(expected);
      expect(JSON.stringify(withoutRepeats(decode(cutAt(bytes, cuts))))).toBe(expected);
    }),
    { numRuns: 800, seed: 4 },
  );
});

test('an event that repeats the last one and never ends is too long', () => {
  const decoder = new EventDecoder(20_000, { onEvent: () => {} });
  const start = Buffer.from(snapshot(long));
  expect([decoder.push(start), decoder.push(start), decoder.push(start.subarray(0, -2))]).toEqual([true, true, true]);
  const filler = Buffer.alloc(8_000, 'x');
  expect([decoder.push(filler), decoder.push(filler), decoder.push(filler)]).toEqual([true, true, false]);
});

test('an event in one piece that repeats the last one is held to the limit', () => {
  const emitted: string[] = [];
  const decoder = new EventDecoder(3_000, { onEvent: ({ data }) => emitted.push(data) });
  for (const end of ['', 'a', 'ab']) expect(decoder.push(Buffer.from(snapshot(long + end)))).toBe(true);
  expect(decoder.push(Buffer.from(snapshot(`${long}${'x'.repeat(3_000)}`)))).toBe(false);
  expect(emitted).toHaveLength(3);
});

test.each([
  ['the blank line', -1, 4, 'whole'],
  ['the end of its line', -2, 4, 'whole'],
  ['the end of its data', -4, 3, 'cut'],
  ['all but its start', -long.length, 3, 'cut'],
] as const)('a stream that ends without %s of a repeated event ends as any other', (_name, cut, count, end) => {
  const emitted: string[] = [];
  const decoder = new EventDecoder(100_000, { onEvent: ({ data }) => emitted.push(data) });
  const event = Buffer.from(snapshot(long));
  for (const piece of [event, event, event, event.subarray(0, cut)]) decoder.push(piece);
  expect(decoder.end()).toBe(end);
  expect(emitted).toHaveLength(count);
});

test('the common start is found whatever is guessed', () => {
  const size = fc.nat({ max: 700 });
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: -10, max: 900 }), fc.nat({ max: 9 }), (same, a, b, guess, from) => {
      const left = Buffer.from('-'.repeat(from) + 's'.repeat(same) + 'l'.repeat(a));
      const right = Buffer.from('s'.repeat(same) + 'r'.repeat(b));
      const length = commonLength(
        { bytes: left, from, to: left.length },
        { bytes: right, from: 0, to: right.length },
        guess,
      );
      expect(length).toBe(same);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test('bytes behind the end of a stretch are not looked at', () => {
  const bytes = Buffer.alloc(500, 's');
  const length = commonLength({ bytes, from: 10, to: 300 }, { bytes, from: 0, to: 200 }, 400);
  expect(length).toBe(200);
});
