import { Placeholders } from '../../fixtures/placeholders.ts';

const placeholder = /\{\{[A-Za-z][\w.-]{0,63}(?::jwt)?\}\}/g;

/** The options with the tokens that stand for `{{name:jwt}}`. Objects with a prototype of their own (jars, URLs) stay as they are. */
export function filledIn(options: object, at: string): object {
  const placeholders = new Placeholders(Date.parse(at));
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, isPlain(value) ? placeholders.fillJson(value) : value]),
  );
}

/** The secrets that a value holds, as they go over the wire. */
export function secretsIn(value: unknown, at: string): readonly string[] {
  const placeholders = new Placeholders(Date.parse(at));
  const found = JSON.stringify(value)?.match(placeholder) ?? [];
  return [...new Set(found.map((one) => placeholders.fill(one)))];
}

/** The options that hold no secret. */
export function withoutSecrets(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => !holdsSecret(value)));
}

/** Whether a placeholder is somewhere in the value. */
export function holdsSecret(value: unknown): boolean {
  return isPlain(value) && JSON.stringify(value).match(placeholder) !== null;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
