import type { JsonObject } from '@plugboard/core/provider';

/** An own field of an object, or `undefined`. Never reads from a prototype. */
export function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
