import { PlugboardError } from '../../errors/plugboard-error.ts';
import { isPartOf } from './chunked.ts';
import type { RefusedCookie } from './select-cookies.ts';
import type { FilledJar } from './session-jar.ts';
import type { LoadedCookies } from './load-source.ts';

/** What a source has to contain, and what messages call it. */
interface Demand {
  readonly source: string;
  readonly kind: LoadedCookies['kind'];
  readonly session: string | undefined;
  readonly what: string;
  readonly host: string;
}

/** Throws unless a source holds what a session needs. The error says what it holds instead. */
export function requireCookies(
  filled: FilledJar,
  { file, kind }: LoadedCookies,
  { origin, session }: { readonly origin: URL; readonly session?: string | undefined },
): void {
  const { kept, refused, hosts } = filled;
  const source = file === undefined ? 'The map of cookies' : `The cookie file ${file.path}`;
  const what = session === undefined ? 'cookie' : `cookie ${session}`;
  const demand: Demand = { source, kind, session, what, host: origin.host };
  requireAllChunks(filled, demand);
  const isNeeded = ({ name }: { readonly name: string }): boolean => session === undefined || isPartOf(name, session);
  if (kept.some(isNeeded)) return;
  const needed = refused.filter((cookie) => cookie.cause !== 'other-host' && isNeeded(cookie));
  const expired = needed.filter(({ cause }) => cause === 'expired');
  const unusable = needed.filter(({ cause }) => cause === 'unusable');
  const redacted = refused.filter(({ cause }) => cause === 'redacted');
  if (expired.length > 0) throw expiredError(demand, expired);
  if (redacted.some(isNeeded) || (redacted.length > 0 && unusable.length === 0)) throw redactedError(demand, redacted);
  if (unusable.length > 0) throw unusableError(demand, unusable);
  const found = hosts.length === 0 ? 'it contains no cookies' : `hosts found: ${listed(hosts)}`;
  const malformed = refused.filter(({ cause }) => cause === 'malformed');
  const skipped = malformed.length === 0 ? '' : ` Skipped because it cannot be read: ${reasons(malformed)}.`;
  throw new PlugboardError(
    'auth_missing',
    `${source} has no ${what} for ${origin.host}; ${found}.${skipped} Sign in there and export the cookies of that site.`,
  );
}

/** Every chunk of a session has to be there: without one of them, it is a different session. */
function requireAllChunks({ kept, refused, missing }: FilledJar, demand: Demand): void {
  const { source, session } = demand;
  // A chunk that has expired was not forgotten.
  const over = refused.filter(({ name, cause }) => cause === 'expired' && missing.includes(name));
  if (over.length > 0) throw expiredError(demand, over);
  const isChunk = ({ name }: { readonly name: string }): boolean =>
    session !== undefined && name !== session && isPartOf(name, session);
  const lost = missing.length > 0 || kept.some(isChunk) ? refused.filter(isChunk) : [];
  const redacted = lost.filter(({ cause }) => cause === 'redacted');
  if (redacted.length > 0) throw redactedError(demand, redacted);
  const unusable = lost.filter(({ cause }) => cause === 'unusable');
  if (unusable.length > 0) throw unusableError(demand, unusable);
  if (missing.length === 0) return;
  throw new PlugboardError(
    'config_invalid',
    `${source} has only a part of the cookie ${session ?? ''}. Missing: ${listed(missing)}. Export all of its chunks.`,
  );
}

function expiredError({ source, what, host }: Demand, expired: readonly RefusedCookie[]): PlugboardError {
  return new PlugboardError(
    'auth_expired',
    `${source} has no current ${what} for ${host}: ${reasons(expired)}. Sign in again and export new cookies.`,
  );
}

function unusableError({ source, what, host }: Demand, unusable: readonly RefusedCookie[]): PlugboardError {
  return new PlugboardError('config_invalid', `${source} has no usable ${what} for ${host}: ${reasons(unusable)}.`);
}

function redactedError({ source, what, host, kind }: Demand, redacted: readonly RefusedCookie[]): PlugboardError {
  const names = listed(redacted.map(({ name }) => name));
  const how = kind === 'har' ? 'Export the recording "with sensitive data"' : 'Export them with their values';
  return new PlugboardError(
    'config_invalid',
    `${source} has no usable ${what} for ${host}: values were replaced by placeholders such as ` +
      `"[redacted]" (${names}). ${how}.`,
  );
}

function reasons(refused: readonly RefusedCookie[]): string {
  return listed(refused.map(({ name, reason }) => `${name}: ${reason}`));
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(', ');
  return items.length > 10 ? `${shown} and ${items.length - 10} more` : shown;
}
