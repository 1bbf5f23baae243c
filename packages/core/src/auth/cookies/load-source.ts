import { sanitizeCause } from '../../errors/sanitized-cause.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { ProviderHost } from '../../contract/provider-host.ts';
import { shownName } from './cookie-problem.ts';
import type { CookieRecord } from './cookie-record.ts';
import type { CookieSourceKind } from './cookie-report.ts';
import type { CookieJarLike } from '../../contract/credentials.ts';
import { plainCookie } from './formats/name-value.ts';
import { readDocument } from './formats/read-document.ts';
import { SourceFault, type SkippedEntry } from './formats/source-document.ts';
import { isJar } from './given-jar.ts';
import { isNeverPath, looksLikeValue } from './looks-like-value.ts';
import { redactorOf } from '../../errors/redactor.ts';
import { readCookieFile, type ReadFile } from './read-cookie-file.ts';
import { decodeText } from './text-encoding.ts';

/** Where cookies come from: the path of a file, a map of names and values, or a jar. */
export type CookieSource = string | Readonly<Record<string, string>> | CookieJarLike;

/** A source that has been read. */
export type LoadedSource = LoadedCookies | { readonly kind: 'jar'; readonly jar: CookieJarLike };

/** Cookies of a map or a file. */
export interface LoadedCookies {
  readonly kind: Exclude<CookieSourceKind, 'jar'>;
  readonly cookies: readonly CookieRecord[];
  /** What could not be read, and is of no concern to the site that was asked for. */
  readonly skipped: readonly SkippedEntry[];
  readonly file?: LoadedFile | undefined;
}

/** The file that they came from. */
export interface LoadedFile {
  readonly path: string;
  /** Its permission bits. */
  readonly mode: number;
  readonly writable: boolean;
}

/** Reads a source without judging what it holds. */
export async function loadSource(source: CookieSource, host: ProviderHost, origin: URL): Promise<LoadedSource> {
  const given: unknown = source;
  if (typeof given === 'string') return loadFile(given, host, origin);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new PlugboardError(
      'config_invalid',
      `Cookies are the path of a file, a map such as { name: 'value' }, or a cookie jar.`,
    );
  }
  if (isJar(given)) return { kind: 'jar', jar: given };
  const cookies = Object.entries(given).map(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return plainCookie(name, value, origin);
    throw new PlugboardError(
      'config_invalid',
      `The cookie ${shownName(name)} in the map of cookies is ${value === null ? 'null' : typeof value}, not text.`,
    );
  });
  return { kind: 'map', cookies, skipped: [] };
}

async function loadFile(source: string, host: ProviderHost, origin: URL): Promise<LoadedCookies> {
  // A value in the place of a path must not get into a message, neither now nor later.
  const mayBeValue = looksLikeValue(source);
  if (mayBeValue) redactorOf(host).add(source);
  if (source.trim() === '') throw new PlugboardError('config_invalid', 'The path of the cookie file is empty.');
  if (isNeverPath(source)) throw valueInPlaceOfPath();
  const path = host.resolvePath(source);
  let file: ReadFile;
  try {
    file = await readCookieFile(path);
  } catch (error) {
    if (mayBeValue && !(error instanceof SourceFault)) throw valueInPlaceOfPath();
    throw unreadable(path, error);
  }
  try {
    const { kind, cookies, skipped, apply } = readDocument(decodeText(file.bytes).text, origin);
    if (kind === 'jar') throw new SourceFault('its format is not known');
    return { kind, cookies, skipped, file: { path, mode: file.mode, writable: apply !== undefined } };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function valueInPlaceOfPath(): PlugboardError {
  return new PlugboardError(
    'config_invalid',
    `A text given as cookies is the path of a file, and this one looks like a cookie itself. Pass a map: cookies: { name: 'value' }.`,
  );
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read; check its owner and mode',
  EPERM: 'it may not be read; check its owner and mode',
  ELOOP: 'its symbolic links go in circles',
  ENAMETOOLONG: 'its name is too long',
};

function unreadable(path: string, error: unknown): PlugboardError {
  if (error instanceof SourceFault) {
    return new PlugboardError(
      'config_invalid',
      `The cookie file ${path} cannot be used: ${error.message}. Cookies are read from JSON exports of browser extensions, ` +
        'Playwright storage states, cookies.txt and HAR files.',
    );
  }
  const cause = sanitizeCause(error);
  const reason = systemReasons[cause?.code ?? ''] ?? 'the system refused';
  return new PlugboardError('config_invalid', `The cookie file ${path} cannot be read: ${reason}.`, { cause });
}
