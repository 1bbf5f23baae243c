import { fieldOf, isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';

/** The place of a field, as the service names it: `messages.0.content.1.text`. */
export function at(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}.${name}`;
}

/** Requires an object. */
export function objectAt(value: unknown, path: string): JsonObject {
  if (value === undefined) throw invalid(`${path}: Field required`);
  if (!isJsonObject(value)) throw invalid(`${path}: Input should be a valid dictionary`);
  return value;
}

/** Requires a list. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) throw invalid(`${path}: Field required`);
  if (!Array.isArray(value)) throw invalid(`${path}: Input should be a valid list`);
  return value;
}

/** Requires a field that is a text. */
export function textAt(object: JsonObject, name: string, path: string): string {
  const value = fieldOf(object, name);
  if (value === undefined) throw invalid(`${at(path, name)}: Field required`);
  if (typeof value !== 'string') throw invalid(`${at(path, name)}: Input should be a valid string`);
  return value;
}

/** A field that is a number within limits, or absent. */
export function numberAt(
  object: JsonObject,
  name: string,
  path: string,
  { least, most, whole }: { readonly least: number; readonly most: number; readonly whole: boolean },
): number | undefined {
  const value = fieldOf(object, name);
  if (value === undefined) return undefined;
  const place = at(path, name);
  if (typeof value !== 'number') throw invalid(`${place}: Input should be a valid number`);
  if (whole && !Number.isInteger(value)) throw invalid(`${place}: Input should be a valid integer`);
  if (value < least) throw invalid(`${place}: Input should be greater than or equal to ${least}`);
  if (value > most) throw invalid(`${place}: Input should be less than or equal to ${most}`);
  return value;
}

/** A field that is true or false, or absent. */
export function flagAt(object: JsonObject, name: string, path: string): boolean | undefined {
  const value = fieldOf(object, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalid(`${at(path, name)}: Input should be a valid boolean`);
}

/** A field that is one of some words. */
export function wordAt<const Word extends string>(
  object: JsonObject,
  name: string,
  path: string,
  words: readonly Word[],
): Word {
  const value = fieldOf(object, name);
  if (value === undefined) throw invalid(`${at(path, name)}: Field required`);
  const found = words.find((word) => word === value);
  if (found === undefined) throw invalid(`${at(path, name)}: Input should be ${alternatives(words)}`);
  return found;
}

/** Refuses unknown fields, as the service does. */
export function forbidOthers(object: JsonObject, known: ReadonlySet<string>, path: string): void {
  const other = Object.keys(object).find((name) => !known.has(name));
  if (other !== undefined) throw invalid(`${at(path, other)}: Extra inputs are not permitted`);
}

/** `'a', 'b' or 'c'`. */
export function alternatives(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}
