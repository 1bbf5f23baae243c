import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

/** Keys and indexes from the root of a value. */
export type JsonPath = readonly (string | number)[];

/** A value has the wrong shape. Code that knows which file it came from turns this into a `PlugboardError`. */
export class ShapeFault extends Error {
  readonly path: JsonPath;
  /** The end of a sentence that begins with the path: `must be a string, not a number`. Never quotes a value. */
  readonly problem: string;

  constructor(path: JsonPath, problem: string) {
    super(`${formatJsonPath(path)} ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** The error `config_invalid`. */
export function invalidConfig(message: string, context?: { readonly provider: string }): PlugboardError {
  return new PlugboardError('config_invalid', message, context);
}

/**
 * Formats a path as `providers.reka.models[0]`. Keys that are not plain words are in quotes: `providers["my reka"]`.
 */
export function formatJsonPath(path: JsonPath): string {
  const text = path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return isPlainWord(part) ? `.${part}` : `[${quote(part)}]`;
    })
    .join('');
  return text === '' ? 'the value' : text.replace(/^\./, '');
}

/**
 * Not a literal: V8 checks a literal with Unicode properties when it loads the file, which takes as long as loading a
 * hundred lines.
 */
function isPlainWord(text: string): boolean {
  return new RegExp(String.raw`^[\p{L}_$][\p{L}\p{N}_$-]*$`, 'u').test(text);
}

/** Throws an error with what was expected and the kind of the value, but never the value itself. */
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

/** Returns the value if it is a JSON object. Throws `ShapeFault` otherwise. */
export function readRecord(value: unknown, path: JsonPath, expected = 'an object'): JsonObject {
  return isRecord(value) ? value : mustBe(path, expected, value);
}

/** Returns the value if it is a string that is not empty. Throws `ShapeFault` otherwise. */
export function readText(value: unknown, path: JsonPath, expected = 'a non-empty string'): string {
  return typeof value === 'string' && value !== '' ? value : mustBe(path, expected, value);
}

/** Throws `ShapeFault` for an unknown key, since most of them are typos. */
export function refuseOtherKeys(record: JsonObject, known: readonly string[], path: JsonPath): void {
  const other = Object.keys(record).find((key) => !known.includes(key));
  if (other === undefined) return;
  // Lists all known keys: they are few, and loading the library that finds the most similar would slow down the start.
  throw new ShapeFault([...path, other], `is not a known key (known: ${known.map(quote).join(', ')})`);
}
