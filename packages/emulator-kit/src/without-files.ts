const longestKept = 200;

/** A JSON value with files in base64 reduced to their beginning and length, so that a record of requests stays small. */
export function withoutFiles(value: unknown): unknown {
  if (typeof value === 'string') {
    return isFile(value) ? `${value.slice(0, 60)}... (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map(withoutFiles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutFiles(field)]));
}

function isFile(text: string): boolean {
  return text.length > longestKept && (text.startsWith('data:') || /^[A-Za-z0-9+/_=-]{200}/.test(text));
}
