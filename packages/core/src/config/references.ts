import { isRecord } from '../util/is-record.ts';
import { type JsonPath, readText, ShapeFault } from './shape.ts';

/** A reference to a value outside the config: `{ "$env": "NAME" }` or `{ "$file": "path" }`. */
export type Reference =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** Deeper options are refused: nobody needs them, and each level takes space on the stack. */
const maxDepth = 50;

/** Checks every reference inside an option. Throws `ShapeFault`. */
export function checkReferences(value: unknown, path: JsonPath, depth = 0): void {
  if (depth > maxDepth) throw new ShapeFault(path.slice(0, 3), `is nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) checkReferences(entry, [...path, index], depth + 1);
  } else if (isRecord(value) && referenceFrom(value, path) === undefined) {
    for (const [key, entry] of Object.entries(value)) checkReferences(entry, [...path, key], depth + 1);
  }
}

/** Reads a reference. Returns `undefined` for any other value, and throws `ShapeFault` for a malformed reference. */
export function referenceFrom(value: unknown, path: JsonPath): Reference | undefined {
  if (!isRecord(value)) return undefined;
  const key = ['$env', '$file'].find((name) => Object.hasOwn(value, name));
  if (key === undefined) return undefined;
  if (Object.keys(value).length > 1) throw new ShapeFault(path, `must have no other key beside "${key}"`);
  if (key === '$file') return { kind: 'file', path: readText(value[key], [...path, key], 'the path of a file') };
  return { kind: 'environment', name: readText(value[key], [...path, key], 'the name of an environment variable') };
}
