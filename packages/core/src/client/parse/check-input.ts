import { serviceText } from '../../errors/quote.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { CreateParams } from '../create-params.ts';
import { isRecord, type JsonObject } from '../../util/is-record.ts';

/**
 * A call that is not valid. The message begins with the place.
 *
 * @param param - A path in what `create()` was given, such as `messages[0].content`.
 * @param says - The rest of the sentence, such as `must be a string.`
 */
export function invalidInput(param: string, says: string): PlugboardError {
  return new PlugboardError('input_invalid', `${param} ${says}`, { param });
}

/** Throws `input_invalid` for what is not the name of a model. */
export function assertModelName(model: unknown): asserts model is string {
  if (typeof model !== 'string' || model === '') throw invalidInput('model', 'must be a non-empty string.');
}

/** Throws `input_invalid` for a value that JSON cannot express. `where`: the path of the value. */
export function refuseOtherThanJson(value: unknown, where: string): void {
  const fault = jsonFault(value);
  if (fault !== undefined) throw invalidInput(formatPlace([where, ...fault.place]), fault.says);
}

/** The path of a place as errors name it, such as `messages[0].content`. */
export function formatPlace([first = '', ...inner]: JsonPlace): string {
  const steps = inner.map((key) => (typeof key === 'number' ? `[${key}]` : `.${serviceText(key)}`));
  return `${serviceText(String(first))}${steps.join('')}`;
}

/**
 * Whether a caller gave a value. `null` is OpenAI's way to say "not given", and lists in OpenAI's own messages, such as
 * `annotations`, are empty if there is nothing in them.
 */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** Whether a call says anything about tools or about the form of its answer. */
export function asksForTools(params: CreateParams): boolean {
  const { tools, functions, tool_choice: choice, function_call: called, response_format: format } = params;
  return (tools ?? functions ?? choice ?? called ?? format ?? undefined) !== undefined;
}

/** The names of unknown keys that were given, safe to show in a message. */
export function unknownKeys(given: object, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(given)
    .filter((name) => !known.has(name) && isGiven(Reflect.get(given, name)))
    .map((name) => serviceText(name));
}

/**
 * Throws `unsupported` for an unknown key, which would be dropped silently. `where`: the path of `given`, such as
 * `messages[0]`.
 */
export function refuseUnknownKeys(given: object, known: ReadonlySet<string>, where: string): void {
  const [first] = unknownKeys(given, known);
  if (first === undefined) return;
  throw new PlugboardError(
    'unsupported',
    `create() does not know ${where}.${first}, and nothing is dropped silently: leave it out.`,
    { param: `${where}.${first}` },
  );
}

/**
 * The fields of a message or a part besides those that core reads. The provider decides whether they mean something.
 * Throws `input_invalid` for a value that is not JSON.
 */
export function fieldsFrom(given: object, known: ReadonlySet<string>, where: string): { readonly fields?: JsonObject } {
  const names = Object.keys(given).filter((name) => !known.has(name) && isGiven(Reflect.get(given, name)));
  if (names.length === 0) return noFields;
  const entries = names.map((name): [string, unknown] => {
    const value: unknown = Reflect.get(given, name);
    if (name === '__proto__') throw invalidInput(`${where}.${name}`, 'is not the name of a field.');
    refuseOtherThanJson(value, `${where}.${name}`);
    return [name, value];
  });
  return { fields: Object.fromEntries(entries) };
}

const noFields = {};

/** The id of an earlier spoken answer, which is all that a service wants back of it. */
export function audioIdFrom(audio: unknown): JsonObject | undefined {
  const id = isRecord(audio) ? audio['id'] : undefined;
  return typeof id === 'string' ? { audio: { id } } : undefined;
}

/** Where a value stands: keys of objects and positions in arrays, from the outside in. */
type JsonPlace = readonly (string | number)[];

/** What keeps a value from being JSON. */
interface JsonFault {
  readonly place: JsonPlace;
  /** The rest of a sentence that begins with the place. */
  readonly says: string;
}

/** How deep values may be nested, so that a body of nothing but brackets cannot exhaust the stack. */
const maxDepth = 64;

/**
 * What distinguishes a value from a result of `JSON.parse`: only plain objects, arrays, strings, finite numbers, true,
 * false and null, at most 64 levels deep, and no key `__proto__`. `undefined` if nothing does. A property whose value
 * is `undefined` counts as left out.
 */
export function jsonFault(value: unknown, place: JsonPlace = []): JsonFault | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { place, says: 'must be a finite number.' };
  }
  if (typeof value !== 'object') return { place, says: `must be a JSON value, not ${nounOf(value)}.` };
  if (place.length >= maxDepth) return { place, says: `is nested more than ${maxDepth} levels deep.` };
  if (Array.isArray(value)) return faultIn(value.entries(), place);
  if (!isRecord(value)) return { place, says: 'must be a plain object, not an instance of a class.' };
  if (Object.hasOwn(value, '__proto__')) return { place, says: 'must not have a key "__proto__".' };
  return faultIn(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
    place,
  );
}

function faultIn(entries: Iterable<readonly [string | number, unknown]>, place: JsonPlace): JsonFault | undefined {
  for (const [key, entry] of entries) {
    const fault = jsonFault(entry, [...place, key]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function nounOf(value: unknown): string {
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}
