import { expect, test } from 'vitest';
import { bodyHolds, holdsValue, partsHolding, textsIn, timesIn } from '../../src/conformance/stage/body-holds.ts';

const bytes = (body: unknown): Uint8Array => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
const quoted = 'a "café"';

test.each([
  ['plain text', bytes(`It says ${quoted}.`), true],
  ['JSON, with its escapes', bytes({ turns: [{ text: `It says ${quoted}.` }] }), true],
  ['JSON that has it as a name', bytes({ [quoted]: 1 }), false],
  ['a form', bytes(new URLSearchParams({ text: quoted }).toString()), true],
  ['JSON without it', bytes({ text: 'a "cafe"', none: null }), false],
  ['text without it', bytes('a "cafe"'), false],
  ['nothing', new Uint8Array(), false],
])('a text is found in %s: %#', (_body, body, found) => {
  expect(bodyHolds(body, quoted)).toBe(found);
});

test.each([
  [bytes(`${quoted}, ${quoted}`), 2],
  [bytes({ a: quoted, b: [quoted, quoted] }), 3],
  [bytes(new URLSearchParams({ text: quoted }).toString()), 1],
  [bytes('{}'), 0],
])('a text is counted in whatever form the body has: %#', (body, count) => {
  expect(timesIn(body, quoted)).toBe(count);
});

test.each([
  [{ seed: 7 }, 7, true],
  [{ stop: 7 }, '7', true],
  [{ seed: 70 }, 7, false],
  [{ stop: ['a', 'b'] }, ['a', 'b'], true],
  [{ stop: ['a', 'b', 'c'] }, ['a', 'b'], false],
  [{ a: { b: null } }, null, true],
  ['seed=7', 7, true],
  ['seed=8', 7, false],
])('of %j, %j is the value of some place: %s', (body, value, held) => {
  expect(holdsValue(bytes(body), value)).toBe(held);
});

test('the parts with one text and without another are the largest ones', () => {
  const body = bytes({ turns: [{ text: 'first' }, { text: 'second', more: ['first'] }], other: 'first' });
  expect(partsHolding(body, 'first', 'second')).toEqual(['{"text":"first"}', '["first"]', '"first"']);
  expect(partsHolding(body, 'third', 'second')).toEqual([]);
  expect(partsHolding(bytes('first'), 'first', 'second')).toEqual([]);
});

test('the texts of a JSON body are its values, and another body has none', () => {
  expect(textsIn(bytes({ a: 'b', c: [1, 'd', null] }))).toEqual(['b', 'd']);
  expect(textsIn(bytes('a=b'))).toEqual([]);
  expect(textsIn(undefined)).toEqual([]);
});
