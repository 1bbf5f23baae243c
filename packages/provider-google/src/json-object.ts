import type { JsonObject } from '@plugboard/core/provider';

/** Whether a value that was parsed from JSON is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that should be an object; an empty one for anything else. */
export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** A field that should be a text; empty for anything else. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
