import { isSameCookie, type CookieChange, type CookieRecord } from '../cookie-record.ts';
import { CookieEntry } from './cookie-entry.ts';
import { isRecord, ownValue } from '../../../util/is-record.ts';
import {
  type JsonObject,
  skipElsewhere,
  SourceFault,
  type SkippedEntry,
  type SourceDocument,
  writeJson,
} from './source-document.ts';

/** One entry of a list, which stays where it is and as it is unless its cookie changes. */
interface Item {
  readonly json: unknown;
  /** Absent: it was skipped. */
  readonly entry?: CookieEntry | undefined;
  readonly skipped?: SkippedEntry | undefined;
}

/** A list of cookie objects, as browser extensions export it: bare, or wrapped in `{ "cookies": [...] }`. */
export function readJsonExport(document: unknown, list: unknown[], text: string, origin: URL): SourceDocument {
  return {
    kind: 'json-export',
    ...readList(list, origin),
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
    skipped: [],
    apply(changes) {
      const list: unknown[] = [document];
      applyToList(list, changes, origin, 'expirationDate', toExportEntry);
      return writeJson(list.length === 1 ? list[0] : list, text);
    },
  };
}

/** The cookies of a list, and the entries of other sites that cannot be read. */
export function readList(list: readonly unknown[], origin: URL): Pick<SourceDocument, 'cookies' | 'skipped'> {
  const items = itemsOf(list, origin);
  return {
    cookies: items.flatMap(({ entry }) => entry?.record ?? []),
    skipped: items.flatMap(({ skipped }) => skipped ?? []),
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
  const template = list.find(isRecord);
  const storeId = template === undefined ? undefined : ownValue(template, 'storeId');
  let items = itemsOf(list, origin);
  for (const change of changes) {
    const same = items.filter(({ entry }) => entry !== undefined && isSameCookie(entry.record, change.cookie));
    if (change.kind === 'remove') {
      items = items.filter((item) => !same.includes(item));
    } else if (same.length > 0) {
      for (const { entry } of same) entry?.update(change.cookie, expiresKey);
    } else {
      const added = { ...create(change.cookie), ...(storeId === undefined ? {} : { storeId }) };
      items = [...items, { json: added, entry: new CookieEntry(added, 'the added cookie', origin) }];
    }
  }
  list.splice(0, list.length, ...items.map(({ json }) => json));
}

function itemsOf(list: readonly unknown[], origin: URL): readonly Item[] {
  return list.map((json, index): Item => {
    // Counted from 1, as people and editors count.
    const where = `cookie ${index + 1} of the list`;
    if (!isRecord(json)) throw new SourceFault(`${where} is no object`);
    try {
      return { json, entry: new CookieEntry(json, where, origin) };
    } catch (error) {
      return { json, skipped: skipElsewhere(error, origin) };
    }
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
