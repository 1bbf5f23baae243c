import {
  type CookieChange,
  type CookieRecord,
  isSameCookie,
  hostOf,
  readDomain,
  readExpiryField,
  writeExpiryField,
} from '../cookie-record.ts';
import {
  type JsonObject,
  skipElsewhere,
  type SkippedEntry,
  type SourceDocument,
  SourceFault,
  writeJson,
  EntryFault,
} from './source-document.ts';
import { isRecord, ownValue } from '../../../util/is-record.ts';

/** One entry of a list. It keeps its place and its form unless its cookie changes. */
interface Item {
  readonly json: unknown;
  /** Absent: the entry was skipped. */
  readonly entry?: CookieEntry | undefined;
  readonly skipped?: SkippedEntry | undefined;
}

/** Reads a list of cookie objects as browser extensions export it, with or without `{ "cookies": [...] }` around it. */
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

/** Reads one cookie object without a list around it. It becomes a list when a second cookie is added. */
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

/** Reads what Playwright's `context.storageState({ path })` writes: `{ cookies: [...], origins: [...] }`. */
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

/** The names that exporters give to each field, in lower case and without spaces and `_`. */
const spellings = {
  name: ['name', 'nameraw', 'key'],
  value: ['value', 'contentraw'],
  domain: ['domain', 'host', 'hostraw', 'hostkey'],
  path: ['path', 'pathraw'],
  expires: ['expirationdate', 'expires', 'expiry', 'expiresutc', 'expiresraw'],
  session: ['session'],
  secure: ['secure', 'issecure', 'sendforraw'],
  httpOnly: ['httponly', 'ishttponly', 'httponlyraw'],
  hostOnly: ['hostonly', 'thisdomainonlyraw'],
  sameSite: ['samesite', 'samesiteraw'],
} as const;

type Field = keyof typeof spellings;

/** One cookie object of a JSON export, from any tool. */
class CookieEntry {
  /** The object itself. `update` changes it. */
  readonly json: JsonObject;
  readonly #keys: ReadonlyMap<string, string>;
  readonly record: CookieRecord;

  /** @param where - Names the entry in messages. */
  constructor(entry: JsonObject, where: string, origin: URL) {
    this.json = entry;
    this.#keys = keysOf(entry);
    this.record = this.#read(where, origin);
  }

  /** Changes the value and the expiry, and nothing else. */
  update(cookie: CookieRecord, expiresKey: string): void {
    this.json[this.#key('value') ?? 'value'] = cookie.value;
    const key = this.#key('expires');
    const session = this.#key('session');
    if (session !== undefined) this.json[session] = cookie.expiresAt === undefined;
    if (cookie.expiresAt !== undefined) {
      this.json[key ?? expiresKey] = writeExpiryField(this.#get('expires'), cookie.expiresAt);
    } else if (key !== undefined) {
      if (expiresKey === 'expires') this.json[key] = -1;
      else delete this.json[key];
    }
  }

  #read(where: string, origin: URL): CookieRecord {
    const domain = this.#get('domain') ?? ownValue(this.json, 'url');
    if (domain !== undefined && typeof domain !== 'string')
      throw new SourceFault(`${where} has a domain that is not text`);
    const { domain: host, dotted } = domain === undefined ? ownHost(origin) : readDomain(domain);
    const name = this.#text('name', where, host);
    const value = this.#text('value', where, host);
    const hostOnly = this.#get('hostOnly');
    const expiry = isTrue(this.#get('session')) ? { expiresAt: undefined } : readExpiryField(this.#get('expires'));
    const path = this.#get('path');
    return {
      name,
      value,
      domain: host,
      hostOnly: hostOnly === undefined ? !dotted : isTrue(hostOnly),
      path: typeof path === 'string' && path.startsWith('/') ? path : '/',
      secure: isTrue(this.#get('secure')),
      httpOnly: isTrue(this.#get('httpOnly')),
      sameSite: sameSiteFrom(this.#get('sameSite')),
      ...expiry,
    };
  }

  #text(field: Field, where: string, host: string): string {
    const value = this.#get(field);
    if (typeof value === 'string') return value;
    const what = value === undefined ? `no ${field}` : `a ${field} that is not text`;
    const name = this.#get('name');
    throw new EntryFault(`${where} has ${what}`, host, typeof name === 'string' ? name : '');
  }

  #get(field: Field): unknown {
    const key = this.#key(field);
    return key === undefined ? undefined : (ownValue(this.json, key) ?? undefined);
  }

  #key(field: Field): string | undefined {
    for (const spelling of spellings[field]) {
      const key = this.#keys.get(spelling);
      if (key !== undefined) return key;
    }
    return undefined;
  }
}

/** Whether an object is a cookie and not a map of names and values: it has a name, a value and a host, in any spelling. */
export function isCookieObject(json: JsonObject): boolean {
  const keys = keysOf(json);
  const has = (field: Field): boolean => spellings[field].some((spelling) => keys.has(spelling));
  return has('name') && has('value') && (has('domain') || keys.has('url'));
}

/** The keys as the entry spells them, by their spelling in lower case and without spaces and `_`. */
function keysOf(json: JsonObject): ReadonlyMap<string, string> {
  return new Map(Object.keys(json).map((key) => [key.toLowerCase().replaceAll(/[\s_]/g, ''), key]));
}

function ownHost(origin: URL): { readonly domain: string; readonly dotted: boolean } {
  return { domain: hostOf(origin), dotted: false };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1)$/i.test(value));
}

function sameSiteFrom(value: unknown): CookieRecord['sameSite'] {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === 'strict' || word === 2) return 'strict';
  if (word === 'lax' || word === 1) return 'lax';
  return word === 'none' || word === 'no_restriction' ? 'none' : undefined;
}
