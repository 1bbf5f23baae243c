import { PlugboardError } from '../errors/plugboard-error.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

/**
 * Keywords that services refuse in a schema that they enforce.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
const refusedKeywords: readonly string[] = [
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'prefixItems',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'uniqueItems',
];

/** Keywords whose value contains schemas by name. */
const named: readonly string[] = ['properties', '$defs', 'definitions'];
/** Keywords of which a schema must have one, or it allows any value. */
const telling: readonly string[] = ['type', 'anyOf', 'enum', 'const', '$ref'];

/**
 * Converts a schema to the form that services can enforce: objects are closed, and every property is required. No
 * demand of the schema is lost: if one cannot be expressed in this form, the error names it.
 *
 * @throws PlugboardError `unsupported`, naming the place and the keyword.
 */
export function toStrictSchema(schema: JsonObject): JsonObject {
  if (schema['type'] !== 'object') {
    throw refused(
      'the schema',
      'must describe an object, not a list, a union or a plain value. Put it into a property.',
    );
  }
  return strict(schema, '');
}

function strict(given: unknown, path: string): JsonObject {
  if (!isRecord(given)) throw refused(place(path), 'allows anything. Give it a type.');
  // Drop annotations of the library, and defaults, which the validator fills in.
  const { $schema: _dialect, '~standard': _standard, default: _default, oneOf, ...kept } = given;
  const schema: Record<string, unknown> = kept;
  const allOf: unknown = schema['allOf'];
  if (Array.isArray(allOf) && allOf.length === 1 && isRecord(allOf[0])) {
    const { allOf: _only, ...others } = schema;
    return strict({ ...allOf[0], ...others }, path);
  }
  // The validator distinguishes the variants, so it is enough if the service enforces "any of them".
  if (oneOf !== undefined && schema['anyOf'] === undefined) schema['anyOf'] = oneOf;
  const keyword = refusedKeywords.find((name) => schema[name] !== undefined && schema[name] !== false);
  if (keyword !== undefined) throw refused(place(path), `uses ${keyword}, which services cannot enforce.`);
  if (!telling.some((name) => schema[name] !== undefined))
    throw refused(place(path), 'allows anything. Give it a type.');
  for (const name of named) {
    const schemas = schema[name];
    if (!isRecord(schemas)) continue;
    const step = (key: string): string => (name === 'properties' ? `${path}.${key}` : `${path}.${name}.${key}`);
    schema[name] = Object.fromEntries(Object.entries(schemas).map(([key, one]) => [key, strict(one, step(key))]));
  }
  if (schema['items'] !== undefined) schema['items'] = strict(schema['items'], `${path}[]`);
  const { anyOf } = schema;
  if (Array.isArray(anyOf)) schema['anyOf'] = anyOf.map((one, index) => strict(one, `${path}.anyOf[${index}]`));
  return schema['type'] === 'object'
    ? closed(schema, isRecord(given['properties']) ? given['properties'] : {}, path)
    : schema;
}

function closed(schema: JsonObject, properties: JsonObject, path: string): JsonObject {
  const { additionalProperties: more = false } = schema;
  if (more !== false) {
    throw refused(place(path), 'allows properties that it does not name. Use a list of names and values instead.');
  }
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const [name, property] of Object.entries(properties)) {
    if (!required.includes(name) && !mayBeMissing(property)) {
      throw refused(place(`${path}.${name}`), 'is optional, and services require every property. Make it nullable.');
    }
  }
  return {
    ...schema,
    properties: schema['properties'] ?? {},
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** Whether the model can express "nothing" without leaving the property out. */
function mayBeMissing(property: unknown): boolean {
  if (!isRecord(property)) return false;
  const { type, anyOf, oneOf, default: fallback } = property;
  if (fallback !== undefined || type === 'null') return true;
  if (Array.isArray(type) && type.includes('null')) return true;
  return [anyOf, oneOf].some((list) => Array.isArray(list) && list.some((one: unknown) => mayBeMissing(one)));
}

function place(path: string): string {
  return path === '' ? 'the schema' : `the property ${path.replace(/^\./, '')}`;
}

function refused(where: string, says: string): PlugboardError {
  return new PlugboardError('unsupported', `response_format: ${where} ${says}`, { param: 'response_format' });
}
