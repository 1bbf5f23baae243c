import { isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';

/** `inlineData` as `inline_data`: how the service names fields in its errors. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The place of a field, as the service names it. */
export function at(path: string, name: string): string {
  return path === '' ? snakeCase(name) : `${path}.${snakeCase(name)}`;
}

/**
 * Requires an object with known fields only. Both `inlineData` and `inline_data` are accepted, as in the service, and returned in the first
 * form. An unknown field is refused by name, as in the service.
 */
export function messageAt(value: unknown, path: string, known: readonly string[]): JsonObject {
  if (!isJsonObject(value)) throw invalid(`Invalid value at '${path}' (type), ${shown(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([given, field]) => {
      const name = known.find((one) => one === given || snakeCase(one) === given);
      if (name !== undefined) return [name, field];
      const place = path === '' ? '' : ` at '${path}'`;
      throw invalid(`Invalid JSON payload received. Unknown name "${given}"${place}: Cannot find field.`);
    }),
  );
}

/** Requires a list. A single value is not one. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw invalid(`Invalid value at '${path}' (repeated field), ${shown(value)}`);
}

/** A text, or absent. */
export function textAt(value: unknown, path: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`Invalid value at '${path}' (TYPE_STRING), ${shown(value)}`);
}

/** A number, or absent. */
export function numberAt(value: unknown, path: string): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  throw invalid(`Invalid value at '${path}' (TYPE_FLOAT), ${shown(value)}`);
}

/** A boolean; false if absent. */
export function flagAt(value: unknown, path: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw invalid(`Invalid value at '${path}' (TYPE_BOOL), ${shown(value)}`);
}

/** An object whose fields are the caller's own. */
export function structAt(value: unknown, path: string): JsonObject | undefined {
  if (value === undefined || isJsonObject(value)) return value;
  throw invalid(`Invalid value at '${path}' (type.googleapis.com/google.protobuf.Struct), ${shown(value)}`);
}

/** One of some words, or absent. */
export function wordAt<const Word extends string>(
  value: unknown,
  path: string,
  type: string,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const place = `type.googleapis.com/google.ai.generativelanguage.v1beta.${type}`;
  throw invalid(`Invalid value at '${path}' (${place}), ${shown(value)}`);
}

/** Bytes from base64 in either alphabet; `undefined` if absent. */
export function bytesAt(value: unknown, path: string): Buffer | undefined {
  const text = textAt(value, path);
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) {
    const beginning = JSON.stringify(text.slice(0, 20));
    throw invalid(`Invalid value at '${path}' (TYPE_BYTES), Base64 decoding failed for ${beginning}`);
  }
  return Buffer.from(text, 'base64');
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').slice(0, 80);
}
