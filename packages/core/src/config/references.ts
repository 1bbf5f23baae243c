import { isRecord } from '../util/is-record.ts';
import { formatJsonPath, type JsonPath, readText, ShapeFault } from './shape.ts';

/** A reference to a value outside the config: `{ "$env": "NAME" }` or `{ "$file": "path" }`. */
export type Reference =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** Deeper options are refused. Nobody writes them, and each level costs stack. */
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

/** The path of the first text or number that is not a reference. */
export function plainText(value: unknown, path: JsonPath): JsonPath | undefined {
  if (typeof value === 'string' || typeof value === 'number') return path;
  if (typeof value !== 'object' || value === null || referenceFrom(value, path) !== undefined) return undefined;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [key, entry] of entries) {
    const found = plainText(entry, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The sentence about what stands in a config and must not, without its full stop. */
export function inPlainText(path: JsonPath, source: string, what: string): string {
  return `${formatJsonPath(path)} in ${source} is ${what} in plain text: write { "$env": "NAME" } or { "$file": "path" } instead`;
}
