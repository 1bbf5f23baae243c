import { isJsonObject, type JsonObject, PlugboardError, textIn } from '@plugboard/core/provider';

/** Formats of texts that the service enforces. */
const formats: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/** Keywords that the service knows for each type, besides those of all types. */
const keywords: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required'],
  array: ['items', 'minItems'],
  string: ['format'],
};

/** The place of a schema, for errors. */
interface Place {
  readonly param: string;
  readonly path: string;
}

/**
 * A schema as the service takes it to enforce it on an answer or a call. As in the official client, objects are closed, and constraints
 * that the service does not know, such as `minimum`, become part of the description. Whatever would change the meaning is refused.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 * @throws PlugboardError `unsupported`, for a value without a type, and for an object with arbitrary property names.
 */
export function outputSchema(schema: JsonObject, param: string): JsonObject {
  return adapted(schema, { param, path: '' });
}

function adapted(value: unknown, place: Place): JsonObject {
  if (!isJsonObject(value)) throw refused(place, 'allows anything');
  const { $defs, definitions, $ref, $schema: _dialect, '~standard': _standard, ...schema } = value;
  const shared = {
    ...(isJsonObject($defs) && { $defs: eachIn($defs, place, '$defs') }),
    ...(isJsonObject(definitions) && { definitions: eachIn(definitions, place, 'definitions') }),
  };
  if ($ref !== undefined) return { ...shared, $ref };
  const { type, enum: words, const: word, anyOf, oneOf, allOf, title, description, ...rest } = schema;
  const literals = {
    ...(isListOfPlain(words) && { enum: words }),
    ...(word !== undefined && !isComposed(word) && { const: word }),
  };
  const isLiteral = Object.keys(literals).length > 0;
  const choice = isLiteral ? {} : choiceOf({ anyOf, oneOf, allOf }, place);
  const isChoice = Object.keys(choice).length > 0;
  if (!isLiteral && !isChoice && type === undefined) throw refused(place, 'allows anything');
  const types: readonly unknown[] = isLiteral || isChoice ? [] : [type].flat();
  const known: JsonObject = Object.fromEntries(
    types.flatMap((one) => Object.entries(ofType(textIn(one), rest, place))),
  );
  const untold = Object.entries({
    ...(literals.enum === undefined && words !== undefined && { enum: words }),
    ...(literals.const === undefined && word !== undefined && { const: word }),
    ...rest,
  }).filter(([name]) => name !== 'additionalProperties' && !Object.hasOwn(known, name));
  const told = [textIn(description), wordsFor(untold)].filter((text) => text !== '').join('\n\n');
  return {
    ...shared,
    ...literals,
    ...choice,
    ...(types.length > 0 && { type }),
    ...(told !== '' && { description: told }),
    ...(title !== undefined && { title }),
    ...known,
  };
}

/** The part of a schema that the service knows for this type. */
function ofType(type: string, given: JsonObject, place: Place): JsonObject {
  const { properties, items, format, minItems, additionalProperties: more } = given;
  const kept = (keywords[type] ?? []).filter((name) => given[name] !== undefined);
  const known = Object.fromEntries(kept.map((name) => [name, given[name]]));
  switch (type) {
    case 'object': {
      const named = isJsonObject(properties) ? properties : {};
      const isMap = Object.keys(named).length === 0 && more !== false;
      if (isMap || (isJsonObject(more) && Object.keys(more).length > 0)) {
        throw refused(place, 'allows properties of any name');
      }
      return { ...known, properties: eachIn(named, place), additionalProperties: false };
    }
    case 'array': {
      const { minItems: _least, ...others } = known;
      return {
        ...others,
        ...(items !== undefined && { items: adapted(items, { ...place, path: `${place.path}[]` }) }),
        ...((minItems === 0 || minItems === 1) && { minItems }),
      };
    }
    case 'string':
      return formats.has(format) ? known : {};
    default:
      return {};
  }
}

function choiceOf(given: JsonObject, place: Place): JsonObject {
  const { anyOf, oneOf, allOf } = given;
  const all = (list: readonly unknown[], name: string): readonly JsonObject[] =>
    list.map((one, index) => adapted(one, { ...place, path: `${place.path}.${name}[${index}]` }));
  if (Array.isArray(anyOf)) return { anyOf: all(anyOf, 'anyOf') };
  if (Array.isArray(oneOf)) return { anyOf: all(oneOf, 'oneOf') };
  return Array.isArray(allOf) ? { allOf: all(allOf, 'allOf') } : {};
}

function eachIn(schemas: JsonObject, { param, path }: Place, name?: string): JsonObject {
  const step = name === undefined ? path : `${path}.${name}`;
  const entries = Object.entries(schemas).map(([key, one]) => [key, adapted(one, { param, path: `${step}.${key}` })]);
  return Object.fromEntries(entries) as JsonObject;
}

function isListOfPlain(list: unknown): list is readonly unknown[] {
  return Array.isArray(list) && list.length > 0 && !list.some(isComposed);
}

function isComposed(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Keywords as text, written as by the official client. */
function wordsFor(entries: readonly (readonly [name: string, value: unknown])[]): string {
  if (entries.length === 0) return '';
  return `{${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')}}`;
}

function refused({ param, path }: Place, says: string): PlugboardError {
  const where = path === '' ? 'the schema' : `the property ${path.replace(/^\./, '')}`;
  return new PlugboardError('unsupported', `${param}: ${where} ${says}, which the service cannot enforce.`, {
    param,
  });
}
