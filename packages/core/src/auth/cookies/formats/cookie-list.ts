import { type CookieChange, type CookieRecord, isSameCookie } from '../cookie-record.ts';
import { CookieEntry } from './cookie-entry.ts';
import {
  type JsonObject,
  skipElsewhere,
  type SkippedEntry,
  type SourceDocument,
  SourceFault,
  writeJson,
} from './source-document.ts';
import { isRecord, ownValue } from '../../../util/is-record.ts';

/** One entry of a list. It keeps its place and its form unless its cookie changes. */
interface Item {
  readonly json: unknown;
  /** Absent: the entry was skipped. */
  readonly entry?: CookieEntry | undefined;
  readonly skipped?: SkippedEntry | undefined;
}

/** A list of cookie objects as browser extensions export it, with or without `{ "cookies": [...] }` around it. */
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

/** One cookie object without a list around it. It becomes a list when a second cookie is added. */
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

/** The cookies of a list, and unreadable entries of other sites. */
function readList(list: readonly unknown[], origin: URL): Pick<SourceDocument, 'cookies' | 'skipped'> {
  const items = itemsOf(list, origin);
  return {
    cookies: items.flatMap(({ entry }) => entry?.record ?? []),
    skipped: items.flatMap(({ skipped }) => skipped ?? []),
  };
}

/** Applies changes to a parsed list, in place. */
function applyToList(
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
    // Counted from 1, as people and editors do.
    const where = `cookie ${index + 1} of the list`;
    if (!isRecord(json)) throw new SourceFault(`${where} is not an object`);
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

/** What Playwright's `context.storageState({ path })` writes: `{ cookies: [...], origins: [...] }`. */
export function readPlaywright(document: JsonObject, list: unknown[], text: string, origin: URL): SourceDocument {
  return {
    kind: 'playwright',
    ...readList(list, origin),
    apply(changes) {
      applyToList(list, changes, origin, 'expires', toPlaywrightEntry);
      return writeJson(document, text);
    },
  };
}

const sameSiteNames = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

function toPlaywrightEntry(cookie: CookieRecord): JsonObject {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
    path: cookie.path,
    expires: cookie.expiresAt === undefined ? -1 : Math.floor(cookie.expiresAt / 1000),
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    sameSite: sameSiteNames[cookie.sameSite ?? 'lax'],
  };
}
