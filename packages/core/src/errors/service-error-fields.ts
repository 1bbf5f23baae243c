/** The fields of a JSON object under one spelling: `errorMsg`, `error_msg` and `ErrorMsg` are `errormsg`. */
export type ErrorFields = ReadonlyMap<string, unknown>;

/** No failure has more to say. */
const mostFields = 100;

/** The fields of a value; none for what is no JSON object. The first of two spellings wins. */
export function errorFields(value: unknown): ErrorFields {
  const fields = new Map<string, unknown>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fields;
  for (const [name, field] of Object.entries(value).slice(0, mostFields)) {
    const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
    if (!fields.has(plain)) fields.set(plain, field);
  }
  return fields;
}

/** The HTTP status of a failure, as a number or as text. */
export function statusFrom(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599 ? number : undefined;
}

/** Words that only say that something failed. */
const emptyWords: ReadonlySet<string> = new Set([
  'error',
  'errors',
  'fail',
  'failed',
  'failure',
  'exception',
  'null',
  'none',
]);

/** A code or type by its name, or by a number that is no HTTP status. The zero of a success is none. */
export function wordFrom(value: unknown): string | undefined {
  if (statusFrom(value) !== undefined) return undefined;
  if (typeof value === 'number') return Number.isInteger(value) && value !== 0 ? String(value) : undefined;
  if (typeof value !== 'string' || emptyWords.has(value.toLowerCase())) return undefined;
  // AWS puts the name of a namespace before it.
  const word = value.split('#').at(-1) ?? '';
  return /^(?!0+$)[\w.-]{1,100}$/.test(word) ? word : undefined;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
