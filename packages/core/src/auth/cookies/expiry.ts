import type { CookieRecord } from './cookie-record.ts';

/** Whether a cookie has expired. */
export function isExpired({ expiresAt }: Pick<CookieRecord, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** A date as messages show it. */
export function dateOf(time: number | undefined): string {
  return time === undefined ? 'an unknown date' : new Date(time).toISOString();
}

/** The expiry of an export, or what is wrong with it. */
export type ExpiryReading = { readonly expiresAt: number | undefined } | { readonly problem: string };

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

/** Milliseconds per unit. The size of the number tells the unit: seconds below 1e11 reach the year 5138. */
function unitOf(value: number): number {
  if (value < 1e11) return 1000;
  if (value < 1e14) return 1;
  return value < 1e18 ? 0.001 : Number.NaN;
}

function offsetOf(value: number): number {
  return value >= 1e16 ? chromiumOffset : 0;
}

/**
 * The expiry that an encrypted session shows in the clear, in milliseconds since the epoch. It is the `exp` (in seconds) of a
 * JOSE header, as in the sessions of nextjs-auth0 and similar libraries. The first chunk of a chunked cookie has it, too.
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
