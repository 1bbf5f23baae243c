import type { CookieSourceKind } from './formats/source-document.ts';
import type { RefusedCookie } from './select-cookies.ts';
import { redactorOf } from '../../errors/redactor.ts';
import type { ProviderHost } from '../../contract/provider-host.ts';
import type { Cookies } from '../../contract/credentials.ts';
import { CookieFile } from './cookie-file.ts';
import { GivenJar } from './given-jar.ts';
import { JarCookies } from './jar-cookies.ts';
import { loadSource, type CookieSource, type LoadedCookies, type LoadedFile } from './load-source.ts';
import { fillJar, type FilledJar } from './session-jar.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { isPartOf } from './chunked.ts';

/** What a source of cookies contains for an origin: names, hosts and dates, but never a value. */
export interface CookieReport {
  readonly kind: CookieSourceKind;
  /** The path of the file, if the source is a file. */
  readonly path?: string | undefined;
  /** Whether cookies that the service renews are saved back to the source. */
  readonly saved: boolean;
  /** Every host that the source names, sorted. */
  readonly hosts: readonly string[];
  /** The cookies that requests to the origin will carry. */
  readonly cookies: readonly ReportedCookie[];
  /** The cookies that they will not carry, and why. */
  readonly refused: readonly RefusedCookie[];
}

/** A cookie that requests will carry. */
export interface ReportedCookie {
  readonly name: string;
  readonly host: string;
  /** Milliseconds since the epoch. Absent: unknown, or valid until the service ends the session. */
  readonly expiresAt?: number | undefined;
}

/** How many milliseconds the store of a caller's jar may take. */
const jarDeadline = 5000;

/** Options of `openCookies` and `inspectCookies`. */
export interface OpenCookiesOptions {
  /**
   * The name of the cookie that carries the session, whole or in chunks (`name.0`, `name.1` and so on). Exports contain other
   * cookies of the same host; without this name, any of them counts as a session. Default: none.
   */
  readonly session?: string | undefined;
}

/**
 * Opens the cookies of a signed-in session for one origin.
 *
 * - A string is the path of a file, resolved by `host.resolvePath`. The file is a JSON export of a browser extension, a
 *   Playwright storage state, a `cookies.txt`, a HAR recording, a JSON map of names and values, or the text of a
 *   `Cookie` header. It may have at most 5 MiB.
 * - A map belongs to exactly the origin's host. A jar (such as tough-cookie's) is used as it is.
 *
 * Only cookies of the origin's host are used, at most 100 of 4 KiB each. A header has at most 8,190 bytes. `Secure`
 * cookies go to `https:`, and to `http:` on loopback, as in browsers. Cookies that the service renews are saved back to
 * JSON exports, Playwright states, `cookies.txt` files and JSON maps (mode 0600, atomically), and to a jar of the
 * caller. If a source cannot be written, one warning says so. The redactor knows every value.
 *
 * @throws PlugboardError `config_invalid` if the source cannot be read or used, `auth_missing` if it has no cookie for
 * the host, `auth_expired` if all cookies that it has for the host have expired. Later, `header` throws `auth_expired`
 * once the session has expired, so that no request goes out without it.
 */
export async function openCookies(
  source: CookieSource,
  host: ProviderHost,
  origin: URL,
  { session }: OpenCookiesOptions = {},
): Promise<Cookies> {
  const loaded = await loadSource(source, host, origin);
  const redactor = redactorOf(host);
  const shared = { origin, redactor, log: host.log, session, now: () => host.now() };
  if (loaded.kind === 'jar') return new GivenJar({ ...shared, jar: loaded.jar, deadline: jarDeadline });
  const filled = fillJar(loaded, redactor, { origin, now: host.now(), session });
  requireCookies(filled, loaded, { origin, session });
  warnAbout(filled.refused, loaded.file, host, origin);
  return new JarCookies({ ...shared, jar: filled.jar, ...saverFor(loaded, host, origin) });
}

/**
 * Reports what `openCookies` would use of a source, and what it would refuse and why: hosts, names and dates, but never
 * a value.
 *
 * @throws PlugboardError `config_invalid` if the source cannot be read.
 */
export async function inspectCookies(
  source: CookieSource,
  host: ProviderHost,
  origin: URL,
  { session }: OpenCookiesOptions = {},
): Promise<CookieReport> {
  const loaded = await loadSource(source, host, origin);
  const redactor = redactorOf(host);
  if (loaded.kind === 'jar') {
    const jar = new GivenJar({
      origin,
      redactor,
      log: host.log,
      jar: loaded.jar,
      deadline: jarDeadline,
      now: () => host.now(),
    });
    const cookies = (await jar.pairs(origin)).map(({ name }) => ({ name, host: origin.hostname }));
    return { kind: 'jar', saved: true, hosts: cookies.length > 0 ? [origin.hostname] : [], cookies, refused: [] };
  }
  const { kept, refused, hosts } = fillJar(loaded, redactor, { origin, now: host.now(), session });
  return {
    kind: loaded.kind,
    path: loaded.file?.path,
    saved: loaded.file?.writable === true,
    hosts,
    cookies: kept.map(({ name, domain, expiresAt }) => ({ name, host: domain, expiresAt })),
    refused,
  };
}

function saverFor({ file, kind }: LoadedCookies, host: ProviderHost, origin: URL): Pick<JarCookiesSaver, 'save'> {
  if (file === undefined) return {};
  if (file.writable) {
    const cookieFile = new CookieFile(file.path, origin, host.log);
    return { save: (changes) => cookieFile.save(changes) };
  }
  let warned = false;
  return {
    async save() {
      if (warned) return;
      warned = true;
      const what = kind === 'har' ? 'a recording' : 'the text of a header';
      host.log.warn(
        `Renewed cookies of ${origin.host} are not saved to ${file.path}, because ${what} is never written. To keep them, export the cookies as JSON.`,
      );
    },
  };
}

type JarCookiesSaver = ConstructorParameters<typeof JarCookies>[0];

function warnAbout(
  refused: CookieReport['refused'],
  file: LoadedFile | undefined,
  host: ProviderHost,
  origin: URL,
): void {
  const own = refused.filter(({ cause }) => cause !== 'other-host' && cause !== 'malformed');
  if (own.length > 0) {
    const shown = own.slice(0, 10).map(({ name, reason }) => `${name} (${reason})`);
    const more = own.length > shown.length ? ` and ${own.length - shown.length} more` : '';
    host.log.warn(`Some cookies of ${origin.host} are not used: ${shown.join(', ')}${more}.`);
  }
  if (file !== undefined && process.platform !== 'win32' && (file.mode & 0o077) !== 0) {
    host.log.warn(`Other users of this machine can read or change the cookie file ${file.path}. Run chmod 600 on it.`);
  }
}

/** What a source must contain, and how messages name it. */
interface Demand {
  readonly source: string;
  readonly kind: LoadedCookies['kind'];
  readonly session: string | undefined;
  readonly what: string;
  readonly host: string;
}

/** Throws unless a source has what a session needs. The error says what it has instead. */
function requireCookies(
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

/** Throws unless every chunk of a session is there: a value that lacks a chunk is worthless. */
function requireAllChunks({ kept, refused, missing }: FilledJar, demand: Demand): void {
  const { source, session } = demand;
  // Nobody forgot to export a chunk that has expired.
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
