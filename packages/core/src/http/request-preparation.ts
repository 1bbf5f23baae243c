import type { HttpDefaults, HttpRequest } from './http.ts';
import type { HttpScope } from './http-scope.ts';
import type { AbortWatch } from './abort-watch.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { formBody } from './form-body.ts';
import { jsonBody } from './json-body.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { RequestBody } from './request-body.ts';
import { bearer, buildHeaders, checkedValue, type HeaderTable } from './request-headers.ts';
import { resolveTarget } from './request-url.ts';

/** Checks a request and gets what it needs: URL, headers, token, cookies, body. Nothing is sent. */
export async function prepareRequest(
  request: HttpRequest,
  accept: string,
  defaults: HttpDefaults,
  scope: HttpScope,
  watch: AbortWatch,
): Promise<PreparedRequest> {
  watch.throwIfAborted();
  const { phase } = request;
  if (defaults.baseUrl === undefined && (defaults.token !== undefined || defaults.headers !== undefined)) {
    throw new PlugboardError(
      'config_invalid',
      'A token or default headers need baseUrl, the one origin they are sent to.',
    );
  }
  const { url, own } = resolveTarget(request.url, defaults.baseUrl);
  const headers = buildHeaders(
    {
      accept,
      defaults: own ? defaults.headers : undefined,
      request: request.headers,
      caller: own ? scope.headers : undefined,
    },
    phase,
  );
  const body = bodyOf(request);
  // Only a multipart body knows its own type better: the boundary is part of it.
  if (body !== undefined && (headers['content-type'] === undefined || body.contentType.startsWith('multipart/'))) {
    headers['content-type'] = body.contentType;
  }
  const token = own ? await addToken(headers, defaults, scope, phase, watch) : undefined;
  if (request.cookies !== undefined) {
    const cookie = await watch.race(request.cookies.header(url));
    if (cookie !== undefined && cookie !== '')
      headers['cookie'] = checkedValue(cookie, 'cookie', 'auth_rejected', phase);
  }
  scope.entered?.(phase);
  return {
    phase,
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    url,
    headers,
    body,
    token,
    identified: headers['authorization'] !== undefined || headers['cookie'] !== undefined,
  };
}

async function addToken(
  headers: HeaderTable,
  { token: tokens }: HttpDefaults,
  scope: HttpScope,
  phase: PreparedRequest['phase'],
  watch: AbortWatch,
): Promise<string | undefined> {
  // A caller who gives the header himself has the last word.
  if (tokens === undefined || names(scope.headers).includes('authorization')) return undefined;
  scope.entered?.('auth');
  const token = await watch.race(tokens.get(scope.signal ?? new AbortController().signal));
  headers['authorization'] = bearer(token, phase);
  scope.redactor.add(token);
  return token;
}

function names(headers: HttpScope['headers'] = {}): readonly string[] {
  return Object.keys(headers).map((name) => name.toLowerCase());
}

function bodyOf({ json, form, phase }: HttpRequest): RequestBody | undefined {
  if (json !== undefined && form !== undefined) {
    throw new PlugboardError('config_invalid', 'A request has either json or form, not both.', { phase });
  }
  if (form !== undefined) return formBody(form);
  return json === undefined ? undefined : jsonBody(json);
}
