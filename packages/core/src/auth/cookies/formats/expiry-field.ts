/** An expiry as exports write it. */
export type ExpiryReading = { readonly expiresAt: number | undefined } | { readonly problem: string };

const latest = 8.64e15;
/** Milliseconds between 1601, from where Chromium counts, and 1970. */
const chromiumOffset = 11_644_473_600_000;

/**
 * Reads seconds (whole or not), milliseconds, microseconds (Firefox; Chromium, since 1601), ISO and HTTP dates. `-1`, `0`,
 * nothing and `session` mean: no expiry.
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

/** Writes an expiry in the unit of the value that it replaces; seconds when that does not tell. */
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
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > latest)
    return { problem: 'its expiry cannot be read' };
  return { expiresAt: milliseconds };
}

/** Milliseconds a unit, told by the size of the number. Seconds below 1e11 reach the year 5138. */
function unitOf(value: number): number {
  if (value < 1e11) return 1000;
  if (value < 1e14) return 1;
  return value < 1e18 ? 0.001 : Number.NaN;
}

function offsetOf(value: number): number {
  return value >= 1e16 ? chromiumOffset : 0;
}
