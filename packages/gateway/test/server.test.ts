import { Agent, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createGateway } from '../src/index.ts';
import { ask, clientFor, dataOf, hello, openGateway, raw, say } from './open-gateway.ts';

test('a whole answer is an OpenAI completion', async () => {
  const { url, log } = await openGateway(() => say('Hel', 'lo.'));
  const response = await ask(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  expect(await response.json()).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    model: 'echo',
    provider: 'fake',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
  });
  await expect
    .poll(() => log)
    .toMatchObject([{ route: '/v1/chat/completions', status: 200, provider: 'fake', stream: false }]);
});

test('a stream is OpenAI chunks, then [DONE]', async () => {
  const { url } = await openGateway(() => say('Hel', 'lo.'));
  const response = await ask(url, { ...hello, stream: true });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const data = dataOf(await response.text());
  expect(data.at(-1)).toBe('[DONE]');
  const chunks = data.slice(0, -1).map((text): unknown => JSON.parse(text));
  expect(chunks).toMatchObject([
    { choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    { choices: [{ delta: { content: 'Hel' }, finish_reason: null }] },
    { choices: [{ delta: { content: 'lo.' }, finish_reason: null }] },
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
  ]);
});

test('events that are there at the same moment go out in one write', async () => {
  const write = vi.spyOn(ServerResponse.prototype, 'write');
  const end = vi.spyOn(ServerResponse.prototype, 'end');
  onTestFinished(() => void vi.restoreAllMocks());
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const { url } = await openGateway(async function* inTwoParts() {
    for (const text of ['a', 'b', 'c', 'd']) yield { type: 'text-delta', text };
    await released;
    yield* say('e', 'f');
  });
  const response = await ask(url, { ...hello, stream: true });
  await expect.poll(() => write.mock.calls.length).toBe(1);
  expect(dataOf(String(write.mock.calls[0]?.[0]))).toHaveLength(5);
  release();
  await response.text();
  expect(write).toHaveBeenCalledTimes(1);
  expect(dataOf(String(end.mock.calls.at(-1)?.[0])).at(-1)).toBe('[DONE]');
});

test('the fetch handler answers the same', async () => {
  const gateway = createGateway({ client: clientFor(() => say('Hi.')) });
  onTestFinished(() => gateway.close());
  const post = (body: object): Promise<Response> =>
    gateway.fetch(
      new Request('http://localhost/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  expect(await (await post(hello)).json()).toMatchObject({ choices: [{ message: { content: 'Hi.' } }] });
  const data = dataOf(await (await post({ ...hello, stream: true })).text());
  expect(data.at(-1)).toBe('[DONE]');
  const health = await gateway.fetch(new Request('http://localhost/health'));
  expect(await health.json()).toEqual({ status: 'ok' });
});

test('models are listed, without patterns, and found by their names', async () => {
  const { url } = await openGateway(() => say('Hi.'));
  const list = await (await fetch(`${url}/v1/models`)).json();
  const model = { object: 'model', created: expect.any(Number), owned_by: 'fake' };
  expect(list).toEqual({
    object: 'list',
    data: [
      { id: 'echo', ...model, claimed_by: 'plugin', input: ['image', 'pdf'] },
      { id: 'other', ...model, claimed_by: 'plugin', input: null },
    ],
  });
  for (const id of ['echo', 'fake/echo', 'fake%2Fecho', 'pattern-x']) {
    const found = await fetch(`${url}/v1/models/${id}`);
    expect(await found.json()).toMatchObject({ id: decodeURIComponent(id), owned_by: 'fake' });
  }
  const missing = await fetch(`${url}/v1/models/nobody-has-this`);
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ error: { code: 'model_not_found' } });
});

test('aliases of the config are listed as what they are, and only those that a key may use and that lead somewhere', async () => {
  const models = {
    seeing: 'fake/echo',
    chain: ['fake/other', 'echo'],
    other: ['echo'],
    nowhere: 'nobody/has-this',
  };
  const client = clientFor(() => say('Hi.'), { config: { models } });
  const keys = [
    { name: 'all', key: 'test-key-all' },
    { name: 'one', key: 'test-key-one', models: ['other', 'fake/other'] },
    { name: 'both', key: 'test-key-both', models: ['fake/*'] },
  ];
  const { url } = await openGateway(client, { keys });
  const get = async (path: string, name: string): Promise<Record<string, unknown>> =>
    JSON.parse(await (await fetch(url + path, { headers: { authorization: `Bearer test-key-${name}` } })).text());
  const all = await get('/v1/models', 'all');
  expect(all['data']).toMatchObject([
    { id: 'seeing', owned_by: 'fake', alias_of: ['fake/echo'], input: ['image', 'pdf'] },
    { id: 'chain', alias_of: ['fake/other', 'echo'] },
    { id: 'other', alias_of: ['echo'] },
    { id: 'echo' },
    // Its own name leads to the alias.
    { id: 'fake/other' },
  ]);
  const idsFor = async (name: string): Promise<readonly string[]> =>
    ((await get('/v1/models', name))['data'] as readonly { readonly id: string }[]).map(({ id }) => id);
  expect(await idsFor('one')).toEqual(['other', 'fake/other']);
  expect(await idsFor('both')).toEqual(['seeing', 'chain', 'other', 'echo', 'fake/other']);
  expect(await get('/v1/models/chain', 'both')).toMatchObject({ id: 'chain', alias_of: ['fake/other', 'echo'] });
  // One of its models is not allowed, and it may be asked.
  expect(await get('/v1/models/chain', 'one')).toMatchObject({ error: { code: 'model_not_allowed' } });
  expect(await get('/v1/models/fake/echo', 'both')).not.toHaveProperty('alias_of');
});

test('everything that is not served says so in the form of an error', async () => {
  const { url } = await openGateway(() => say('Hi.'));
  const unknown = await fetch(`${url}/v1/nothing`);
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toEqual({
    error: {
      message: 'This gateway has no GET /v1/nothing. GET /openapi.json lists its paths.',
      type: 'invalid_request_error',
      param: null,
      code: 'unknown_path',
    },
  });
  const wrong = await fetch(`${url}/v1/chat/completions`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await wrong.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
  const head = await fetch(`${url}/health`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const broken = await raw(`${url}/v1/models`, { method: 'BREW' });
  expect(broken.status).toBe(400);
  expect(JSON.parse(broken.body)).toMatchObject({ error: { code: 'invalid_http', type: 'invalid_request_error' } });
});

test('a connection that is used again and again gathers nothing', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const { url } = await openGateway(() => say('Hi.'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const body = JSON.stringify(hello);
  for (let count = 0; count < 15; count += 1) {
    const reply = await raw(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      agent,
    });
    expect([reply.status, reply.isReused]).toEqual([200, count > 0]);
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

test('it is ready when the config loads, and says no more than that', async () => {
  const ready = await openGateway(() => say('Hi.'));
  expect(await (await fetch(`${ready.url}/ready`)).json()).toEqual({ status: 'ready' });
  const list = (): Promise<never> => Promise.reject(new Error('/no/such/config.json does not exist'));
  const client = Object.assign(Object.create(clientFor(() => say('Hi.'))), { models: { list } });
  const broken = await openGateway(client);
  const response = await fetch(`${broken.url}/ready`);
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('/no/such');
  expect(broken.faults).toHaveLength(1);
});

test('a port that is in use, and an address for others without keys, are refused with a sentence', async () => {
  const gateway = createGateway({ client: clientFor(() => say('Hi.')) });
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(gateway.listen({ port })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining(`\`lsof -i :${port}\` names the program`),
  });
  await expect(gateway.listen({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'config_invalid' });
  await expect(gateway.listen({ port: 70_000 })).rejects.toMatchObject({ code: 'config_invalid' });
});

test.each<[string, object]>([
  ['an unknown option', { colour: 'red' }],
  ['no client', { client: {} }],
  ['every origin', { allowedOrigins: ['*'] }],
  ['an origin with a path', { allowedOrigins: ['https://chat.example.com/x'] }],
  ['a limit of 0 bytes', { bodyLimit: 0 }],
  ['an empty list of keys', { keys: [] }],
  [
    'two keys of one name',
    {
      keys: [
        { name: 'a', key: 'test-1' },
        { name: 'a', key: 'test-2' },
      ],
    },
  ],
  ['a key with a blank', { keys: [{ name: 'a', key: 'test 1' }] }],
  ['a limit that is no number', { keys: [{ name: 'a', key: 'test-1', limits: { concurrent: 'two' } }] }],
  ['a keepAlive of another name', { keepAlive: 'often' }],
  ['no keepAlive at all', { keepAlive: null }],
  ['a misspelt option of keepAlive', { keepAlive: { interval: 5 } }],
  ['keys that are no list', { keys: { name: 'a', key: 'test-1' } }],
  ['origins that are no list', { allowedOrigins: 'https://chat.example.com' }],
  ['hosts that are no texts', { allowedHosts: [8321] }],
  ['a page that is neither on nor off', { page: 'no' }],
  ['additions that are neither on nor off', { additions: 1 }],
  ['a word in place of a list of what is allowed', { allow: 'provider' }],
  ['something else that is allowed', { allow: ['everything'] }],
])('%s is refused when the gateway is made', (_, options) => {
  const client = clientFor(() => say('Hi.'));
  expect(() => createGateway({ client, ...options })).toThrow(expect.objectContaining({ code: 'config_invalid' }));
});
