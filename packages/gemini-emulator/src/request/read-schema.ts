import { isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalidField } from '../errors.ts';
import { at, listAt, messageAt, snakeCase } from './fields.ts';

/** The subset of OpenAPI that `Schema` is. */
const known = [
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'default',
  'example',
  'pattern',
  'items',
  'minItems',
  'maxItems',
  'properties',
  'propertyOrdering',
  'required',
  'minProperties',
  'maxProperties',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'anyOf',
];
const types: readonly unknown[] = ['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL'];

/** Checks a `Schema`, and refuses by name what is not part of the subset. Returns the fields in camelCase. */
export function readSchema(value: unknown, path: string): JsonObject {
  const schema = messageAt(value, path, known);
  const type = typeof schema['type'] === 'string' ? schema['type'].toUpperCase() : schema['type'];
  if (type !== undefined && !types.includes(type)) {
    throw invalidField(`${path}.type`, `must be one of ${types.join(', ')}`);
  }
  if (schema['enum'] !== undefined && type !== 'STRING') {
    throw invalidField(`${path}.enum`, 'only allowed for STRING type');
  }
  if (type === 'ARRAY' && schema['items'] === undefined) throw invalidField(`${path}.items`, 'missing field.');
  const properties = propertiesOf(schema, path, type === 'OBJECT');
  for (const [index, name] of listAt(schema['required'], `${path}.required`).entries()) {
    if (properties !== undefined && Object.hasOwn(properties, String(name))) continue;
    throw invalidField(`${path}.required[${index}]`, 'property is not defined');
  }
  const items = schema['items'] === undefined ? undefined : readSchema(schema['items'], at(path, 'items'));
  const anyOf = listAt(schema['anyOf'], at(path, 'anyOf')).map((one, index) =>
    readSchema(one, `${path}.${snakeCase('anyOf')}[${index}]`),
  );
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties }),
    ...(items === undefined ? {} : { items }),
    ...(anyOf.length === 0 ? {} : { anyOf }),
  };
}

function propertiesOf(schema: JsonObject, path: string, isObject: boolean): JsonObject | undefined {
  const given = schema['properties'];
  if (!isJsonObject(given) || Object.keys(given).length === 0) {
    if (isObject) throw invalidField(`${path}.properties`, 'should be non-empty for OBJECT type');
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, property]) => [name, readSchema(property, `${path}.properties[${index(name)}]`)]),
  );
}

/** Names an entry of a map by its key. */
function index(name: string): string {
  return JSON.stringify(name);
}
