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

/** The secrets of a value, as they go over the wire, by name. */
export function namedSecretsIn(value: unknown, at: string): ReadonlyMap<string, string> {
  const placeholders = new Placeholders(Date.parse(at));
  const found = JSON.stringify(value)?.match(placeholder) ?? [];
  // `{{name:jwt}}` comes last, because `{{name}}` then means the same token.
  const inOrder = [...new Set(found)].sort(
    (one, other) => Number(one.includes(':jwt')) - Number(other.includes(':jwt')),
  );
  return new Map(inOrder.map((one) => [nameIn(one), placeholders.fill(one)]));
}

function nameIn(one: string): string {
  return one.slice(2, -2).replace(/:jwt$/, '');
}

/** The forms of a secret in a request: unchanged, encoded for a URL, or inside base64. */
export function formsOf(secret: string): readonly string[] {
  const inBase64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    // A character that also encodes neighbouring bytes differs each time.
    const end = (offset + Buffer.byteLength(secret)) % 3 === 0 ? text.length : text.replace(/=+$/, '').length - 1;
    return text.slice(offset === 0 ? 0 : offset + 1, end);
  });
  return [secret, encodeURIComponent(secret), ...inBase64];
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
