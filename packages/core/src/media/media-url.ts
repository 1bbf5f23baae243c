import { parseDataUrl } from './data-url.ts';
import { mediaError } from './media-error.ts';
import type { MediaSource } from './media-source.ts';

/** A URL that the service has to fetch. */
export interface RemoteSource {
  readonly from: 'remote';
  readonly url: string;
}

/** A plain string: `data:` or `http(s):`. Never a path, and no `file:` either, so that text from a stranger opens no file. */
export function sourceOfString(given: string, label: string): MediaSource | RemoteSource {
  // As URL parsers do: such blanks come with a copied line.
  const text = given.trim();
  if (/^data:/i.test(text)) return parseDataUrl(text, label);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') {
    if (/\p{Cc}/u.test(text)) throw mediaError(label, 'the URL holds a line break or another control character.');
    if (!URL.canParse(text)) throw mediaError(label, invalidUrl(text));
    // Nothing else changes: what a service signed, it compares letter by letter.
    return remote(new URL(text), text.replaceAll(/\p{Zs}/gu, encodeURIComponent), label);
  }
  if (scheme === 'file')
    throw mediaError(label, `a file: URL in a plain string is never read from disk. ${whatNamesAFile}`);
  if (scheme !== undefined && /^[a-z][a-z0-9+.-]+:(?:\/\/|[^\\/])/i.test(text) && URL.canParse(text))
    throw unknownScheme(scheme, label);
  throw mediaError(label, `the string is not a URL, and never a path. ${whatNamesAFile}`);
}

const whatNamesAFile = 'For a file on disk pass file(path) of @plugboard/core.';

/** A URL object; `file:` is meant when somebody takes the trouble to write one. */
export function sourceOfUrl(url: URL, label: string): MediaSource | RemoteSource {
  const { href, protocol } = url;
  if (protocol === 'data:') return parseDataUrl(href, label);
  if (protocol === 'http:' || protocol === 'https:') return remote(url, href, label);
  if (protocol !== 'file:') throw unknownScheme(protocol.slice(0, -1), label);
  try {
    const path = process.getBuiltinModule('node:url').fileURLToPath(url);
    return { from: 'path', path, name: path, type: undefined };
  } catch (cause) {
    throw mediaError(label, 'the file: URL names no path on this machine.', cause);
  }
}

function remote(url: URL, text: string, label: string): RemoteSource {
  if (url.username !== '' || url.password !== '')
    throw mediaError(label, 'the URL holds a user name or password, which would be handed to the service. Remove it.');
  return { from: 'remote', url: text };
}

function invalidUrl(text: string): string {
  return /^[^/?#]*\/*[^/?#]*\p{Zs}/u.test(text) ? 'the URL has a blank in its host.' : 'the URL is not valid.';
}

function unknownScheme(scheme: string, label: string): Error {
  return mediaError(
    label,
    `URLs of the scheme "${scheme.slice(0, 20)}:" cannot be read. Pass an https: or data: URL, bytes, or file(path) for a file on disk.`,
  );
}
