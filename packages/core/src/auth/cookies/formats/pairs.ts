import { type CookieRecord, hostOf, shownName } from '../cookie-record.ts';
import { type JsonObject, type SourceDocument, SourceFault, writeJson } from './source-document.ts';

/** A cookie of which only name and value are known. It belongs to exactly the host of the origin. */
export function plainCookie(name: string, value: string, origin: URL): CookieRecord {
  return {
    name,
    value,
    domain: hostOf(origin),
    hostOnly: true,
    path: '/',
    secure: origin.protocol === 'https:' || name.startsWith('__'),
    httpOnly: true,
  };
}

/** Reads a JSON file of the form `{ "name": "value" }`. */
export function readNameValue(document: JsonObject, text: string, origin: URL): SourceDocument {
  const cookies = Object.entries(document).map(([name, value], index) => {
    if (typeof value === 'string') return plainCookie(name, value, origin);
    throw new SourceFault(`entry ${index + 1} (${shownName(name)}) is not text`);
  });
  return {
    kind: 'name-value',
    cookies,
    skipped: [],
    apply(changes) {
      const next = new Map(Object.entries(document));
      for (const { kind, cookie } of changes) {
        if (kind === 'set') next.set(cookie.name, cookie.value);
        else next.delete(cookie.name);
      }
      return writeJson(Object.fromEntries(next), text);
    },
  };
}

/**
 * Reads a file with the text of a `Cookie` header, as copied from a browser's network panel: `name=value; name=value`.
 */
export function readCookieHeader(text: string, origin: URL): SourceDocument {
  const pairs = readPairs(text.trim().replace(/^cookie:\s*/i, ''));
  const nameless = pairs.findIndex(({ name }) => name === '');
  if (nameless >= 0) throw new SourceFault(`pair ${nameless + 1} of the cookie header has no name`);
  const cookies = pairs.map(({ name, value }): CookieRecord => plainCookie(name, value, origin));
  return { kind: 'cookie-header', cookies, skipped: [] };
}

/** Whether a text looks like a `Cookie` header. */
export function isCookieHeader(text: string): boolean {
  return /^(?:cookie:\s*)?[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}=[^\r\n\t]*$/i.test(text.trim());
}

/** The names and values of a `Cookie` header. Browsers also send cookies without a name, whose name is then empty. */
export function readPairs(header: string): readonly { readonly name: string; readonly value: string }[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return { name: pair.slice(0, Math.max(equals, 0)), value: pair.slice(equals + 1) };
    });
}
