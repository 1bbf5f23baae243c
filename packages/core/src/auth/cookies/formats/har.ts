import { belongsTo, type CookieIdentity, type CookieRecord, hostOf, isSameCookie } from '../cookie-record.ts';
import { readSetCookie } from '../session-jar.ts';
import { isPlaceholder } from '../select-cookies.ts';
import { readPairs, plainCookie } from './pairs.ts';
import { isRecord, ownValue } from '../../../util/is-record.ts';
import { type JsonObject, SourceFault, type SkippedEntry, type SourceDocument } from './source-document.ts';

/**
 * Reads a recording of a browser's network panel. It follows in order the cookies that requests carried and that
 * responses set, so the last value counts. A recording is never written.
 */
export function readHar(log: JsonObject): SourceDocument {
  const entries = ownValue(log, 'entries');
  if (!Array.isArray(entries)) throw new SourceFault('the recording has no list of entries');
  const state = new HarCookies();
  const skipped: SkippedEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    const fault = readEntry(entry, state);
    if (fault !== undefined)
      skipped.push({ name: '', host: '', reason: `entry ${index + 1} of the recording ${fault}` });
  }
  if (state.cookies.length === 0) {
    const [first] = skipped;
    throw new SourceFault(
      first !== undefined && skipped.length === entries.length
        ? first.reason
        : 'the recording contains no cookies; export it "with sensitive data", or export only the cookies',
    );
  }
  return { kind: 'har', cookies: state.cookies, skipped };
}

/** What is wrong with an entry. Browsers and ad blockers record some without a request. */
function readEntry(entry: unknown, state: HarCookies): string | undefined {
  if (!isRecord(entry)) return 'is not an object';
  const request = ownValue(entry, 'request');
  const response = ownValue(entry, 'response');
  const address = isRecord(request) ? ownValue(request, 'url') : undefined;
  const url = typeof address === 'string' ? parseUrl(address) : undefined;
  if (!isRecord(request) || url === undefined) return 'has no request with a URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  for (const cookie of sentCookies(request, url)) state.sent(cookie, hostOf(url));
  if (!isRecord(response)) return undefined;
  const started = Date.parse(String(ownValue(entry, 'startedDateTime')));
  for (const header of setCookies(response)) state.received(header, url, Number.isFinite(started) ? started : 0);
  return undefined;
}

class HarCookies {
  cookies: readonly CookieRecord[] = [];

  /** A request shows the value of a cookie but not its domain, so the domain of an earlier response is kept. */
  sent(cookie: CookieRecord, host: string): void {
    const known = this.cookies.find((other) => other.name === cookie.name && belongsTo(other, host));
    if (known === undefined) this.cookies = [...this.cookies, cookie];
    // Some tools redact only the requests.
    else if (known.value !== cookie.value && !isPlaceholder(cookie.value))
      this.#replace(known, { ...known, value: cookie.value, expiresAt: undefined, problem: cookie.problem });
  }

  received(header: string, url: URL, startedAt: number): void {
    const change = readSetCookie(header, url, startedAt);
    const host = hostOf(url);
    if (change === undefined) {
      if (isPlaceholder(header.trim())) this.sent(plainCookie('', header.trim(), url), host);
      return;
    }
    const guessed = this.cookies.find(
      ({ name, domain, hostOnly }) => name === change.cookie.name && hostOnly && domain === host,
    );
    const previous = this.cookies.find((cookie) => isSameCookie(cookie, change.cookie)) ?? guessed;
    // Other tools redact only the responses.
    if (change.kind === 'set' && isPlaceholder(change.cookie.value) && previous !== undefined) return;
    this.#replace(previous, change.kind === 'set' ? change.cookie : undefined);
  }

  #replace(previous: CookieIdentity | undefined, next: CookieRecord | undefined): void {
    const others = this.cookies.filter((cookie) => cookie !== previous);
    this.cookies = next === undefined ? others : [...others, next];
  }
}

function sentCookies(request: JsonObject, url: URL): readonly CookieRecord[] {
  const headers = headerValues(request, 'cookie').flatMap((header) => readPairs(header));
  if (headers.length > 0) return headers.map(({ name, value }) => plainCookie(name, value, url));
  return objects(ownValue(request, 'cookies')).flatMap((entry) => {
    const name = ownValue(entry, 'name');
    const value = ownValue(entry, 'value');
    if (typeof name !== 'string') return [];
    return typeof value === 'string'
      ? plainCookie(name, value, url)
      : { ...plainCookie(name, '', url), problem: 'its value is not text' };
  });
}

function setCookies(response: JsonObject): readonly string[] {
  // Chrome joins several Set-Cookie headers with line breaks.
  const headers = headerValues(response, 'set-cookie').flatMap((header) => header.split('\n'));
  if (headers.length > 0) return headers;
  return objects(ownValue(response, 'cookies')).flatMap((entry) => {
    const name = ownValue(entry, 'name');
    const value = ownValue(entry, 'value');
    if (typeof name !== 'string' || typeof value !== 'string') return [];
    const expires = new Date(String(ownValue(entry, 'expires')));
    return [
      `${name}=${value}`,
      ...['domain', 'path'].flatMap((key) => {
        const attribute = ownValue(entry, key);
        return typeof attribute === 'string' && attribute !== '' ? [`${key}=${attribute}`] : [];
      }),
      ...(Number.isFinite(expires.getTime()) ? [`expires=${expires.toUTCString()}`] : []),
      ...(ownValue(entry, 'httpOnly') === true ? ['httponly'] : []),
      ...(ownValue(entry, 'secure') === true ? ['secure'] : []),
    ].join('; ');
  });
}

function headerValues(message: JsonObject, wanted: string): readonly string[] {
  return objects(ownValue(message, 'headers')).flatMap((header) => {
    const name = ownValue(header, 'name');
    const value = ownValue(header, 'value');
    return typeof name === 'string' && name.toLowerCase() === wanted && typeof value === 'string' ? [value] : [];
  });
}

function objects(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
