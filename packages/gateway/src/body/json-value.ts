import { Refusal } from '../wire/refusal.ts';
import { JsonScanner, type JsonPath } from './json-scanner.ts';

/** How a place is written in `param` of an error: `messages[0].content`. */
export function formatPath(path: JsonPath): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return steps.join('').replace(/^\./, '');
}

/** A 400 about the JSON of a body. */
export function invalidJson(message: string, param?: string): Refusal {
  return new Refusal(message, { status: 400, code: 'invalid_json', param });
}

/** Parses JSON as strictly as its grammar. The error quotes at most one character of the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it cannot be parsed';
    throw invalidJson(`The body is not valid JSON: ${message.replace(/, (?:\.\.\.)?".*$/s, '')}.`);
  }
}

/** The name between two offsets of a JSON text, without its escapes. */
export function nameIn(text: Buffer, start: number, end: number): string {
  const raw = text.toString('utf8', start, end);
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}

/** Counts the members of all objects in a value. Refuses names and numbers that JSON allows, but that would become others. */
export function countNames(value: unknown): number {
  return count(value, []);
}

function count(value: unknown, path: (string | number)[]): number {
  if (typeof value === 'number' && !Number.isFinite(value)) throw refused(path, 'is a number that is too large');
  if (typeof value !== 'object' || value === null) return 0;
  const depth = path.length;
  let names = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      path[depth] = index;
      names += count(value[index], path);
    }
  } else {
    for (const name of Object.keys(value)) {
      path[depth] = name;
      // Copying the members one by one would change the prototype of the copy.
      if (name === '__proto__') throw refused(path, 'is a name that is not allowed');
      names += 1 + count(Reflect.get(value, name), path);
    }
  }
  path.length = depth;
  return names;
}

function refused(path: JsonPath, says: string): Refusal {
  const place = formatPath(path);
  return invalidJson(`${place} ${says}.`, place);
}

/** In longer texts, finding the name of the member would take too long. */
const maxSearchedBytes = 256 * 1024;

/** The refusal of a text in which an object has two members with one name. `text` is valid JSON. */
export function repeatedName(text: Buffer): Refusal {
  const place = text.length > maxSearchedBytes ? undefined : findRepeatedName(text);
  return invalidJson(`${place ?? 'A member of an object'} occurs twice in the same object.`, place);
}

function findRepeatedName(text: Buffer): string | undefined {
  const scanner = new JsonScanner();
  const seen = new Set<string>();
  for (let index = scanner.findString(text, 0); scanner.inString; index = scanner.findString(text, index)) {
    const end = scanner.findEnd(text, index);
    if (scanner.isName) {
      scanner.nameRead(index, end);
      const path = scanner.path((from, to) => nameIn(text, from, to));
      const key = JSON.stringify(path);
      if (seen.has(key)) return formatPath(path);
      seen.add(key);
    }
    index = end + 1;
  }
  return undefined;
}
