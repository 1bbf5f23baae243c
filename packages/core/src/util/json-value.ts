import { isRecord } from './is-record.ts';

/** Where a value stands: keys of objects and positions in arrays, from the outside in. */
export type JsonPlace = readonly (string | number)[];

/** What keeps a value from being JSON. */
export interface JsonFault {
  readonly place: JsonPlace;
  /** The rest of a sentence that begins with the place. */
  readonly says: string;
}

/** As deep as values may be, so that nobody runs out of stack for a body of brackets. */
const maxDepth = 64;

/**
 * What keeps a value from being what `JSON.parse` gives: only plain objects, arrays, strings, finite numbers, true, false and null, at
 * most 64 levels deep, and no key `__proto__`. `undefined`: nothing. A property that is `undefined` counts as left out.
 */
export function jsonFault(value: unknown, place: JsonPlace = []): JsonFault | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { place, says: 'must be a finite number.' };
  }
  if (typeof value !== 'object') return { place, says: `must be a JSON value, not ${nounOf(value)}.` };
  if (place.length >= maxDepth) return { place, says: `is nested more than ${maxDepth} levels deep.` };
  if (Array.isArray(value)) return faultIn(value.entries(), place);
  if (!isRecord(value)) return { place, says: 'must be a plain object, not an instance of a class.' };
  if (Object.hasOwn(value, '__proto__')) return { place, says: 'must not have a key "__proto__".' };
  return faultIn(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
    place,
  );
}

function faultIn(entries: Iterable<readonly [string | number, unknown]>, place: JsonPlace): JsonFault | undefined {
  for (const [key, entry] of entries) {
    const fault = jsonFault(entry, [...place, key]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function nounOf(value: unknown): string {
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}
