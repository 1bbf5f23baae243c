import type { HttpRequest } from '../contract/http.ts';
import { pairsOf } from '../util/pairs.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ErrorCode, WirePhase } from '../errors/codes.ts';
import type { Redactor } from '../errors/redactor.ts';

/** Header names in lower case, with their values. */
export type HeaderTable = Record<string, string>;

type GivenHeaders = HttpRequest['headers'];

/** Where the headers of a request come from. Later ones win. */
export interface HeaderSources {
  readonly accept: string;
  readonly defaults: GivenHeaders;
  readonly request: GivenHeaders;
  /** The caller's, of one call. */
  readonly caller: GivenHeaders;
}

/** The connection writes these itself, or they depend on how responses are read. */
const reserved: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that do not identify the sender. */
const harmless: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'user-agent',
]);

/** Tells the redactor the values that a service could repeat in its response; of `Bearer <token>` the token too. */
export function registerHeaderSecrets(headers: HeaderTable, redactor: Redactor): void {
  for (const [name, value] of Object.entries(headers)) {
    if (harmless.has(name)) continue;
    redactor.add(value);
    const credentials = /^[A-Za-z]+ +(.+)$/.exec(value)?.[1];
    if (credentials !== undefined) redactor.add(credentials);
  }
}

/** Registers the values of `Set-Cookie` headers as secrets. */
export function registerCookieSecrets(setCookie: readonly string[], redactor: Redactor): void {
  for (const header of setCookie) {
    const value = /^[^=;]*=\s*"?([^;"]*)/.exec(header)?.[1]?.trim();
    if (value !== undefined) redactor.add(value);
  }
}

/** Builds the headers of a request. Throws `config_invalid`, or `input_invalid` for the caller's headers. No message shows a value. */
export function buildHeaders(sources: HeaderSources, phase: WirePhase): HeaderTable {
  const headers: HeaderTable = {
    accept: sources.accept,
    'user-agent': `plugboard/${version}`,
  };
  addHeaders(headers, sources.defaults, 'config_invalid', phase);
  addHeaders(headers, sources.request, 'config_invalid', phase);
  addHeaders(headers, sources.caller, 'input_invalid', phase);
  headers['accept-encoding'] = 'identity';
  return headers;
}

/** Adds headers that were given, checked. No message shows a value. */
export function addHeaders(into: HeaderTable, from: GivenHeaders, code: ErrorCode, phase: WirePhase): void {
  if (from === undefined) return;
  const pairs = pairsOf(from);
  if (pairs === undefined) {
    throw new PlugboardError(code, 'The headers of a request must be an object of names and values, or Headers.', {
      phase,
    });
  }
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(key)) {
      throw new PlugboardError(code, 'A header name contains a character that HTTP does not allow.', { phase });
    }
    if (reserved.has(key)) {
      throw new PlugboardError(code, `The header ${key} cannot be set: Plugboard writes it itself.`, { phase });
    }
    into[key] = checkedValue(value, key, code, phase);
  }
}

/** The names of given headers, in lower case. */
export function headerNames(given: GivenHeaders): readonly string[] {
  return (pairsOf(given) ?? []).map(([name]) => name.toLowerCase());
}

/** A header value that may be sent: visible ASCII and blanks. The message of the error names the header only. */
export function checkedValue(value: unknown, name: string, code: ErrorCode, phase: WirePhase): string {
  if (typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)) return value;
  throw new PlugboardError(
    code,
    `The value of the header ${name} must be text of printable ASCII characters, without line breaks.`,
    { phase },
  );
}

/** `Authorization` for a token. Throws `auth_rejected` when the token cannot be one. */
export function bearer(token: unknown, phase: WirePhase): string {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  throw new PlugboardError(
    'auth_rejected',
    'The token contains a character that is not allowed in a header, such as a space or a line break. Get a new one.',
    { phase },
  );
}

/** Of this package; a test compares it with `package.json`. */
export const version = '0.1.0';
