import { PlugboardError } from '../errors/plugboard-error.ts';
import { isPartOf } from './chunked.ts';
import type { FilledJar } from './fill-jar.ts';
import type { LoadedCookies } from './load-source.ts';

/** Throws unless a source holds what a session needs, and says what it holds instead. */
export function requireCookies(
  { kept, refused, hosts, missing }: FilledJar,
  { file }: LoadedCookies,
  { origin, session }: { readonly origin: URL; readonly session?: string | undefined },
): void {
  const source = file === undefined ? 'The map of cookies' : `The cookie file ${file.path}`;
  // A piece that has expired is no piece that was forgotten.
  const over = refused.filter(({ name, cause }) => cause === 'expired' && missing.includes(name));
  if (over.length > 0) {
    throw new PlugboardError(
      'auth_expired',
      `${source} has no current cookie ${session ?? ''} for ${origin.host}: ${reasons(over)}. Sign in again and export fresh ones.`,
    );
  }
  if (missing.length > 0) {
    throw new PlugboardError(
      'config_invalid',
      `${source} has only a part of the cookie ${session ?? ''}: ${listed(missing)} missing. Export all of its pieces.`,
    );
  }
  const isNeeded = ({ name }: { readonly name: string }): boolean => session === undefined || isPartOf(name, session);
  if (kept.some(isNeeded)) return;
  const own = refused.filter((cookie) => cookie.cause !== 'other-host' && isNeeded(cookie));
  const what = session === undefined ? 'cookie' : `cookie ${session}`;
  const unusable = own.filter(({ cause }) => cause === 'unusable');
  const expired = own.filter(({ cause }) => cause === 'expired');
  if (expired.length > 0) {
    throw new PlugboardError(
      'auth_expired',
      `${source} has no current ${what} for ${origin.host}: ${reasons(expired)}. Sign in again and export fresh ones.`,
    );
  }
  if (unusable.length > 0) {
    throw new PlugboardError(
      'config_invalid',
      `${source} has no usable ${what} for ${origin.host}: ${reasons(unusable)}.`,
    );
  }
  const found = hosts.length === 0 ? 'it holds no cookies' : `hosts found: ${listed(hosts)}`;
  throw new PlugboardError(
    'auth_missing',
    `${source} has no ${what} for ${origin.host}; ${found}. Sign in there and export the cookies of that site.`,
  );
}

function reasons(refused: FilledJar['refused']): string {
  return listed(refused.map(({ name, reason }) => `${name}: ${reason}`));
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(', ');
  return items.length > 10 ? `${shown} and ${items.length - 10} more` : shown;
}
