import { readDomain } from '../cookie-domain.ts';
import { isSameCookie, type CookieRecord } from '../cookie-record.ts';
import { readExpiryField } from './expiry-field.ts';
import { SourceFault, type SourceDocument } from './source-document.ts';

const httpOnlyMark = '#HttpOnly_';

/** A `cookies.txt` as curl, wget, yt-dlp and browser extensions write it: seven columns between tabs. */
export function readNetscape(text: string): SourceDocument {
  const lines = text.split('\n');
  const rows = lines.map((line, index) => readLine(line, index + 1));
  return {
    kind: 'netscape',
    cookies: rows.filter((row) => row !== undefined),
    apply(changes) {
      const lineEnd = text.includes('\r\n') ? '\r' : '';
      let next = lines.map((line, index) => ({ line, row: rows[index] }));
      for (const change of changes) {
        const matches = ({ row }: { row: CookieRecord | undefined }): boolean =>
          row !== undefined && isSameCookie(row, change.cookie);
        if (change.kind === 'remove') {
          next = next.filter((item) => !matches(item));
          continue;
        }
        if (next.some(matches)) {
          next = next.map((item) => (matches(item) ? { ...item, line: updateLine(item.line, change.cookie) } : item));
          continue;
        }
        const last = next.at(-1);
        if (last !== undefined && last.line !== '') {
          last.line += lineEnd;
          next.push({ line: '', row: undefined });
        }
        next.splice(-1, 0, { line: toLine(change.cookie) + lineEnd, row: change.cookie });
      }
      return next.map(({ line }) => line).join('\n');
    },
  };
}

/** Whether a text looks like a `cookies.txt`. */
export function isNetscape(text: string): boolean {
  return /^# (?:Netscape )?HTTP Cookie File/im.test(text) || /^[^\t\n]+\t(?:TRUE|FALSE)\t/im.test(text);
}

function readLine(raw: string, number: number): CookieRecord | undefined {
  const line = raw.replace(/\r$/, '');
  const httpOnly = line.startsWith(httpOnlyMark);
  if (line.trim() === '' || (line.startsWith('#') && !httpOnly)) return undefined;
  const columns = (httpOnly ? line.slice(httpOnlyMark.length) : line).split('\t');
  // Some tools leave out the tab before an empty value.
  const [domain = '', below = '', path = '', secure = '', expires = '', name = '', value = '', ...more] = columns;
  if (columns.length < 6 || more.length > 0) {
    throw new SourceFault(`line ${number} has ${columns.length} columns between tabs instead of 7`);
  }
  if (!/^(TRUE|FALSE)$/i.test(below) || !/^(TRUE|FALSE)$/i.test(secure)) {
    throw new SourceFault(`line ${number} lacks TRUE or FALSE in column 2 or 4`);
  }
  const read = readDomain(domain);
  return {
    name,
    value,
    domain: read.domain,
    hostOnly: !read.dotted && below.toUpperCase() === 'FALSE',
    path: path.startsWith('/') ? path : '/',
    secure: secure.toUpperCase() === 'TRUE',
    httpOnly,
    ...readExpiryField(expires),
  };
}

/** Takes over value and expiry; the other columns stay as they are. */
function updateLine(raw: string, { value, expiresAt }: CookieRecord): string {
  const lineEnd = raw.endsWith('\r') ? '\r' : '';
  const columns = raw
    .slice(0, raw.length - lineEnd.length)
    .split('\t')
    .slice(0, 6);
  columns[4] = expiryColumn(expiresAt);
  return [...columns, value].join('\t') + lineEnd;
}

function expiryColumn(expiresAt: number | undefined): string {
  return expiresAt === undefined ? '0' : String(Math.floor(expiresAt / 1000));
}

function toLine({ domain, hostOnly, path, secure, httpOnly, expiresAt, name, value }: CookieRecord): string {
  return [
    `${httpOnly ? httpOnlyMark : ''}${hostOnly ? '' : '.'}${domain}`,
    hostOnly ? 'FALSE' : 'TRUE',
    path,
    secure ? 'TRUE' : 'FALSE',
    expiryColumn(expiresAt),
    name,
    value,
  ].join('\t');
}
