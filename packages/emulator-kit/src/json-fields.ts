/** A JSON object, read field by field. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Narrows to a JSON object; arrays are none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field of an object; `undefined` when absent, so that nothing is ever read from a prototype. */
export function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
