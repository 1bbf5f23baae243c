import { domainToASCII } from 'node:url';

/** One cookie as a source holds it, not yet checked. */
export interface CookieRecord {
  readonly name: string;
  readonly value: string;
  /** Lower case, ASCII, without a leading dot. */
  readonly domain: string;
  /** Whether it belongs to exactly this host. Otherwise it also belongs to the hosts below `domain`. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
  /** Milliseconds since the epoch. Absent: it ends with the session. */
  readonly expiresAt?: number | undefined;
  /** Why it cannot be used, although its source is well-formed. */
  readonly problem?: string | undefined;
}

/** What identifies a cookie. */
export type CookieIdentity = Pick<CookieRecord, 'name' | 'domain' | 'path'>;

/** What the service changed about one of its cookies. */
export type CookieChange =
  | { readonly kind: 'set'; readonly cookie: CookieRecord }
  | { readonly kind: 'remove'; readonly cookie: CookieIdentity };

/** Whether two cookies replace each other. */
export function isSameCookie(one: CookieIdentity, other: CookieIdentity): boolean {
  return one.name === other.name && one.domain === other.domain && one.path === other.path;
}

/** Reads `.Chat.Example`, `chat.example` or `https://chat.example/`. A leading dot means "and the hosts below". */
export function readDomain(text: string): { readonly domain: string; readonly dotted: boolean } {
  const host = text
    .trim()
    .replace(/^[a-z]+:\/\/([^/]*).*$/i, '$1')
    .replace(/^([^:]*):\d+$/, '$1')
    .replace(/^\[(.*)\]$/, '$1');
  const dotted = host.startsWith('.');
  const bare = (dotted ? host.slice(1) : host).toLowerCase();
  return { domain: /^[\x21-\x7e]*$/.test(bare) ? bare : domainToASCII(bare) || bare, dotted };
}

/** The host of a URL as cookies write it: without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether a cookie goes to a host: its own, or one below its domain. Look-alikes and parent domains do not match. */
export function belongsTo(cookie: Pick<CookieRecord, 'domain' | 'hostOnly'>, host: string): boolean {
  if (cookie.domain === host) return true;
  return !cookie.hostOnly && !isAddress(host) && cookie.domain !== '' && host.endsWith(`.${cookie.domain}`);
}

/** Whether a text names a host whose cookies never go to `host`. False if the text does not name a host at all. */
export function isElsewhere(domain: string, host: string): boolean {
  const isHost = isAddress(domain) || domain === 'localhost' || /^(?:[\w-]+\.)+[a-z\d-]+$/.test(domain);
  return isHost && domain !== host && !host.endsWith(`.${domain}`);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
}

/** Bytes of name and value together, the limit of browsers. */
const maxCookieBytes = 4096;

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerSafe = /^[\x21\x23-\x3a\x3c-\x7e]*$/;

/** Why a cookie must not be put into a header, without quoting its value. `undefined`: it may. */
export function problemOf({ name, value, path }: Pick<CookieRecord, 'name' | 'value' | 'path'>): string | undefined {
  if (name === '') return 'it has no name';
  if (!token.test(name)) return 'its name contains a character that is not allowed in the name of a cookie';
  if (value === '') return 'its value is empty';
  if (name.length + value.length > maxCookieBytes) return `it is larger than ${maxCookieBytes} bytes`;
  if (!headerSafe.test(value)) return `its value contains ${offender(value)}`;
  if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) return 'its path cannot be read';
  return undefined;
}

function offender(value: string): string {
  if (/[\r\n]/.test(value)) return 'a line break';
  // oxlint-disable-next-line no-control-regex -- it looks for control characters
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'a control character';
  if (value.includes(';')) return 'a ";", so it is more than one value';
  if (value.includes('"')) return 'a double quote';
  if (value.includes(' ')) return 'a space';
  return 'a character outside ASCII';
}

/** A name as messages show it. In exports with shifted columns, secrets stand where names belong. */
export function shownName(name: string): string {
  if (token.test(name) && name.length <= 64) return name;
  return name === '' ? '(no name)' : `(unreadable name of ${name.length} characters)`;
}

/** A host as messages show it. */
export function shownHost(host: string): string {
  if (host.length <= 100 && /^[a-z0-9._:-]+$/.test(host)) return host;
  return host === '' ? '(no host)' : '(unreadable host)';
}
