import { isJsonObject, type JsonObject, PlugboardError } from '@plugboard/core/provider';

/** The keywords of JSON Schema that the service supports. */
const understood: ReadonlySet<string> = new Set([
  '$id',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'required',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'propertyOrdering',
]);

/** Keywords whose value is a schema, a list of them, or a table of them. */
const inner: ReadonlyMap<string, 'schema' | 'list' | 'table'> = new Map([
  ['items', 'schema'],
  ['additionalProperties', 'schema'],
  ['prefixItems', 'list'],
  ['anyOf', 'list'],
  ['oneOf', 'list'],
  ['properties', 'table'],
  ['$defs', 'table'],
]);

/** Constraints that the service does not support. They become part of the description. */
const inWords: ReadonlySet<string> = new Set([
  'const',
  'default',
  'examples',
  'example',
  'pattern',
  'minLength',
  'maxLength',
  'multipleOf',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'contentEncoding',
  'contentMediaType',
]);

/** Keywords that do not constrain a value. */
const notes: ReadonlySet<string> = new Set(['$schema', '$comment', 'deprecated', 'readOnly', 'writeOnly', 'id']);

/** Real schemas are less deep. The limit stops at a schema that contains itself. */
const maxDepth = 64;

/**
 * A JSON Schema with the same meaning in the service's keywords: `const` becomes `enum`, `definitions` become `$defs`, `nullable` becomes
 * a type, and constraints that it does not support become part of the description. Throws `unsupported` for what cannot be expressed, such
 * as `not`.
 *
 * @param where - The place of the schema in the request, for errors.
 */
export function translateSchema(schema: JsonObject, where: string): JsonObject {
  return translate(schema, where, 0);
}

function translate(given: JsonObject, where: string, depth: number): JsonObject {
  if (depth > maxDepth) throw refused(where, `is nested more than ${maxDepth} levels deep`);
  const schema = merged(given, where);
  const result: Record<string, unknown> = {};
  const words: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (value === undefined || notes.has(name)) continue;
    const kind = inner.get(name);
    if (kind !== undefined) result[name] = translateInner(kind, value, `${where}.${name}`, depth);
    else if (understood.has(name)) result[name] = value;
    else if (inWords.has(name)) words.push(`${name}: ${JSON.stringify(value)}`);
    else throw refused(`${where}.${name}`, 'cannot be expressed for the service');
  }
  if (words.length === 0) return result;
  const described = typeof result['description'] === 'string' ? `${result['description']} ` : '';
  return { ...result, description: `${described}(${words.join(', ')})` };
}

/** The same schema, with keywords replaced by others of the same meaning. */
function merged(given: JsonObject, where: string): JsonObject {
  const { const: constant, definitions, nullable, allOf, $ref, items, ...rest } = given;
  const one: JsonObject = {
    ...rest,
    ...(items !== undefined && { [Array.isArray(items) ? 'prefixItems' : 'items']: items }),
    ...(typeof $ref === 'string' && { $ref: $ref.replace(/^#\/definitions\//, '#/$defs/') }),
    ...(constant !== undefined && constantAs(constant, rest)),
    ...(isJsonObject(definitions) && { $defs: definitions }),
    ...(nullable === true && typeof rest['type'] === 'string' && { type: [rest['type'], 'null'] }),
  };
  if (allOf === undefined) return one;
  const parts: readonly unknown[] = Array.isArray(allOf) ? allOf : [];
  const [all, ...more] = parts;
  // An `allOf` with one part is usually there to give a reference a description.
  if (!isJsonObject(all) || more.length > 0 || Object.keys(all).some((name) => one[name] !== undefined)) {
    throw refused(
      `${where}.allOf`,
      'cannot be expressed for the service, unless it has a single part that repeats no keyword',
    );
  }
  return merged({ ...one, ...all }, where);
}

/** An `enum` is for texts and numbers. Any other value becomes part of the description. */
function constantAs(constant: unknown, { type }: JsonObject): JsonObject {
  const isListed = typeof constant === 'string' || typeof constant === 'number';
  if (!isListed) return { type: type ?? (constant === null ? 'null' : typeof constant), const: constant };
  return { enum: [constant], ...(type === undefined && { type: typeof constant }) };
}

function translateInner(kind: 'schema' | 'list' | 'table', value: unknown, where: string, depth: number): unknown {
  const one = (entry: unknown, place: string): unknown => {
    if (typeof entry === 'boolean') return entry;
    if (isJsonObject(entry)) return translate(entry, place, depth + 1);
    throw refused(place, 'must be a schema');
  };
  if (kind === 'list' && Array.isArray(value)) return value.map((entry, index) => one(entry, `${where}[${index}]`));
  if (kind === 'table' && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, one(entry, `${where}.${name}`)]));
  }
  return one(value, where);
}

function refused(param: string, problem: string): PlugboardError {
  return new PlugboardError('unsupported', `${param} ${problem}. Write the schema without it.`, { param });
}
