import { isSameCookie, type CookieChange, type CookieRecord } from '../cookie-record.ts';
import { CookieEntry } from './cookie-entry.ts';
import { isObject, own, type JsonObject } from './json-object.ts';
import { writeJson } from './json-text.ts';
import { SourceFault, type SourceDocument } from './source-document.ts';

/** A list of cookie objects, as browser extensions export it: bare, or wrapped in `{ "cookies": [...] }`. */
export function readJsonExport(document: unknown, list: unknown[], text: string, origin: URL): SourceDocument {
  return {
    kind: 'json-export',
    cookies: entriesOf(list, origin).map(({ record }) => record),
    apply(changes) {
      applyToList(list, changes, origin, 'expirationDate', toExportEntry);
      return writeJson(document, text);
    },
  };
}

/** One cookie object without a list around it; it becomes a list when another one comes to it. */
export function readSingleCookie(document: JsonObject, text: string, origin: URL): SourceDocument {
  return {
    kind: 'json-export',
    cookies: [new CookieEntry(document, 'the cookie', origin).record],
    apply(changes) {
      const list: unknown[] = [document];
      applyToList(list, changes, origin, 'expirationDate', toExportEntry);
      return writeJson(list.length === 1 ? list[0] : list, text);
    },
  };
}

/** Brings a parsed list up to date in place. */
export function applyToList(
  list: unknown[],
  changes: readonly CookieChange[],
  origin: URL,
  expiresKey: string,
  create: (cookie: CookieRecord) => JsonObject,
): void {
  const template = list.find(isObject);
  const storeId = template === undefined ? undefined : own(template, 'storeId');
  let entries = entriesOf(list, origin);
  for (const change of changes) {
    const same = entries.filter(({ record }) => isSameCookie(record, change.cookie));
    if (change.kind === 'remove') {
      entries = entries.filter((entry) => !same.includes(entry));
    } else if (same.length > 0) {
      for (const entry of same) entry.update(change.cookie, expiresKey);
    } else {
      const added = { ...create(change.cookie), ...(storeId === undefined ? {} : { storeId }) };
      entries = [...entries, new CookieEntry(added, 'the added cookie', origin)];
    }
  }
  list.splice(0, list.length, ...entries.map(({ json }) => json));
}

/** The cookie objects of a list. */
export function entriesOf(list: readonly unknown[], origin: URL): readonly CookieEntry[] {
  return list.map((entry, index) => {
    // Counted from 1, as people and editors count.
    const where = `cookie ${index + 1} of the list`;
    if (!isObject(entry)) throw new SourceFault(`${where} is no object`);
    return new CookieEntry(entry, where, origin);
  });
}

function toExportEntry(cookie: CookieRecord): JsonObject {
  return {
    domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
    ...(cookie.expiresAt === undefined ? {} : { expirationDate: Math.floor(cookie.expiresAt / 1000) }),
    hostOnly: cookie.hostOnly,
    httpOnly: cookie.httpOnly,
    name: cookie.name,
    path: cookie.path,
    sameSite: cookie.sameSite === 'none' ? 'no_restriction' : (cookie.sameSite ?? 'unspecified'),
    secure: cookie.secure,
    session: cookie.expiresAt === undefined,
    value: cookie.value,
  };
}
