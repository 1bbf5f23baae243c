import type { CookieRecord } from './cookie-record.ts';

/** Bytes of name and value together, as browsers have it. */
export const maximumCookieSize = 4096;

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerSafe = /^[\x21\x23-\x3a\x3c-\x7e]*$/;

/** Why a cookie must not reach a header, without its value; `undefined` when it may. */
export function problemOf({ name, value, path }: Pick<CookieRecord, 'name' | 'value' | 'path'>): string | undefined {
  if (name === '') return 'it has no name';
  if (!token.test(name)) return 'its name holds a character that no cookie name may have';
  if (value === '') return 'its value is empty';
  if (name.length + value.length > maximumCookieSize) return `it is larger than ${maximumCookieSize} bytes`;
  if (!headerSafe.test(value)) return `its value holds ${offender(value)}`;
  if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) return 'its path cannot be read';
  return undefined;
}

function offender(value: string): string {
  if (/[\r\n]/.test(value)) return 'a line break';
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'a control character';
  if (value.includes(';')) return 'a ";", so it is more than one value';
  if (value.includes('"')) return 'a double quote';
  if (value.includes(' ')) return 'a space';
  return 'a character outside ASCII';
}

/** A name as messages show it. Exports with shifted columns have secrets where names belong. */
export function shownName(name: string): string {
  if (token.test(name) && name.length <= 64) return name;
  return name === '' ? '(no name)' : `(unreadable name of ${name.length} characters)`;
}

/** A host as messages show it. */
export function shownHost(host: string): string {
  if (host.length <= 100 && /^[a-z0-9._:-]+$/.test(host)) return host;
  return host === '' ? '(no host)' : '(unreadable host)';
}
