import { type CookieChange, type CookieRecord, isSameCookie, readDomain, readExpiryField } from '../cookie-record.ts';
import { EntryFault, skipElsewhere, type SkippedEntry, type SourceDocument } from './source-document.ts';

const httpOnlyMark = '#HttpOnly_';

/** One line. Comments and blank lines have neither a cookie nor a skipped entry. */
interface Line {
  readonly raw: string;
  readonly cookie?: CookieRecord | undefined;
  readonly skipped?: SkippedEntry | undefined;
}

/**
 * Reads a `cookies.txt` as curl, wget, yt-dlp and browser extensions write it, with seven columns separated by tabs.
 * Editors and chats replace tabs with spaces. Such rows are read if they are unambiguous.
 */
export function readNetscape(text: string, origin: URL): SourceDocument {
  const lines = text.split('\n').map((raw, index) => readLine(raw, index + 1, origin));
  return {
    kind: 'netscape',
    cookies: lines.flatMap(({ cookie }) => cookie ?? []),
    skipped: lines.flatMap(({ skipped }) => skipped ?? []),
    apply: (changes) => applyToLines(lines, changes, text.includes('\r\n') ? '\r' : ''),
  };
}

/** Whether a text looks like a `cookies.txt`. */
export function isNetscape(text: string): boolean {
  return (
    /^# (?:Netscape )?HTTP Cookie File/im.test(text) ||
    /^[^\t\n]+\t(?:TRUE|FALSE)\t/im.test(text) ||
    text.split('\n').some(isRowWithSpaces)
  );
}

/** Whether a line is a row of a `cookies.txt` with spaces instead of tabs. */
export function isRowWithSpaces(line: string): boolean {
  return !line.includes('\t') && /^\s*\S+\s+(?:TRUE|FALSE)\s+\/\S*\s+(?:TRUE|FALSE)\s+-?[\d.]+\s+\S/i.test(line);
}

function applyToLines(lines: readonly Line[], changes: readonly CookieChange[], lineEnd: string): string {
  let next = lines;
  for (const change of changes) {
    const matches = ({ cookie }: Line): boolean => cookie !== undefined && isSameCookie(cookie, change.cookie);
    if (change.kind === 'remove') {
      next = next.filter((line) => !matches(line));
    } else if (next.some(matches)) {
      const { cookie } = change;
      next = next.map((line) => (matches(line) ? { ...line, raw: updateLine(line.raw, cookie) } : line));
    } else {
      next = withLine(next, { raw: toLine(change.cookie) + lineEnd, cookie: change.cookie }, lineEnd);
    }
  }
  return next.map(({ raw }) => raw).join('\n');
}

/** Appends a line to the file, which then ends with a line break. */
function withLine(lines: readonly Line[], added: Line, lineEnd: string): readonly Line[] {
  const last = lines.at(-1);
  if (last === undefined || last.raw === '') return [...lines.slice(0, -1), added, { raw: '' }];
  return [...lines.slice(0, -1), { ...last, raw: last.raw + lineEnd }, added, { raw: '' }];
}

function readLine(raw: string, number: number, origin: URL): Line {
  const line = raw.replace(/\r$/, '');
  const httpOnly = line.trimStart().startsWith(httpOnlyMark);
  if (line.trim() === '' || (line.trimStart().startsWith('#') && !httpOnly)) return { raw };
  try {
    return { raw, cookie: readRow(columnsOf(line), `line ${number}`, httpOnly) };
  } catch (error) {
    return { raw, skipped: skipElsewhere(error, origin) };
  }
}

/** The columns without the `#HttpOnly_` mark, and whether tabs separate them. */
function columnsOf(line: string): { readonly columns: readonly string[]; readonly tabs: boolean } {
  const tabs = line.includes('\t');
  const columns = tabs ? line.split('\t') : line.trim().split(/\s+/);
  return {
    columns: columns.map((column, index) => (index === 0 ? column.trim().replace(httpOnlyMark, '') : column)),
    tabs,
  };
}

function readRow({ columns, tabs }: ReturnType<typeof columnsOf>, where: string, httpOnly: boolean): CookieRecord {
  // Some tools omit the tab before an empty value.
  const [domain = '', below = '', path = '', secure = '', expires = '', name = '', value = '', ...more] = columns;
  const read = readDomain(domain);
  if (columns.length < 6 || more.length > 0) {
    const what = tabs
      ? `has ${columns.length} columns separated by tabs instead of 7`
      : 'has spaces instead of tabs between its columns, which is ambiguous; save the file with tabs';
    throw new EntryFault(`${where} ${what}`, read.domain);
  }
  if (!/^(TRUE|FALSE)$/i.test(below) || !/^(TRUE|FALSE)$/i.test(secure)) {
    throw new EntryFault(`${where} lacks TRUE or FALSE in column 2 or 4`, read.domain);
  }
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

/** Changes the value and the expiry. The other columns stay as they are. */
function updateLine(raw: string, { value, expiresAt }: CookieRecord): string {
  const lineEnd = raw.endsWith('\r') ? '\r' : '';
  const line = raw.slice(0, raw.length - lineEnd.length);
  const columns = (line.includes('\t') ? line.split('\t') : line.trim().split(/\s+/)).slice(0, 6);
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
