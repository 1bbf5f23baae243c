import { isCookieObject, readJsonExport, readPlaywright, readSingleCookie } from './cookie-list.ts';
import { isCookieHeader, readCookieHeader, readNameValue } from './pairs.ts';
import { readHar } from './har.ts';
import { isNetscape, readNetscape } from './netscape.ts';
import { type SourceDocument, SourceFault } from './source-document.ts';
import { isRecord, ownValue } from '../../../util/is-record.ts';
import { brokenJsonPosition } from '../../../util/json-position.ts';

/**
 * Recognizes the format of a cookie file and reads it.
 *
 * @throws `SourceFault`, which names the place of the first fault.
 */
export function readDocument(text: string, origin: URL): SourceDocument {
  const start = text.trimStart();
  if (start === '') throw new SourceFault('it is empty');
  if (start.startsWith('SQLite format 3'))
    throw new SourceFault("it is a browser's own database; export the cookies instead");
  if (start.includes('\0')) throw new SourceFault('it is not a text file');
  if (start.startsWith('{') || start.startsWith('[')) return readJson(text, origin);
  if (isNetscape(text)) return readNetscape(text, origin);
  if (isCookieHeader(text)) return readCookieHeader(text, origin);
  if (start.startsWith('<')) throw new SourceFault('it is a web page or an XML file');
  throw new SourceFault('its format is unknown');
}

function readJson(text: string, origin: URL): SourceDocument {
  const document = parseJson(text);
  if (Array.isArray(document)) return readJsonExport(document, document, text, origin);
  if (!isRecord(document)) throw new SourceFault('it contains no cookies');
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

/** Names only the line of a fault. The error of `JSON.parse` would quote the text around it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFault(`line ${brokenJsonPosition(text).line} is not valid JSON`);
  }
}

/** A decoded text, and how to encode it again. */
export interface DecodedText {
  readonly text: string;
  encode(text: string): Uint8Array;
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);
const littleMark = Buffer.from([0xff, 0xfe]);
const bigMark = Buffer.from([0xfe, 0xff]);

/** Decodes UTF-8 with or without a byte order mark, and UTF-16 with one, as Windows tools write it. */
export function decodeText(bytes: Buffer): DecodedText {
  if (startsWith(bytes, littleMark)) {
    return {
      text: bytes.subarray(2).toString('utf16le'),
      encode: (text) => Buffer.concat([littleMark, Buffer.from(text, 'utf16le')]),
    };
  }
  if (startsWith(bytes, bigMark)) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return {
      text: Buffer.from(even).swap16().toString('utf16le'),
      encode: (text) => Buffer.concat([bigMark, Buffer.from(text, 'utf16le').swap16()]),
    };
  }
  const marked = startsWith(bytes, utf8Mark);
  return {
    text: bytes.subarray(marked ? 3 : 0).toString('utf8'),
    encode: (text) => Buffer.concat([marked ? utf8Mark : Buffer.alloc(0), Buffer.from(text)]),
  };
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
