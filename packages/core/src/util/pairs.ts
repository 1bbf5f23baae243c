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
