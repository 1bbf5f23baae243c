import { referenceFrom } from './references.ts';
import { formatJsonPath, type JsonPath } from './shape.ts';

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

/** The sentence that names a value which a config must not contain as plain text, without its full stop. */
export function inPlainText(path: JsonPath, source: string, what: string): string {
  return `${formatJsonPath(path)} in ${source} is ${what} in plain text: write { "$env": "NAME" } or { "$file": "path" } instead`;
}
