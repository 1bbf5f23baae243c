import { expect, test } from 'vitest';
import { status, type Answer } from '@plugboard/provider-testkit/server';
import type { Cookies } from '../../../src/contract/credentials.ts';
import type { HttpDefaults, HttpRequest } from '../../../src/contract/http.ts';
import { clientFor, failureOf, serve } from '../fixture.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = '<!doctype html><title>PAGE</title>';
const chat = { phase: 'chat', url: '/chat/completions', json: {} } as const;

const cookies: Cookies = {
  header: () => Promise.resolve('session=fake-session-1'),
  accept: () => Promise.resolve(),
};
const token = { get: () => Promise.resolve('fake-token-1'), reject: () => {} };
const key: HttpDefaults = { headers: { authorization: 'Bearer fake-key-1' } };

type Row = readonly [
  name: string,
  answer: Answer,
  defaults: HttpDefaults,
  request: Partial<HttpRequest>,
  code: string,
  message: RegExp,
];

const signedOut = /the session looks signed out\. Sign in again and export new cookies\.$/;
const noSite =
  /instead of JSON \(text\/html\); the base URL seems to lead to a website, not to the API\. Check the base URL/;

const rows: readonly Row[] = [
  ['a page for a key', status(200, page, html), key, {}, 'protocol_error', noSite],
  [
    'a page for a key in a header of its own',
    status(200, page, html),
    { headers: { 'x-api-key': 'fake-key-1' } },
    {},
    'protocol_error',
    noSite,
  ],
  ['a page for nobody', status(200, page, html), {}, {}, 'protocol_error', noSite],
  [
    'a page where a version is missing',
    status(200, page, html),
    key,
    {},
    'protocol_error',
    /is \/v1 missing at its end\?$/,
  ],
  [
    'a page where a version is not missing',
    status(200, page, html),
    key,
    { url: '/v1/chat/completions' },
    'protocol_error',
    /Check the base URL\.$/,
  ],
  [
    'a page that is said to be JSON',
    status(200, page, { 'content-type': 'application/json' }),
    key,
    {},
    'protocol_error',
    /web page instead of JSON .*is \/v1 missing/,
  ],
  ['a page for cookies', status(200, page, html), {}, { cookies }, 'auth_rejected', signedOut],
  [
    'a page for a token',
    status(200, page, html),
    { token },
    {},
    'auth_rejected',
    /session looks signed out.*Check the base URL/,
  ],
  [
    '404 with a page',
    status(404, page, html),
    key,
    {},
    'bad_request',
    /\(404\)\. Check the base URL: is \/v1 missing at its end\?$/,
  ],
  [
    '404 of a router in Go',
    status(404, '404 page not found\n'),
    key,
    {},
    'bad_request',
    /page not found\. Check the base URL/,
  ],
  ['404 of FastAPI', status(404, { detail: 'Not Found' }), key, {}, 'bad_request', /Not Found\. Check the base URL/],
  [
    '404 of a model',
    status(404, { error: { message: 'No such model.', code: 'model_not_found' } }),
    key,
    {},
    'bad_request',
    /No such model\.$/,
  ],
  ['405', status(405, ''), key, {}, 'bad_request', /Check the base URL/],
  [
    '502 with a page of nginx',
    status(502, '<html><center>nginx PAGE</center></html>', html),
    key,
    {},
    'server_error',
    /\(502\)\. Try again later\.$/,
  ],
  ['401 for a key', status(401, ''), key, {}, 'auth_rejected', /\(401\)\. Check the key\.$/],
  [
    '401 for cookies',
    status(401, ''),
    {},
    { cookies },
    'auth_rejected',
    /\(401\)\. Sign in again and export new cookies\.$/,
  ],
  ['401 for nobody', status(401, ''), {}, {}, 'auth_rejected', /The request had no credential/],
  [
    'a challenge for a key',
    status(403, page, { ...html, 'cf-mitigated': 'challenge' }),
    key,
    {},
    'challenged',
    /Check that the base URL leads to the API/,
  ],
  [
    'a challenge for cookies',
    status(403, page, { ...html, 'cf-mitigated': 'challenge' }),
    {},
    { cookies },
    'challenged',
    /export new cookies\.$/,
  ],
  [
    'plain text',
    status(200, 'no healthy upstream', { 'content-type': 'text/plain' }),
    key,
    {},
    'protocol_error',
    /text\/plain instead of JSON\. The service says: no healthy upstream\. Check/,
  ],
  [
    'a failure as plain text',
    status(200, '{"error":"invalid api key"}', { 'content-type': 'text/plain' }),
    key,
    {},
    'auth_rejected',
    /says: invalid api key\. Check the key\.$/,
  ],
];

for (const [name, answer, defaults, request, code, message] of rows) {
  test(`what is no answer leads to its cause: ${name}`, async () => {
    const server = await serve();
    server.on({}, answer);
    const error = await failureOf(clientFor(server, {}, defaults).json({ ...chat, ...request }));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(error.message).not.toContain('PAGE');
    if (!('cookies' in request) && defaults.token === undefined) expect(error.message).not.toContain('cookies');
  });
}
