import { mediaError } from './media-error.ts';
import type { BytesSource, MediaSource } from './media-source.ts';
import { essenceOf, specificType } from './mime-type.ts';

/** A URL for the service to fetch. */
export interface RemoteSource {
  readonly from: 'remote';
  readonly url: string;
}

/**
 * Reads a plain string: a `data:` or `http(s):` URL. It is never a path or a `file:` URL, so text from a stranger
 * cannot open a file.
 */
export function sourceOfString(given: string, label: string): MediaSource | RemoteSource {
  // URL parsers do the same: people copy blanks along with a URL.
  const text = given.trim();
  if (/^data:/i.test(text)) return parseDataUrl(text, label);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') {
    if (/\p{Cc}/u.test(text)) throw mediaError(label, 'the URL contains a line break or another control character.');
    if (!URL.canParse(text)) throw mediaError(label, invalidUrl(text));
    // Change nothing else: a service compares a URL that it signed letter by letter.
    return remote(new URL(text), text.replaceAll(/\p{Zs}/gu, encodeURIComponent), label);
  }
  if (scheme === 'file')
    throw mediaError(label, `a file: URL in a plain string is never read from disk. ${whatNamesAFile}`);
  if (scheme !== undefined && /^[a-z][a-z0-9+.-]+:(?:\/\/|[^\\/])/i.test(text) && URL.canParse(text))
    throw unknownScheme(scheme, label);
  throw mediaError(label, `the string is not a URL, and never a path. ${whatNamesAFile}`);
}

const whatNamesAFile = 'For a file on disk pass file(path) of @plugboard/core.';

/** Reads a URL object. It may be a `file:` URL, because only code can create a URL object. */
export function sourceOfUrl(url: URL, label: string): MediaSource | RemoteSource {
  const { href, protocol } = url;
  if (protocol === 'data:') return parseDataUrl(href, label);
  if (protocol === 'http:' || protocol === 'https:') return remote(url, href, label);
  if (protocol !== 'file:') throw unknownScheme(protocol.slice(0, -1), label);
  try {
    const path = process.getBuiltinModule('node:url').fileURLToPath(url);
    return { from: 'path', path, name: path, type: undefined };
  } catch (cause) {
    throw mediaError(label, 'the file: URL is not a path on this machine.', cause);
  }
}

function remote(url: URL, text: string, label: string): RemoteSource {
  if (url.username !== '' || url.password !== '')
    throw mediaError(label, 'the URL contains a user name or password, which the service would see. Remove it.');
  return { from: 'remote', url: text };
}

function invalidUrl(text: string): string {
  return /^[^/?#]*\/*[^/?#]*\p{Zs}/u.test(text) ? 'the URL has a space in its host.' : 'the URL is not valid.';
}

function unknownScheme(scheme: string, label: string): Error {
  return mediaError(
    label,
    `URLs of the scheme "${scheme.slice(0, 20)}:" cannot be read. Pass an https: or data: URL, bytes, or file(path) for a file on disk.`,
  );
}

/** Parses a `data:` URL by the rules of the Fetch Standard. Messages never contain its text. */
export function parseDataUrl(url: string, label: string): BytesSource {
  const comma = url.indexOf(',');
  if (comma < 0) throw mediaError(label, 'the data: URL has no comma between its type and its content.');
  const header = url.slice('data:'.length, comma);
  const base64 = /;[ ]*base64[ ]*$/i.exec(header);
  const mediaType = (base64 === null ? header : header.slice(0, base64.index)).trim();
  const fragment = url.indexOf('#', comma);
  const content = url.slice(comma + 1, fragment < 0 ? undefined : fragment);
  const bytes = base64 === null ? percentDecoded(content) : base64Decoded(content, label);
  return { from: 'bytes', bytes, name: undefined, type: typeOf(mediaType, label) };
}

/** Parameters alone, as in `data:;charset=utf-8,`, say nothing about the file: its bytes decide. */
function typeOf(mediaType: string, label: string): string | undefined {
  if (mediaType === '' || mediaType.startsWith(';')) return undefined;
  const essence = essenceOf(mediaType);
  if (essence === undefined) throw mediaError(label, 'the type in the data: URL is not a MIME type.');
  return specificType(essence);
}

function base64Decoded(content: string, label: string): Uint8Array {
  const plain = content.includes('%') ? Buffer.from(percentDecoded(content)).toString('latin1') : content;
  const compact = /[\t\n\f\r ]/.test(plain) ? plain.replaceAll(/[\t\n\f\r ]+/g, '') : plain;
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0;
  const length = compact.length - padding;
  const wellFormed = length % 4 !== 1 && (padding === 0 || compact.length % 4 === 0);
  // Node skips characters that are not base64 instead of refusing them. The length of the result shows that.
  if (wellFormed && !/[-_]/.test(compact)) {
    const bytes = Buffer.from(compact, 'base64');
    if (bytes.length === Math.floor((length * 3) / 4)) return bytes;
  }
  throw mediaError(label, 'the content of the data: URL is not valid base64.');
}

/** Decodes percent escapes, and encodes everything else as UTF-8. A malformed escape stays as it is. */
function percentDecoded(content: string): Uint8Array {
  const text = Buffer.from(content, 'utf8');
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const escaped = text[index] === 0x25 ? hexAt(text, index + 1) : undefined;
    bytes[length] = escaped ?? text[index] ?? 0;
    length += 1;
    if (escaped !== undefined) index += 2;
  }
  return bytes.subarray(0, length);
}

function hexAt(text: Buffer, index: number): number | undefined {
  const digits = text.toString('latin1', index, index + 2);
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
