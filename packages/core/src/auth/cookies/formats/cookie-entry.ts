import { type CookieRecord, hostOf, readDomain } from '../cookie-record.ts';
import { readExpiryField, writeExpiryField } from '../expiry.ts';
import { ownValue } from '../../../util/is-record.ts';
import { type JsonObject, EntryFault, SourceFault } from './source-document.ts';

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
export class CookieEntry {
  /** The object itself. `update` changes it. */
  readonly json: JsonObject;
  readonly #keys: ReadonlyMap<string, string>;
  readonly record: CookieRecord;

  /** @param where Names the entry in messages. */
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

/** The keys as they are written, by their spelling in lower case and without spaces and `_`. */
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
