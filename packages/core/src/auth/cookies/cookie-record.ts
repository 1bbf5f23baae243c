import { domainToASCII } from 'node:url';

/** One cookie as a source has it, not yet checked. */
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
  /** When it expires, in milliseconds since the epoch. Absent: it ends with the session. */
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

/** Why a cookie must not be put into a header, without quoting its value. `undefined` if it may be. */
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

/** A name as messages show it. If the columns of an export are shifted, a secret may stand where a name belongs. */
export function shownName(name: string): string {
  if (token.test(name) && name.length <= 64) return name;
  return name === '' ? '(no name)' : `(unreadable name of ${name.length} characters)`;
}

/** A host as messages show it. */
export function shownHost(host: string): string {
  if (host.length <= 100 && /^[a-z0-9._:-]+$/.test(host)) return host;
  return host === '' ? '(no host)' : '(unreadable host)';
}

/** Whether a cookie has expired. */
export function isExpired({ expiresAt }: Pick<CookieRecord, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** A date as messages show it. */
export function dateOf(time: number | undefined): string {
  return time === undefined ? 'an unknown date' : new Date(time).toISOString();
}

/** The expiry that an export gives, or what is wrong with it. */
type ExpiryReading = { readonly expiresAt: number | undefined } | { readonly problem: string };

/** The last date of JavaScript, in milliseconds since the epoch. */
const maxDate = 8.64e15;
/** Milliseconds between the beginning of 1601, from which Chromium counts, and that of 1970. */
const chromiumOffset = 11_644_473_600_000;

/**
 * Reads seconds (with or without a fraction), milliseconds, microseconds (as Firefox and, since 1601, Chromium write them), and
 * ISO and HTTP dates. `-1`, `0`, an absent value and `session` mean that there is no expiry.
 */
export function readExpiryField(raw: unknown): ExpiryReading {
  if (raw === undefined || raw === null || raw === '' || raw === false) return { expiresAt: undefined };
  if (typeof raw === 'string') {
    const text = raw.trim();
    if (/^-?\d+(\.\d+)?$/.test(text)) return readExpiryField(Number(text));
    if (/^(session|infinity|at end of session)$/i.test(text)) return { expiresAt: undefined };
    return dated(text.length <= 64 ? Date.parse(text) : Number.NaN);
  }
  if (typeof raw !== 'number') return { problem: 'its expiry cannot be read' };
  if (raw === -1 || raw === 0) return { expiresAt: undefined };
  return dated(raw < 0 ? Number.NaN : raw * unitOf(raw) - offsetOf(raw));
}

/** Writes an expiry in the unit of the value that it replaces, or in seconds if that unit is unknown. */
export function writeExpiryField(previous: unknown, expiresAt: number): number | string {
  if (typeof previous === 'string') {
    if (/^\d+(\.\d+)?$/.test(previous.trim())) return String(writeExpiryField(Number(previous), expiresAt));
    return /^[A-Z][a-z]{2}, /.test(previous) ? new Date(expiresAt).toUTCString() : new Date(expiresAt).toISOString();
  }
  if (typeof previous !== 'number' || previous <= 0) return Math.floor(expiresAt / 1000);
  const written = (expiresAt + offsetOf(previous)) / unitOf(previous);
  return Number.isInteger(previous) ? Math.floor(written) : written;
}

function dated(milliseconds: number): ExpiryReading {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > maxDate)
    return { problem: 'its expiry cannot be read' };
  return { expiresAt: milliseconds };
}

/** Milliseconds per unit. The size of the number shows the unit: seconds below 1e11 reach the year 5138. */
function unitOf(value: number): number {
  if (value < 1e11) return 1000;
  if (value < 1e14) return 1;
  return value < 1e18 ? 0.001 : Number.NaN;
}

function offsetOf(value: number): number {
  return value >= 1e16 ? chromiumOffset : 0;
}

/**
 * The expiry that an encrypted session contains in plain text, in milliseconds since the epoch. It is the `exp` (in
 * seconds) of a JOSE header, as in the sessions of nextjs-auth0 and similar libraries. The first chunk of a chunked
 * cookie has it too.
 */
export function readableExpiry(value: string): number | undefined {
  const header = value.slice(0, 1024).split('.', 1)[0] ?? '';
  if (!header.startsWith('eyJ')) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    const exp: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'exp') : undefined;
    if (typeof exp !== 'number' || !(exp > 0) || exp > 8.64e12) return undefined;
    return exp * 1000;
  } catch {
    return undefined;
  }
}
