import type { CookieRecord } from '../cookie-record.ts';
import { type JsonObject, type SourceDocument, writeJson } from './source-document.ts';
import { applyToList, readList } from './json-export.ts';

/** What Playwright's `context.storageState({ path })` writes: `{ cookies: [...], origins: [...] }`. */
export function readPlaywright(document: JsonObject, list: unknown[], text: string, origin: URL): SourceDocument {
  return {
    kind: 'playwright',
    ...readList(list, origin),
    apply(changes) {
      applyToList(list, changes, origin, 'expires', toPlaywrightEntry);
      return writeJson(document, text);
    },
  };
}

const sameSiteNames = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

function toPlaywrightEntry(cookie: CookieRecord): JsonObject {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
    path: cookie.path,
    expires: cookie.expiresAt === undefined ? -1 : Math.floor(cookie.expiresAt / 1000),
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    sameSite: sameSiteNames[cookie.sameSite ?? 'lax'],
  };
}
