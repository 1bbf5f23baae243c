import type { CookieRecord } from '../cookie-record.ts';
import { plainCookie } from './name-value.ts';
import { SourceFault, type SourceDocument } from './source-document.ts';

/** A file with the text of a `Cookie` header, as copied from a browser's network panel: `name=value; name=value`. */
export function readCookieHeader(text: string, origin: URL): SourceDocument {
  const pairs = pairsOfHeader(text.trim().replace(/^cookie:\s*/i, ''));
  const nameless = pairs.findIndex(({ name }) => name === '');
  if (nameless >= 0) throw new SourceFault(`pair ${nameless + 1} of the cookie header has no name`);
  const cookies = pairs.map(({ name, value }): CookieRecord => plainCookie(name, value, origin));
  return { kind: 'cookie-header', cookies, skipped: [] };
}

/** Whether a text looks like a `Cookie` header. */
export function isCookieHeader(text: string): boolean {
  return /^(?:cookie:\s*)?[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}=[^\r\n\t]*$/i.test(text.trim());
}

/** The pairs of a `Cookie` header. Browsers have cookies without a name, too, of which only the value is there. */
export function pairsOfHeader(header: string): readonly { readonly name: string; readonly value: string }[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return { name: pair.slice(0, Math.max(equals, 0)), value: pair.slice(equals + 1) };
    });
}
