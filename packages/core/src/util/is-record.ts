/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a plain object, as JSON has it: neither a list nor an instance of a class. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isForeignPrototype(prototype);
}

/** Whether a value is an object, which may be an instance of a class, but neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The plain objects in a list. Empty if the value is not a list. */
export function recordsIn(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.filter(isRecord);
}

/** Parses JSON. `undefined` if the text is not valid JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Object.prototype` of another realm, such as a test runner's sandbox. */
function isForeignPrototype(prototype: unknown): boolean {
  return typeof prototype === 'object' && prototype !== null && Object.getPrototypeOf(prototype) === null;
}

/** The value of an own property. `undefined` if the property is inherited or missing. */
export function ownValue(record: JsonObject, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * The names and values of an object. For an iterable of pairs, such as `Headers`, `FormData` or a `Map`, these are the
 * pairs and not its own properties. `undefined` for any other value.
 */
export function pairsOf(given: unknown): readonly (readonly [name: string, value: unknown])[] | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  if (!isIterable(given)) return Object.entries(given);
  const pairs: (readonly [string, unknown])[] = [];
  for (const pair of given) {
    const entry: readonly unknown[] = Array.isArray(pair) ? pair : [];
    const [name, value] = entry;
    if (typeof name !== 'string') return undefined;
    pairs.push([name, value]);
  }
  return pairs;
}

function isIterable(value: object): value is Iterable<unknown> {
  return typeof Reflect.get(value, Symbol.iterator) === 'function';
}
