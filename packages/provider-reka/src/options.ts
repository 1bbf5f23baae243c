import { isBaseUrl, isHeaderWord, type CookieJarLike, type ProviderDefinition } from '@plugboard/core/provider';
import * as v from 'valibot';

/** Options of `reka()`. Give `apiKey` for the official API, or `cookies` or `accessToken` for the web session. */
export interface RekaOptions {
  /** A key of the official API. Environment: `REKA_API_KEY`. */
  readonly apiKey?: string | undefined;
  /**
   * The saved cookies of a signed-in browser: the path of an export (JSON, Playwright state, cookies.txt, HAR), a map such as
   * `{ appSession: '...' }`, or a tough-cookie jar. Environment: `REKA_COOKIES` (a path).
   */
  readonly cookies?: string | Readonly<Record<string, string>> | CookieJarLike | undefined;
  /** A bearer token of the web session, valid for a day. If `cookies` are given, too, it is renewed from them. Environment: `REKA_ACCESS_TOKEN`. */
  readonly accessToken?: string | undefined;
  /**
   * The origin of the service, with or without `/v1`. Default: `https://api.reka.ai` with `apiKey`, otherwise `https://chat.reka.ai`.
   * Environment: `REKA_BASE_URL`.
   */
  readonly baseUrl?: string | undefined;
  /** Web session: send every file with the first turn of the user instead of its own turn. Default: false. */
  readonly mediaOnFirstTurn?: boolean | undefined;
}

// Each check has its own message, because valibot's own ones repeat the value.
const text = (): v.StringSchema<string> => v.string('must be a string');

const headerSafe = v.pipe(
  text(),
  v.trim(),
  v.check(isHeaderWord, 'must be one word of visible ASCII characters; it is sent in a header'),
);

const cookieSource = v.pipe(
  v.custom<NonNullable<RekaOptions['cookies']>>(
    (value) => (typeof value === 'string' ? value !== '' : isJar(value) || isCookieMap(value)),
    "must be the path of a cookie file, a map such as { appSession: '...' }, or a tough-cookie CookieJar",
  ),
  // If a value were taken for a path, the message of the failure would contain it.
  v.check(
    (value) => typeof value !== 'string' || !/^\s*appSession(?:\.\d+)?\s*=/.test(value),
    "must be a path if it is a string; pass the value of a cookie as a map: { appSession: '...' }",
  ),
);

const origin = v.pipe(
  text(),
  v.check(isOrigin, 'must be an http(s) origin such as https://api.reka.ai, with or without /v1'),
);

const fields = {
  apiKey: v.optional(headerSafe),
  cookies: v.optional(cookieSource),
  accessToken: v.optional(headerSafe),
  baseUrl: v.optional(origin),
  mediaOnFirstTurn: v.optional(v.boolean('must be true or false')),
};

/** Checks options from code, config and environment. No message repeats a value. */
export const rekaOptions: NonNullable<ProviderDefinition<RekaOptions>['options']> = v.pipe(
  v.strictObject(fields, `is not an option (known: ${Object.keys(fields).join(', ')})`),
  v.check(
    ({ apiKey, cookies, accessToken }) => apiKey === undefined || (cookies === undefined && accessToken === undefined),
    'apiKey is for the official API; cookies and accessToken are for the web session: pass one or the other',
  ),
);

/** The origin of a checked `baseUrl`. */
export function originFrom(baseUrl: string): URL {
  return new URL(new URL(baseUrl).origin);
}

function isOrigin(value: string): boolean {
  return isBaseUrl(value) && /^\/(?:v1\/?)?$/.test(new URL(value).pathname);
}

function isJar(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'getCookieString') === 'function' &&
    typeof Reflect.get(value, 'setCookie') === 'function'
  );
}

function isCookieMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.values(value);
  return entries.length > 0 && entries.every((entry) => typeof entry === 'string');
}
