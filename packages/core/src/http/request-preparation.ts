import { PlugboardError } from '../errors/plugboard-error.ts';
import type { HttpDefaults, HttpRequest } from '../contract/http.ts';
import type { HttpScope } from './http-scope.ts';
import { jsonBody } from './body/json-body.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { RequestBody } from './body/request-body.ts';
import { buildHeaders, tellHeaderValues } from './request-headers.ts';

/** Checks a request and makes its URL, headers and body. Nothing is sent. @param form The body of a request that has one. */
export function prepareRequest(
  request: HttpRequest,
  form: RequestBody | undefined,
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
  tellHeaderValues(headers, scope.redactor);
  if (target.service !== undefined) scope.redactor.allow(target.service);
  const body = form ?? (request.json === undefined ? undefined : jsonBody(request.json));
  // Only a multipart body knows its own type better: the boundary is part of it.
  if (body !== undefined && (headers['content-type'] === undefined || body.contentType.startsWith('multipart/'))) {
    headers['content-type'] = body.contentType;
  }
  const method = request.method ?? (body === undefined ? 'GET' : 'POST');
  return { phase, method, target, headers, body, token: undefined };
}

/** The body of a request that has a `form`. Its code is loaded when it is first needed, which most programs never do. */
export async function prepareForm({ json, form, phase }: HttpRequest): Promise<RequestBody | undefined> {
  if (form === undefined) return undefined;
  if (json !== undefined) {
    throw new PlugboardError('config_invalid', 'A request has either json or form, not both.', { phase });
  }
  const { formBody } = await import('./body/form-body.ts');
  return formBody(form);
}
