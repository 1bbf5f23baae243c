import { hostOf, isElsewhere } from '../cookie-domain.ts';
import type { CookieChange, CookieRecord } from '../cookie-record.ts';
import type { CookieSourceKind } from '../cookie-report.ts';

/** A JSON object of a file, which `apply` changes in place. */
export type JsonObject = Record<string, unknown>;

/** A file of cookies, read. */
export interface SourceDocument {
  readonly kind: CookieSourceKind;
  readonly cookies: readonly CookieRecord[];
  /** What could not be read, and is of no concern to the site that was asked for. */
  readonly skipped: readonly SkippedEntry[];
  /** The whole text with these changes and nothing else changed. Absent: the format is never written. */
  readonly apply?: ((changes: readonly CookieChange[]) => string) | undefined;
}

/** A row, or a cookie, that cannot be read. */
export interface SkippedEntry {
  /** As far as there is one. */
  readonly name: string;
  /** Empty: not known. */
  readonly host: string;
  /** Names the place, never a value. */
  readonly reason: string;
}

/** The text is not what it should be; the message names the place, never a value. */
export class SourceFault extends Error {}

/** A fault in one entry whose host is known. */
export class EntryFault extends SourceFault {
  readonly host: string;
  readonly cookieName: string;

  constructor(reason: string, host: string, cookieName = '') {
    super(reason);
    this.host = host;
    this.cookieName = cookieName;
  }
}

/** What was skipped for a fault in the entry of another site. Throws any other error: the site's own entry may be the session. */
export function skipElsewhere(error: unknown, origin: URL): SkippedEntry {
  if (!(error instanceof EntryFault) || !isElsewhere(error.host, hostOf(origin))) throw error;
  return { name: error.cookieName, host: error.host, reason: error.message };
}

/** Writes JSON the way that `like` is written: its indentation, line ends and last line break. */
export function writeJson(value: unknown, like: string): string {
  const indent = /\n([ \t]+)\S/.exec(like)?.[1] ?? '';
  const text = JSON.stringify(value, undefined, indent) + (/\n\s*$/.test(like) ? '\n' : '');
  return like.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
