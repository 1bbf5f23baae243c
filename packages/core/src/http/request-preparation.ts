import { PlugboardError } from '../errors/plugboard-error.ts';
import { formBody } from './form-body.ts';
import type { HttpDefaults, HttpRequest } from './http.ts';
import type { HttpScope } from './http-scope.ts';
import { jsonBody } from './json-body.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { RequestBody } from './request-body.ts';
import { buildHeaders } from './request-headers.ts';

/** Checks a request and makes its URL, headers and body. Nothing is sent. */
export function prepareRequest(
  request: HttpRequest,
  accept: string,
  defaults: HttpDefaults,
  scope: HttpScope,
): PreparedRequest {
  const { phase } = request;
  if (defaults.baseUrl === undefined && (defaults.token !== undefined || defaults.headers !== undefined)) {
    throw new PlugboardError(
      'config_invalid',
      'A token or default headers need baseUrl, the one origin they are sent to.',
    );
  }
  const target = scope.targets.resolve(request.url, defaults.baseUrl);
  const headers = buildHeaders(
    {
      accept,
      defaults: target.own ? defaults.headers : undefined,
      request: request.headers,
      caller: target.own ? scope.headers : undefined,
    },
    phase,
  );
  const body = bodyOf(request);
  // Only a multipart body knows its own type better: the boundary is part of it.
  if (body !== undefined && (headers['content-type'] === undefined || body.contentType.startsWith('multipart/'))) {
    headers['content-type'] = body.contentType;
  }
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  return { phase, method, target, headers, body, token: undefined };
}

function bodyOf({ json, form, phase }: HttpRequest): RequestBody | undefined {
  if (json !== undefined && form !== undefined) {
    throw new PlugboardError('config_invalid', 'A request has either json or form, not both.', { phase });
  }
  if (form !== undefined) return formBody(form);
  return json === undefined ? undefined : jsonBody(json);
}
