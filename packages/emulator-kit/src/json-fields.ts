/** A JSON object, read field by field. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Narrows to a JSON object, which an array is not. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field of an object; `undefined` if absent. Never reads from a prototype. */
export function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
