import { PlugboardError } from '../errors/plugboard-error.ts';
import type { HttpDefaults, HttpRequest, UnsignedRequest } from '../contract/http.ts';
import type { Credential, HttpScope } from './http-scope.ts';
import { jsonBody } from './body/json-body.ts';
import type { RequestBody } from './body/request-body.ts';
import {
  addHeaders,
  bearer,
  buildHeaders,
  checkedValue,
  headerNames,
  registerHeaderSecrets,
  type HeaderTable,
} from './request-headers.ts';
import type { WirePhase } from '../errors/codes.ts';
import type { RequestTarget } from './request-target.ts';
import { CancelController, raceCancel } from '../util/cancel.ts';
import type { Cookies, Tokens } from '../contract/provider-host.ts';

/** Checks a request and makes its URL, headers and body. Nothing is sent. @param other The body of a request without `json`. */
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
  if (target.service !== undefined) scope.redactor.allow(target.service);
  const body = other ?? (request.json === undefined ? undefined : jsonBody(request.json));
  // A multipart body decides its own type, because the boundary is part of it.
  if (body !== undefined && (headers['content-type'] === undefined || body.contentType.startsWith('multipart/'))) {
    headers['content-type'] = body.contentType;
  }
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  return { phase, method, target, headers, body, token: undefined };
}

/** The body of a request that has a `form` or a `body`. Its code is loaded when first needed; most programs never do. */
export async function prepareBody(request: HttpRequest): Promise<RequestBody | undefined> {
  const { json, form, body, phase } = request;
  if (form === undefined && body === undefined) return undefined;
  if ([json, form, body].filter((one) => one !== undefined).length > 1) {
    throw new PlugboardError('config_invalid', 'A request has only one of json, form and body.', { phase });
  }
  if (form !== undefined) return (await import('./body/form-body.ts')).formBody(form);
  return (await import('./body/plain-body.ts')).plainBody(body);
}

/** All that a request can have: a field that is not read would be lost without a word. */
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

/** A checked request. What identifies its sender is added last. */
export interface PreparedRequest {
  readonly phase: WirePhase;
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: HeaderTable;
  readonly body: RequestBody | undefined;
  /** The token in its headers, which must be named if the service refuses it. */
  token: string | undefined;
}

/** Loads the token of a service and adds it to a request to that service. */
export async function addToken(request: PreparedRequest, tokens: Tokens, scope: HttpScope): Promise<void> {
  // A caller's own header prevails.
  if (headerNames(scope.headers).includes('authorization')) return;
  scope.onPhase?.('auth');
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
  const opened = body.open();
  if (typeof opened === 'string') yield Buffer.from(opened);
  else if (opened instanceof Uint8Array) yield opened;
  else yield* opened;
}

const keyHeaders = /^(?:authorization|(?:x-)?(?:goog-)?api-key)$/;

/** @param own - The headers that the provider gave for this request alone. */
export function credentialOf({ headers, token }: PreparedRequest, own: HttpRequest['headers']): Credential {
  if (headers['cookie'] !== undefined) return 'cookies';
  if (token !== undefined || headerNames(own).includes('authorization')) return 'token';
  return Object.keys(headers).some((name) => keyHeaders.test(name)) ? 'key' : 'none';
}
