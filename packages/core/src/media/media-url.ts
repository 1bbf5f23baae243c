import { parseDataUrl } from './data-url.ts';
import { mediaError } from './media-error.ts';
import type { MediaSource } from './media-source.ts';

/** A URL that the service has to fetch. */
export interface RemoteSource {
  readonly from: 'remote';
  readonly url: string;
}

/** A plain string: `data:` or `http(s):`. Never a path, and no `file:` either, so that text from a stranger opens no file. */
export function sourceOfString(text: string, label: string): MediaSource | RemoteSource {
  if (/^data:/i.test(text)) return parseDataUrl(text, label);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // oxlint-disable-next-line no-control-regex -- control characters and spaces are what it refuses
    if (url === undefined || /[\u0000-\u0020\u007f-\u009f]/.test(text))
      throw mediaError(label, 'the URL is not valid.');
    return remote(url, text, label);
  }
  if (scheme === 'file')
    throw mediaError(label, 'a plain string may be a data: or https: URL only. Write new URL(...) or { path: ... }.');
  if (scheme !== undefined && /^[a-z][a-z0-9+.-]+:(?:\/\/|[^\\/])/i.test(text) && URL.canParse(text))
    throw unknownScheme(scheme, label);
  throw mediaError(label, 'the string is no URL. A plain string is a URL, never a path; write { path: ... }.');
}

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

function unknownScheme(scheme: string, label: string): Error {
  return mediaError(
    label,
    `URLs of the scheme "${scheme.slice(0, 20)}:" cannot be read. Pass an https: or data: URL, { path: ... } or bytes.`,
  );
}
