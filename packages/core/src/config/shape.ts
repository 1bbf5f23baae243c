import { quote } from '../errors/quote.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

/** Keys and indexes from the root of a value. */
export type JsonPath = readonly (string | number)[];

/** A value that is not what it has to be; becomes a `PlugboardError` where the file is known. */
export class ShapeFault extends Error {
  readonly path: JsonPath;
  /** The rest of a sentence that begins with the path: `must be a string, not a number`. Quotes no value. */
  readonly problem: string;

  constructor(path: JsonPath, problem: string) {
    super(`${formatJsonPath(path)} ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** `providers.reka.models[0]`; keys that are no plain words in quotes: `providers["my reka"]`. */
export function formatJsonPath(path: JsonPath): string {
  const text = path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return isPlainWord(part) ? `.${part}` : `[${quote(part)}]`;
    })
    .join('');
  return text === '' ? 'the value' : text.replace(/^\./, '');
}

/** A literal with Unicode properties is checked when the file is loaded, and costs as much as a hundred lines. */
function isPlainWord(text: string): boolean {
  return new RegExp(String.raw`^[\p{L}_$][\p{L}\p{N}_$-]*$`, 'u').test(text);
}

/** Fails with what was expected and what kind of thing is there, never with the thing itself. */
export function mustBe(path: JsonPath, expected: string, value: unknown): never {
  throw new ShapeFault(path, `must be ${expected}, not ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'absent';
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return isRecord(value) ? 'an object' : 'a special object';
  return `a ${typeof value}`;
}

export function readRecord(value: unknown, path: JsonPath, expected = 'an object'): JsonObject {
  return isRecord(value) ? value : mustBe(path, expected, value);
}

export function readText(value: unknown, path: JsonPath, expected = 'a non-empty string'): string {
  return typeof value === 'string' && value !== '' ? value : mustBe(path, expected, value);
}

/** Refuses keys that nobody reads: most are typing errors. */
export function refuseOtherKeys(record: JsonObject, known: readonly string[], path: JsonPath): void {
  const other = Object.keys(record).find((key) => !known.includes(key));
  if (other === undefined) return;
  // All of them: they are few, and the library that finds the nearest has no place in the start of a program.
  throw new ShapeFault([...path, other], `is not a known key (known: ${known.map(quote).join(', ')})`);
}
