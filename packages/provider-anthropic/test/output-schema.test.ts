import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { outputSchema } from '../src/request/output-schema.ts';

const text = { type: 'string' };

test.each<[name: string, schema: Record<string, unknown>]>([
  ['an open object', { type: 'object', properties: { a: text }, required: ['a'] }],
  ['an object that says it is open', { type: 'object', properties: { a: text }, additionalProperties: true }],
  ['a closed object with nothing', { type: 'object', properties: {}, additionalProperties: false }],
  ['limits of numbers', { type: 'integer', minimum: 1, maximum: 9, multipleOf: 2, description: 'A digit.' }],
  ['limits of texts', { type: 'string', minLength: 1, maxLength: 3, pattern: '^a' }],
  ['a format that is known', { type: 'string', format: 'date' }],
  ['a format that is not', { type: 'string', format: 'color', title: 'Color' }],
  ['lists', { type: 'array', items: { type: 'number', exclusiveMinimum: 0 }, minItems: 1, maxItems: 3 }],
  ['a longer list', { type: 'array', items: text, uniqueItems: true, minItems: 2 }],
  ['words', { type: 'string', enum: ['a', 'b'] }],
  ['one word', { const: 'a', description: 'Only that.' }],
  ['words that are objects', { type: 'object', properties: { a: text }, enum: [{ a: 'b' }] }],
  ['a default', { type: 'string', default: 'a' }],
  ['a union', { anyOf: [text, { type: 'null' }], description: 'Maybe.' }],
  ['a choice', { oneOf: [{ type: 'object', properties: { a: text } }, text] }],
  ['all of them', { allOf: [{ type: 'object', properties: { a: text } }] }],
  [
    'references',
    { $defs: { A: { type: 'string', minLength: 2 } }, type: 'object', properties: { a: { $ref: '#/$defs/A' } } },
  ],
  [
    'a reference at the top',
    { $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: { A: text }, $ref: '#/$defs/A' },
  ],
  [
    'what zod makes',
    z.toJSONSchema(
      z.object({
        name: z.string().min(1).describe('Who?'),
        born: z.number().int().nullable(),
        sort: z.enum(['cat', 'dog']),
        tags: z.array(z.object({ at: z.iso.datetime() })).max(4),
      }),
    ),
  ],
])('%s: the schema becomes what the official client makes of it', (_name, schema) => {
  expect(outputSchema(schema, 'response_format')).toEqual(transformJSONSchema(schema));
});

test.each<[name: string, schema: Record<string, unknown>, expected: object]>([
  [
    'older definitions',
    {
      type: 'object',
      properties: { a: { $ref: '#/definitions/A' } },
      definitions: { A: { type: 'string', minLength: 2 } },
    },
    {
      type: 'object',
      properties: { a: { $ref: '#/definitions/A' } },
      additionalProperties: false,
      definitions: { A: { type: 'string', description: '{minLength: 2}' } },
    },
  ],
  [
    'a list of types',
    { type: ['object', 'null'], properties: { a: { type: ['string', 'null'], maxLength: 3 } } },
    {
      type: ['object', 'null'],
      properties: { a: { type: ['string', 'null'], description: '{maxLength: 3}' } },
      additionalProperties: false,
    },
  ],
])('%s: the schema keeps its meaning where the official client loses it', (_name, schema, expected) => {
  expect(outputSchema(schema, 'response_format')).toEqual(expected);
});

test.each<[schema: Record<string, unknown>, says: string]>([
  [{}, 'the schema allows anything'],
  [{ type: 'object', properties: { a: { type: 'array', items: true } } }, 'the property a[] allows anything'],
  [{ type: 'object' }, 'the schema allows properties of any name'],
  [
    { type: 'object', properties: { a: { anyOf: [{ type: 'object', additionalProperties: text }] } } },
    'the property a.anyOf[0] allows properties of any name',
  ],
])('%j is refused by name', (schema, says) => {
  expect(() => outputSchema(schema, 'response_format')).toThrow(`response_format: ${says}`);
});
