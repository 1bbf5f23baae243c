import { isCookieObject } from './cookie-entry.ts';
import { isCookieHeader, readCookieHeader } from './cookie-header.ts';
import { readHar } from './har.ts';
import { readJsonExport, readSingleCookie } from './json-export.ts';
import { isRecord, ownValue } from '../../../util/is-record.ts';
import { brokenJsonPosition } from '../../../util/json-position.ts';
import { readNameValue } from './name-value.ts';
import { isNetscape, readNetscape } from './netscape.ts';
import { readPlaywright } from './playwright.ts';
import { SourceFault, type SourceDocument } from './source-document.ts';

/**
 * Recognizes the format of a cookie file and reads it.
 *
 * @throws `SourceFault` with the place of the first fault.
 */
export function readDocument(text: string, origin: URL): SourceDocument {
  const start = text.trimStart();
  if (start === '') throw new SourceFault('it is empty');
  if (start.startsWith('SQLite format 3'))
    throw new SourceFault("it is a browser's own database; export the cookies instead");
  if (start.includes('\0')) throw new SourceFault('it is no text file');
  if (start.startsWith('{') || start.startsWith('[')) return readJson(text, origin);
  if (isNetscape(text)) return readNetscape(text, origin);
  if (isCookieHeader(text)) return readCookieHeader(text, origin);
  if (start.startsWith('<')) throw new SourceFault('it is a web page or XML');
  throw new SourceFault('its format is not known');
}

function readJson(text: string, origin: URL): SourceDocument {
  const document = parseJson(text);
  if (Array.isArray(document)) return readJsonExport(document, document, text, origin);
  if (!isRecord(document)) throw new SourceFault('it holds no cookies');
  const log = ownValue(document, 'log');
  if (isRecord(log)) return readHar(log);
  const list = ownValue(document, 'cookies');
  if (!Array.isArray(list)) {
    return isCookieObject(document) ? readSingleCookie(document, text, origin) : readNameValue(document, text, origin);
  }
  return Array.isArray(ownValue(document, 'origins'))
    ? readPlaywright(document, list, text, origin)
    : readJsonExport(document, list, text, origin);
}

/** A fault names its line. `JSON.parse` itself would quote the text around it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFault(`line ${brokenJsonPosition(text).line} is not valid JSON`);
  }
}
