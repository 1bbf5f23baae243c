import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, onTestFinished, test } from 'vitest';
import { ask, hello, openGateway, raw, say } from './open-gateway.ts';

const json = { 'content-type': 'application/json' };
const keys = [
  { name: 'alice', key: 'test-key-alice' },
  { name: 'bob', key: 'test-key-bob', models: ['oth*'], limits: { requestsPerMinute: 2 } },
];
const alice = { authorization: 'Bearer test-key-alice' };
const bob = { authorization: 'Bearer test-key-bob' };

const attacks: readonly [attack: string, headers: Readonly<Record<string, string>>, status: number, code: string][] = [
  [
    'a page that posts text/plain, as browsers do without asking',
    { 'content-type': 'text/plain' },
    415,
    'unsupported_media_type',
  ],
  ['a page that posts a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  ['a page of another origin', { ...json, origin: 'https://evil.example' }, 403, 'origin_not_allowed'],
  ['a page in a sandbox', { ...json, origin: 'null' }, 403, 'origin_not_allowed'],
  ['a page of another port of this machine', { ...json, origin: 'http://localhost:1' }, 403, 'origin_not_allowed'],
  [
    'a request that a browser calls foreign',
    { ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    403,
    'origin_not_allowed',
  ],
  ['a name that was made to lead here', { ...json, host: 'rebound.example' }, 403, 'host_not_allowed'],
  ['a name that only begins like this machine', { ...json, host: 'localhost.evil.example' }, 403, 'host_not_allowed'],
  ['an address that looks like this machine', { ...json, host: '127.0.0.1.evil.example' }, 403, 'host_not_allowed'],
];

test.each(attacks)('%s gets nothing, and no provider is asked', async (_, headers, status, code) => {
  let asked = 0;
  const { url } = await openGateway(() => {
    asked += 1;
    return say('Hi.');
  });
  const reply = await raw(`${url}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(hello) });
  expect([reply.status, JSON.parse(reply.body)]).toMatchObject([status, { error: { code } }]);
  expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(asked).toBe(0);
});

test.each(['localhost', 'LOCALHOST:8321', '127.0.0.1', '127.8.8.8:1', '[::1]:8321', '[::ffff:127.0.0.1]'])(
  '%s is a name of this machine',
  async (host) => {
    const { url } = await openGateway(() => say('Hi.'));
    expect((await raw(`${url}/health`, { headers: { host } })).status).toBe(200);
  },
);

test('the page itself may call, and pages of allowed origins may, without credentials', async () => {
  const { url, server } = await openGateway(() => say('Hi.'), { allowedOrigins: ['https://chat.example.com'] });
  const post = (origin: string) =>
    raw(`${url}/v1/chat/completions`, { method: 'POST', headers: { ...json, origin }, body: JSON.stringify(hello) });
  expect((await post(server.url)).status).toBe(200);
  const allowed = await post('https://chat.example.com');
  expect(allowed.status).toBe(200);
  expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': 'https://chat.example.com', vary: 'origin' });
  expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
  const preflight = await raw(`${url}/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://chat.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'Authorization, Content-Type, x-secret',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers['access-control-allow-headers']).toBe('authorization, content-type');
});

test('only who has a key comes in, and a wrong one is not repeated', async () => {
  const { url, log } = await openGateway(() => say('Hi.'), { keys });
  const wrong = [
    {},
    { authorization: 'Bearer' },
    { authorization: 'Basic dGVzdA==' },
    { authorization: 'Bearer test-key-wrong' },
  ];
  for (const headers of wrong) {
    const response = await ask(url, hello, headers);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await response.text()).not.toContain('test-key');
  }
  for (const path of ['/v1/models', '/metrics', '/v1/files/file-x']) expect((await fetch(url + path)).status).toBe(401);
  for (const path of ['/health', '/ready', '/openapi.json']) expect((await fetch(url + path)).status).toBe(200);
  expect((await ask(url, hello, alice)).status).toBe(200);
  await expect.poll(() => log.at(-1)?.key).toBe('alice');
  expect(JSON.stringify(log)).not.toContain('test-key');
});

test('a key may use its models only, whatever the request calls them', async () => {
  const { url } = await openGateway(() => say('Hi.'), {
    keys: [{ name: 'bob', key: 'test-key-bob', models: ['oth*'] }],
  });
  const status = async (more: object): Promise<number> => (await ask(url, { ...hello, ...more }, bob)).status;
  expect(await status({ model: 'other' })).toBe(200);
  expect(await status({ model: 'fake/other' })).toBe(200);
  expect(await status({ model: 'other', provider: 'fake' })).toBe(200);
  expect(await status({ model: 'echo' })).toBe(403);
  expect(await status({ model: 'fake/echo' })).toBe(403);
  expect(await status({ model: 'echo', provider: 'fake' })).toBe(403);
  const listed = await (await fetch(`${url}/v1/models`, { headers: bob })).json();
  expect(listed).toMatchObject({ data: [{ id: 'other' }] });
  expect((await fetch(`${url}/v1/models/echo`, { headers: bob })).status).toBe(403);
});

test('a key has its limits, and is told what is left and when to come back', async () => {
  const { url } = await openGateway(() => say('Hi.'), { keys });
  const send = () => ask(url, { ...hello, model: 'other' }, bob);
  expect((await send()).headers.get('x-ratelimit-remaining-requests')).toBe('1');
  expect((await send()).status).toBe(200);
  const refused = await send();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited', type: 'rate_limit_error' } });
});

test('the key of a client does not reach the service, and nothing of the service but its answer reaches the client', async () => {
  await using upstream = await startScriptedServer();
  const headers = { 'set-cookie': 'session=fake', 'openai-organization': 'fake-org', 'cf-ray': 'fake-ray' };
  const answer = [{ choices: [{ index: 0, delta: { content: 'Hi.' }, finish_reason: 'stop' }] }];
  upstream.on({}, sse(answer, { headers }));
  const local = openai({
    id: 'local',
    apiKey: 'test-service-key',
    baseUrl: `${upstream.origin}/v1`,
    models: ['llava'],
  });
  const client = new Client({ config: false, discover: false, providers: [local] });
  onTestFinished(() => client.close());
  const { url, log, faults } = await openGateway(client, { keys });
  const response = await ask(
    url,
    { ...hello, model: 'llava', stream: true },
    { ...alice, cookie: 'mine=fake', 'x-own': 'fake' },
  );
  const text = await response.text();
  const [request] = upstream.requests;
  expect(request?.headers.get('authorization')).toBe('Bearer test-service-key');
  expect(JSON.stringify(request?.rawHeaders)).not.toMatch(/test-key-alice|mine=fake|x-own/);
  for (const name of Object.keys(headers)) expect(response.headers.has(name)).toBe(false);
  expect(text).not.toContain('test-service-key');
  await expect.poll(() => log.length).toBe(1);
  expect(JSON.stringify([log, faults])).not.toMatch(/Hello|Hi\.|test-key|test-service-key/);
});

test('a file belongs to the key that uploaded it, and stands in a message by its id', async () => {
  const seen: number[] = [];
  const { url } = await openGateway(
    async function* answer({ messages }) {
      for (const { content } of messages) {
        for (const part of content) {
          if (part.type === 'image' && typeof part.source !== 'string') seen.push((await part.source.bytes()).length);
        }
      }
      yield* say('Seen.');
    },
    { keys },
  );
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const form = new FormData();
  form.set('purpose', 'vision');
  form.set('file', new Blob([png], { type: 'image/png' }), 'dot.png');
  const uploaded = await (await fetch(`${url}/v1/files`, { method: 'POST', headers: alice, body: form })).json();
  expect(uploaded).toMatchObject({ object: 'file', bytes: png.length, filename: 'dot.png', purpose: 'vision' });
  const { id } = uploaded as { readonly id: string };
  const content = [
    { type: 'text', text: 'What is it?' },
    { type: 'file', file: { file_id: id } },
  ];
  const body = { model: 'echo', messages: [{ role: 'user', content }] };
  const answered = await ask(url, body, alice);
  expect([answered.status, seen]).toEqual([200, [png.length]]);
  const stolen = await ask(url, { ...body, model: 'other' }, bob);
  expect(stolen.status).toBe(400);
  expect((await fetch(`${url}/v1/files/${id}`, { headers: bob })).status).toBe(404);
  expect((await fetch(`${url}/v1/files/${id}`, { method: 'DELETE', headers: alice })).status).toBe(200);
  expect((await fetch(`${url}/v1/files/${id}`, { headers: alice })).status).toBe(404);
});
