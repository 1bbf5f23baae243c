import { type CookieChange, type CookieRecord, hostOf, isElsewhere } from '../cookie-record.ts';

/** The format of a source. `name-value`: a JSON file of names and values. `cookie-header`: the text of a header. */
export type CookieSourceKind =
  | 'map'
  | 'jar'
  | 'json-export'
  | 'playwright'
  | 'netscape'
  | 'har'
  | 'name-value'
  | 'cookie-header';

/** A JSON object of a file. `apply` changes it in place. */
export type JsonObject = Record<string, unknown>;

/** A cookie file that has been read. */
export interface SourceDocument {
  readonly kind: CookieSourceKind;
  readonly cookies: readonly CookieRecord[];
  /** Unreadable entries, none of which belongs to the requested site. */
  readonly skipped: readonly SkippedEntry[];
  /** Returns the whole text of the file with these changes and no others. Absent: the format is never written. */
  readonly apply?: ((changes: readonly CookieChange[]) => string) | undefined;
}

/** An entry that cannot be read. */
export interface SkippedEntry {
  /** Empty: unknown. */
  readonly name: string;
  /** Empty: unknown. */
  readonly host: string;
  /** What is wrong. Names the place and never quotes a value. */
  readonly reason: string;
}

/** A source cannot be used. The message names the place and never quotes a value. */
export class SourceFault extends Error {}

/** One entry, whose host is known, cannot be read. */
export class EntryFault extends SourceFault {
  readonly host: string;
  readonly cookieName: string;

  constructor(reason: string, host: string, cookieName = '') {
    super(reason);
    this.host = host;
    this.cookieName = cookieName;
  }
}

/**
 * The entry to skip, if the fault is in an entry of another site. Rethrows any other error: an entry of the own site
 * may be the session.
 */
export function skipElsewhere(error: unknown, origin: URL): SkippedEntry {
  if (!(error instanceof EntryFault) || !isElsewhere(error.host, hostOf(origin))) throw error;
  return { name: error.cookieName, host: error.host, reason: error.message };
}

/** Writes JSON with the indentation, the line ends and the final line break of `like`. */
export function writeJson(value: unknown, like: string): string {
  const indent = /\n([ \t]+)\S/.exec(like)?.[1] ?? '';
  const text = JSON.stringify(value, undefined, indent) + (/\n\s*$/.test(like) ? '\n' : '');
  return like.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
