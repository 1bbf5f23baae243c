import type { CookieChange, CookieRecord } from '../cookie-record.ts';
import type { CookieSourceKind } from '../cookie-report.ts';

/** A file of cookies, read. */
export interface SourceDocument {
  readonly kind: CookieSourceKind;
  readonly cookies: readonly CookieRecord[];
  /** The whole text with these changes and nothing else changed. Absent: the format is never written. */
  readonly apply?: ((changes: readonly CookieChange[]) => string) | undefined;
}

/** The text is not what it should be; the message names the place, never a value. */
export class SourceFault extends Error {}
