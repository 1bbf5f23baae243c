import type { CookieRecord } from '../cookie-record.ts';
import { plainCookie } from './name-value.ts';
import { SourceFault, type SourceDocument } from './source-document.ts';

/** A file with the text of a `Cookie` header, as copied from a browser's network panel: `name=value; name=value`. */
export function readCookieHeader(text: string, origin: URL): SourceDocument {
  return { kind: 'cookie-header', cookies: cookiesOfHeader(text.trim().replace(/^cookie:\s*/i, ''), origin) };
}

/** Whether a text looks like a `Cookie` header. */
export function isCookieHeader(text: string): boolean {
  return /^(?:cookie:\s*)?[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}=[^\r\n\t]*$/i.test(text.trim());
}

/** The pairs of a `Cookie` header. */
export function cookiesOfHeader(header: string, origin: URL): readonly CookieRecord[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair, index) => {
      const equals = pair.indexOf('=');
      if (equals <= 0) throw new SourceFault(`pair ${index + 1} of the cookie header has no name`);
      return plainCookie(pair.slice(0, equals), pair.slice(equals + 1), origin);
    });
}
