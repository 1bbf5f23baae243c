import type { JsonObject } from '@plugboard/core/provider';

/** A schema with keywords at two depths. Services that want `additionalProperties: false` and everything required find both. */
export const wholeSchema: JsonObject = schemaWith({});

interface Changes {
  readonly required?: readonly string[];
  readonly more?: boolean;
  readonly words?: readonly string[];
  readonly inner?: object;
  readonly item?: object;
}

/** How messages name the schema whose objects may have more properties. */
export const openObjects = '`additionalProperties` that are allowed';

/** The same schema with one word changed, and what was changed. */
export const otherSchemas: readonly (readonly [what: string, schema: JsonObject])[] = [
  ['one property less in `required`', schemaWith({ required: ['kind'] })],
  ['one word less in an `enum`', schemaWith({ words: ['emu'] })],
  ['other words in an `enum`', schemaWith({ words: ['emu', 'kiwi'] })],
  [openObjects, schemaWith({ more: true })],
  ['another `type` inside an object of an object', schemaWith({ inner: { legs: { type: 'string' } } })],
  ['one property more inside an object of an object', schemaWith({ inner: legs({ wings: { type: 'integer' } }) })],
  ['another `type` of `items`', schemaWith({ item: { type: 'integer' } })],
  ['an `enum` in `items`', schemaWith({ item: { type: 'string', enum: ['fern'] } })],
];

function legs(others: object): object {
  return { legs: { type: 'integer' }, ...others };
}

function schemaWith({
  required = ['kind', 'body'],
  more = false,
  words = ['emu', 'okapi'],
  inner = legs({}),
  item = { type: 'string' },
}: Changes): JsonObject {
  const body = {
    type: 'object',
    properties: { ...inner, eats: { type: 'array', items: item } },
    required: ['legs'],
    additionalProperties: false,
  };
  return {
    type: 'object',
    properties: { kind: { type: 'string', enum: words }, body },
    required,
    additionalProperties: more,
  };
}
