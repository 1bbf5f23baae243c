import { type CookieRecord, shownName } from './cookie-record.ts';
import { plainCookie } from './formats/pairs.ts';
import { isRowWithSpaces } from './formats/netscape.ts';
import { decodeText, readDocument } from './formats/read-document.ts';
import { type CookieSourceKind, type SkippedEntry, SourceFault } from './formats/source-document.ts';
import { isJar } from './given-jar.ts';
import { readCookieFile, type ReadFile } from './cookie-file.ts';
import type { ProviderHost } from '../../contract/provider-host.ts';
import type { CookieJarLike } from '../../contract/credentials.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { redactorOf } from '../../errors/redactor.ts';
import { sanitizeCause } from '../../errors/sanitized-cause.ts';

/** Where cookies come from: the path of a file, a map of names and values, or a jar. */
export type CookieSource = string | Readonly<Record<string, string>> | CookieJarLike;

/** A source that has been read. */
export type LoadedSource = LoadedCookies | { readonly kind: 'jar'; readonly jar: CookieJarLike };

/** Cookies of a map or a file. */
export interface LoadedCookies {
  readonly kind: Exclude<CookieSourceKind, 'jar'>;
  readonly cookies: readonly CookieRecord[];
  /** Unreadable entries, none of which belongs to the requested site. */
  readonly skipped: readonly SkippedEntry[];
  readonly file?: LoadedFile | undefined;
}

/** The file that cookies came from. */
export interface LoadedFile {
  readonly path: string;
  /** Its permission bits. */
  readonly mode: number;
  readonly writable: boolean;
}

/** Reads a source without checking its cookies. */
export async function loadSource(source: CookieSource, host: ProviderHost, origin: URL): Promise<LoadedSource> {
  const given: unknown = source;
  if (typeof given === 'string') return loadFile(given, host, origin);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new PlugboardError(
      'config_invalid',
      `Cookies must be the path of a file, a map such as { name: 'value' }, or a cookie jar.`,
    );
  }
  if (isJar(given)) return { kind: 'jar', jar: given };
  const cookies = Object.entries(given).map(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return plainCookie(name, value, origin);
    throw new PlugboardError(
      'config_invalid',
      `The cookie ${shownName(name)} in the map of cookies must be text, not ${value === null ? 'null' : `a value of type ${typeof value}`}.`,
    );
  });
  return { kind: 'map', cookies, skipped: [] };
}

async function loadFile(source: string, host: ProviderHost, origin: URL): Promise<LoadedCookies> {
  // If somebody passed a cookie instead of a path, it must not appear in any message, now or later.
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
    if (kind === 'jar') throw new SourceFault('its format is unknown');
    return { kind, cookies, skipped, file: { path, mode: file.mode, writable: apply !== undefined } };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function valueInPlaceOfPath(): PlugboardError {
  return new PlugboardError(
    'config_invalid',
    `Cookies were given as text. Text has to be the path of a file, but this one looks like a cookie itself. Pass a map instead: cookies: { name: 'value' }.`,
  );
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'there is no permission to read it; check its owner and mode',
  EPERM: 'there is no permission to read it; check its owner and mode',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
};

function unreadable(path: string, error: unknown): PlugboardError {
  if (error instanceof SourceFault) {
    return new PlugboardError(
      'config_invalid',
      `The cookie file ${path} cannot be used: ${error.message}. Cookies can be read from JSON exports of browser extensions, ` +
        'Playwright storage states, cookies.txt files and HAR files.',
    );
  }
  const cause = sanitizeCause(error);
  const reason = systemReasons[cause?.code ?? ''] ?? 'the system refused';
  return new PlugboardError('config_invalid', `The cookie file ${path} cannot be read: ${reason}.`, { cause });
}

// oxlint-disable-next-line no-control-regex -- a line of a cookies.txt contains tabs
const controls = /[\u0000-\u001f\u007f]/;

/** Whether a text cannot be a path: it contains control characters or is a `data:` URL. */
function isNeverPath(text: string): boolean {
  const trimmed = text.trim();
  return text.includes('\0') || controls.test(trimmed) || /^data:/i.test(trimmed);
}

/** Whether a text that should be a path is more likely a cookie. Such a text appears in no message. */
function looksLikeValue(text: string): boolean {
  const trimmed = text.trim();
  if (isNeverPath(text) || isRowWithSpaces(trimmed)) return true;
  if (/[=;]/.test(trimmed) || /^[{["]/.test(trimmed) || trimmed.startsWith('eyJ') || trimmed.length > 1024) return true;
  const last = trimmed.split(/[/\\]/).at(-1) ?? '';
  const hasExtension = /\.[A-Za-z][A-Za-z0-9]{0,8}$/.test(last);
  if (trimmed.split(/[/\\]/).some((segment) => segment.length > 100)) return true;
  return !hasExtension && last.length >= 16 && !/[/\\]/.test(trimmed);
}
