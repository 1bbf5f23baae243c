/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object as JSON has it: neither a list nor an instance of a class. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isForeignPrototype(prototype);
}

/** Whether a value is an object: also an instance of a class, but neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list. */
export function recordsIn(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.filter(isRecord);
}

/** The value of a text of JSON; `undefined` for any other text. */
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

/** An own property; `undefined` for one that is only inherited. */
export function ownValue(record: JsonObject, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * The names and values of an object, or of what iterates over pairs of them, such as `Headers`, `FormData` or a `Map`, whose own keys
 * are something else. `undefined` for any other value.
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
