import { PlugboardError } from '../errors/plugboard-error.ts';
import type { HttpDefaults, HttpRequest, UnsignedRequest } from '../contract/http.ts';
import type { Credential, HttpScope } from './http-scope.ts';
import { jsonBody, plainBody, type RequestBody } from './body/request-body.ts';
import type { WirePhase, ErrorCode } from '../errors/codes.ts';
import type { RequestTarget } from './request-target.ts';
import { CancelController, raceCancel } from '../util/cancel.ts';
import type { Cookies, Tokens } from '../contract/credentials.ts';
import { pairsOf } from '../util/is-record.ts';
import type { Redactor } from '../errors/redactor.ts';

/**
 * Checks a request and builds its URL, headers and body. Sends nothing.
 * @param other - The body of a request with `form` or `body`.
 */
export function prepareRequest(
  request: HttpRequest,
  other: RequestBody | undefined,
  accept: string,
  defaults: HttpDefaults,
  scope: HttpScope,
): PreparedRequest {
  const { phase } = request;
  checkFields(request);
  const { token, headers: shared, sign } = defaults;
  if (defaults.baseUrl === undefined && (token ?? shared ?? sign) !== undefined) {
    throw new PlugboardError(
      'config_invalid',
      'A token, default headers and sign need baseUrl, the one origin they are meant for.',
    );
  }
  const target = scope.targets.resolve(request.url, defaults.baseUrl, defaults.allowHttp);
  const headers = buildHeaders(
    {
      accept,
      defaults: target.own ? defaults.headers : undefined,
      request: request.headers,
      caller: target.own ? scope.headers : undefined,
    },
    phase,
  );
  registerHeaderSecrets(headers, scope.redactor);
  const body = other ?? (request.json === undefined ? undefined : jsonBody(request.json));
  // A multipart body decides its own type, because the boundary is part of it.
  if (body !== undefined && (headers['content-type'] === undefined || body.contentType.startsWith('multipart/'))) {
    headers['content-type'] = body.contentType;
  }
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  return { phase, method, target, headers, body, token: undefined };
}

/**
 * The body of a request that has a `form` or a `body`. Loads the code for forms when it is first needed: most programs
 * never need it.
 */
export async function prepareBody(request: HttpRequest): Promise<RequestBody | undefined> {
  const { json, form, body, phase } = request;
  if (form === undefined && body === undefined) return undefined;
  if ([json, form, body].filter((one) => one !== undefined).length > 1) {
    throw new PlugboardError('config_invalid', 'A request can have only one of json, form and body.', { phase });
  }
  if (form !== undefined) return (await import('./body/form-body.ts')).formBody(form);
  return plainBody(body);
}

/** All fields that a request can have. Without this list, a misspelled field would be ignored silently. */
const fields: Readonly<Record<keyof HttpRequest, true>> = {
  phase: true,
  url: true,
  onHeaders: true,
  method: true,
  headers: true,
  cookies: true,
  json: true,
  form: true,
  body: true,
};

function checkFields(request: HttpRequest): void {
  for (const field in request) {
    if (Object.hasOwn(fields, field)) continue;
    throw new PlugboardError(
      'config_invalid',
      `A request has no field ${JSON.stringify(field)}. Use ${Object.keys(fields).join(', ')}.`,
      { phase: request.phase },
    );
  }
}

/** A checked request. Its credential is added last. */
export interface PreparedRequest {
  readonly phase: WirePhase;
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: HeaderTable;
  readonly body: RequestBody | undefined;
  /** The token in its headers. If the service refuses it, this is the value to reject. */
  token: string | undefined;
}

/** Loads the token of a service and adds it to a request to that service. */
export async function addToken(request: PreparedRequest, tokens: Tokens, scope: HttpScope): Promise<void> {
  // The caller's own header takes precedence.
  if (headerNames(scope.headers).includes('authorization')) return;
  scope.observer?.onPhase('auth');
  const signal = scope.signal ?? new CancelController();
  const token = await raceCancel(tokens.get(signal.abortSignal), signal);
  request.headers['authorization'] = bearer(token, request.phase);
  scope.redactor.add(token);
  request.token = token;
}

/** Adds the cookies that belong to the request's URL. */
export async function addCookies(request: PreparedRequest, cookies: Cookies, scope: HttpScope): Promise<void> {
  const cookie = await raceCancel(cookies.header(new URL(request.target.url)), scope.signal);
  if (cookie === undefined || cookie === '') return;
  request.headers['cookie'] = checkedValue(cookie, 'cookie', 'auth_rejected', request.phase);
}

/** Adds the headers that sign a request. */
export async function addSignature(
  request: PreparedRequest,
  sign: NonNullable<HttpDefaults['sign']>,
  scope: HttpScope,
): Promise<void> {
  const { method, target, headers, body, phase } = request;
  const unsigned: UnsignedRequest = {
    method,
    url: new URL(target.url),
    headers: new Map([...Object.entries(headers), ['host', target.url.host]]),
    body: () => bytesOf(body),
  };
  const added: HeaderTable = {};
  addHeaders(added, await raceCancel(Promise.resolve(sign(unsigned)), scope.signal), 'config_invalid', phase);
  registerHeaderSecrets(added, scope.redactor);
  Object.assign(headers, added);
}

async function* bytesOf(body: RequestBody | undefined): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  const opened = body.open('sign');
  if (typeof opened === 'string') yield Buffer.from(opened);
  else if (opened instanceof Uint8Array) yield opened;
  else yield* opened;
}

const keyHeaders = /^(?:authorization|(?:x-)?(?:goog-)?api-key)$/;

/**
 * How a request identifies its sender.
 * @param own - The headers that the provider gave for this request alone.
 */
export function credentialOf({ headers, token }: PreparedRequest, own: HttpRequest['headers']): Credential {
  if (headers['cookie'] !== undefined) return 'cookies';
  if (token !== undefined || headerNames(own).includes('authorization')) return 'token';
  return Object.keys(headers).some((name) => keyHeaders.test(name)) ? 'key' : 'none';
}

/** Header names in lower case, with their values. */
type HeaderTable = Record<string, string>;

type GivenHeaders = HttpRequest['headers'];

/** Where the headers of a request come from. Later sources take precedence. */
interface HeaderSources {
  readonly accept: string;
  readonly defaults: GivenHeaders;
  readonly request: GivenHeaders;
  /** The headers that the caller gave for one call. */
  readonly caller: GivenHeaders;
}

/** Headers that the connection writes itself, or that depend on how core reads responses. */
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

/**
 * Tells the redactor the values that a service could repeat in its response. Of `Bearer <token>`, also the token alone.
 */
function registerHeaderSecrets(headers: HeaderTable, redactor: Redactor): void {
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

/** Checks and adds headers. No message shows a value. */
function addHeaders(into: HeaderTable, from: GivenHeaders, code: ErrorCode, phase: WirePhase): void {
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
function headerNames(given: GivenHeaders): readonly string[] {
  return (pairsOf(given) ?? []).map(([name]) => name.toLowerCase());
}

/**
 * Returns a header value that may be sent: visible ASCII and blanks. The message of the error names only the header.
 */
export function checkedValue(value: unknown, name: string, code: ErrorCode, phase: WirePhase): string {
  if (typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)) return value;
  throw new PlugboardError(
    code,
    `The value of the header ${name} must be text of printable ASCII characters, without line breaks.`,
    { phase },
  );
}

/** The value of `Authorization` for a token. Throws `auth_rejected` if the token cannot stand in a header. */
export function bearer(token: unknown, phase: WirePhase): string {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  throw new PlugboardError(
    'auth_rejected',
    'The token contains a character that is not allowed in a header, such as a space or a line break. Get a new one.',
    { phase },
  );
}

/** The version of this package. A test compares it with `package.json`. */
export const version = '0.1.0';
