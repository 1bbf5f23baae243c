/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Narrows to a JSON object; arrays are none. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
