import { expect, test } from 'vitest';
import { namesIn, sampleValue } from '../src/index.ts';

test.each([
  [{ type: 'string' }, 'Oslo', 'text'],
  [{ type: 'string' }, 'in "Oslo"', 'Oslo'],
  [{ type: 'STRING', enum: ['warm', 'cold'] }, '', 'warm'],
  [{ const: 7 }, '', 7],
  [{ type: 'integer' }, 'for 2.5 days', 2],
  [{ type: 'number', minimum: 3 }, '', 3],
  [{ type: ['null', 'boolean'] }, '', true],
  [{ type: 'array', items: { type: 'string' } }, '"a" "b"', ['a']],
  [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, '', null],
  [
    { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] },
    'for 3 days in "Oslo"',
    { city: 'Oslo' },
  ],
  [{ properties: { city: { type: 'string' }, days: { type: 'integer' } } }, '3 "Oslo"', { city: 'Oslo', days: 3 }],
  [
    { $ref: '#/$defs/City', $defs: { City: { type: 'object', properties: { name: { default: 'x' } } } } },
    '',
    { name: 'x' },
  ],
] as const)('a value of %j for the prompt %j is %j', (schema, prompt, value) => {
  expect(sampleValue(schema, prompt)).toEqual(value);
});

test('a schema that holds itself comes to an end', () => {
  const schema = { $ref: '#', properties: { next: { $ref: '#' } } };
  expect(JSON.stringify(sampleValue(schema, '')).length).toBeLessThan(200);
  const tree = { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } };
  expect(JSON.stringify(sampleValue(tree, '')).length).toBeLessThan(200);
});

test('names are found as they are and as words', () => {
  const names = ['get_weather', 'get-time', 'Search'];
  expect(namesIn('Please GET WEATHER, then search.', names)).toEqual(['get_weather', 'Search']);
  expect(namesIn('Call get-time.', names)).toEqual(['get-time']);
});
