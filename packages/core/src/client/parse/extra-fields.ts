import { isRecord, type JsonObject } from '../../util/is-record.ts';
import { invalidInput, refuseOtherThanJson } from './input-fault.ts';
import { isGiven } from './known-keys.ts';

/**
 * What a message or a part has besides the keys that core reads: whether it means something is the provider's to say. Throws
 * `input_invalid` for what is not JSON.
 */
export function fieldsFrom(given: object, known: ReadonlySet<string>, where: string): { readonly fields?: JsonObject } {
  const names = Object.keys(given).filter((name) => !known.has(name) && isGiven(Reflect.get(given, name)));
  if (names.length === 0) return {};
  const entries = names.map((name): [string, unknown] => {
    const value: unknown = Reflect.get(given, name);
    if (name === '__proto__') throw invalidInput(`${where}.${name}`, 'is not the name of a field.');
    refuseOtherThanJson(value, `${where}.${name}`);
    return [name, value];
  });
  return { fields: Object.fromEntries(entries) };
}

/** The id of an earlier answer in sound, all that a service wants back of it. */
export function audioIdFrom(audio: unknown): JsonObject | undefined {
  const id = isRecord(audio) ? audio['id'] : undefined;
  return typeof id === 'string' ? { audio: { id } } : undefined;
}
