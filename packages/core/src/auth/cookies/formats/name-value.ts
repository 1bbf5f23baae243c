import { hostOf } from '../cookie-domain.ts';
import { shownName } from '../cookie-problem.ts';
import type { CookieRecord } from '../cookie-record.ts';
import { type JsonObject, SourceFault, type SourceDocument, writeJson } from './source-document.ts';

/** A cookie that only has a name and a value belongs to exactly the host that it was given for. */
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

/** A JSON file of the form `{ "name": "value" }`. */
export function readNameValue(document: JsonObject, text: string, origin: URL): SourceDocument {
  const cookies = Object.entries(document).map(([name, value], index) => {
    if (typeof value === 'string') return plainCookie(name, value, origin);
    throw new SourceFault(`entry ${index + 1} (${shownName(name)}) is no text`);
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
