import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { sse, startScriptedServer, status, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway, type AccessEntry, type GatewayOptions } from '../src/index.ts';
import { listen } from '../src/server.ts';
import { raw } from './open-gateway.ts';

// Everything that somebody may try who has no business here, against a gateway in front of a service that counts what reaches it.

const secrets = {
  prompt: 'fake-secret-prompt',
  client: 'fake-key-of-a-client',
  service: 'fake-key-of-the-service',
  file: 'fake-secret-file',
};
const keys = [
  { name: 'alice', key: secrets.client },
  { name: 'bob', key: 'fake-key-of-bob', models: ['llava'] },
];
const alice = { authorization: `Bearer ${secrets.client}` };
const bob = { authorization: 'Bearer fake-key-of-bob' };
const json = { 'content-type': 'application/json' };
const hello = { model: 'llava', messages: [{ role: 'user', content: secrets.prompt }] };

interface Open {
  readonly url: string;
  readonly port: number;
  readonly upstream: ScriptedServer;
  /** All that the gateway said to whoever operates it. */
  readonly said: () => string;
}

async function open(options: Partial<GatewayOptions> = {}): Promise<Open> {
  const upstream = await startScriptedServer();
  upstream.on({}, sse([{ choices: [{ index: 0, delta: { content: 'Hi.' }, finish_reason: 'stop' }] }]));
  const models = ['llava', 'gpt-large'];
  const local = openai({ id: 'local', apiKey: secrets.service, baseUrl: `${upstream.origin}/v1`, models });
  const client = new Client({ config: false, discover: false, providers: [local], retry: { maxRetries: 0 } });
  const log: (AccessEntry | string)[] = [];
  const gateway = createGateway({
    client,
    accessLog: (entry) => void log.push(entry),
    onFault: (error) => void log.push(String(error)),
    ...options,
  });
  const { url, port } = await gateway.listen({ port: 0 });
  onTestFinished(async () => {
    await gateway.close({ graceMs: 0 });
    await client.close();
    await upstream.close();
  });
  return { url, port, upstream, said: () => JSON.stringify(log) };
}

interface Attempt {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
}

type Row = readonly [attempt: string, request: Attempt, status: number, code: string];

/** What is refused on this machine, where no key is needed. */
const withoutKeys: readonly Row[] = [
  [
    'a page whose name was made to lead here',
    { headers: { ...json, host: 'rebound.example' } },
    403,
    'host_not_allowed',
  ],
  [
    'the same, for the list of models',
    { method: 'GET', path: '/v1/models', headers: { host: 'rebound.example:8321' } },
    403,
    'host_not_allowed',
  ],
  [
    'a name that begins like this machine',
    { headers: { ...json, host: '127.0.0.1.evil.example' } },
    403,
    'host_not_allowed',
  ],
  [
    'a page that posts text/plain, as browsers do without asking',
    { headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a page that posts a form',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported_media_type',
  ],
  ['a body without a type', { headers: {} }, 415, 'unsupported_media_type'],
  ['a page of another origin', { headers: { ...json, origin: 'https://evil.example' } }, 403, 'origin_not_allowed'],
  ['a page in a sandbox', { headers: { ...json, origin: 'null' } }, 403, 'origin_not_allowed'],
  [
    'a preflight of another origin',
    { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
    403,
    'origin_not_allowed',
  ],
  [
    'a request that a browser calls foreign',
    { headers: { ...json, 'sec-fetch-site': 'cross-site' } },
    403,
    'origin_not_allowed',
  ],
  [
    'a page that reads the metrics',
    { method: 'GET', path: '/metrics', headers: { origin: 'https://evil.example' } },
    403,
    'origin_not_allowed',
  ],
  ['a key __proto__', { body: '{"model":"llava","messages":[],"__proto__":{"admin":true}}' }, 400, 'invalid_json'],
  ['a key twice', { body: '{"model":"llava","messages":[],"model":"gpt-large"}' }, 400, 'invalid_json'],
  [
    'lists in lists',
    { body: `{"model":"llava","messages":${'['.repeat(5000)}${']'.repeat(5000)}}` },
    400,
    'invalid_json',
  ],
  ['a number without an end', { body: '{"model":"llava","messages":[],"seed":1e9999}' }, 400, 'invalid_json'],
  ['what is no JSON', { body: '{"model":' }, 400, 'invalid_json'],
  ['text that is no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'invalid_json'],
  [
    'a body that inflates to more than the limit',
    { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(1_000_000, 0x20)) },
    413,
    'request_too_large',
  ],
  [
    'a body in layers of compression',
    { headers: { ...json, 'content-encoding': 'gzip, gzip' }, body: gzipSync(gzipSync('{}')) },
    415,
    'unsupported_encoding',
  ],
  [
    'a body that is more than the limit while it arrives',
    { headers: { ...json, 'transfer-encoding': 'chunked' }, body: 'x'.repeat(200_000) },
    413,
    'request_too_large',
  ],
  ['a body that says that it is more than the limit', { body: 'x'.repeat(200_000) }, 413, 'request_too_large'],
  ['a file of this machine', { body: { ...hello, image: 'file:///etc/passwd' } }, 400, 'input_invalid'],
  ['the path of a file of this machine', { body: { ...hello, image: '/etc/passwd' } }, 400, 'input_invalid'],
  [
    'an object that names a file',
    { body: { ...hello, image: { kind: 'named-file', path: '/etc/passwd' } } },
    400,
    'input_invalid',
  ],
  [
    'a file of this machine in a part',
    { body: part({ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }) },
    400,
    'input_invalid',
  ],
  [
    'a file of this machine as a document',
    { body: part({ type: 'file', file: { file_data: 'file:///etc/passwd' } }) },
    400,
    'input_invalid',
  ],
  [
    'a file of somebody else, or of nobody',
    { body: part({ type: 'file', file: { file_id: `file-${'a'.repeat(32)}` } }) },
    400,
    'input_invalid',
  ],
  ['the page as a way out of its folder', { method: 'GET', path: '/..%2f..%2fpackage.json' }, 404, 'unknown_path'],
  ['the same, encoded twice', { method: 'GET', path: '/%252e%252e/package.json' }, 404, 'unknown_path'],
  ['the same, with a NUL', { method: 'GET', path: '/main.js%00.html' }, 404, 'unknown_path'],
  ['another method', { method: 'PUT', headers: json }, 405, 'method_not_allowed'],
  ['TRACE, which would show what came', { method: 'TRACE', headers: { host: 'localhost' } }, 405, 'method_not_allowed'],
];

/** What is refused where keys are needed; `authorization` is that of bob, who may use llava alone, unless a row says otherwise. */
const withKeys: readonly Row[] = [
  ['no key', { headers: { ...json, authorization: '' } }, 401, 'invalid_api_key'],
  ['a wrong key', { headers: { ...json, authorization: 'Bearer fake-key-of-nobody' } }, 401, 'invalid_api_key'],
  ['the beginning of a key', { headers: { ...json, authorization: 'Bearer fake-key-of-b' } }, 401, 'invalid_api_key'],
  ['a key and more', { headers: { ...json, authorization: 'Bearer fake-key-of-bob2' } }, 401, 'invalid_api_key'],
  [
    'two keys',
    { headers: { ...json, authorization: 'Bearer fake-key-of-bob, Bearer fake-key-of-bob' } },
    401,
    'invalid_api_key',
  ],
  [
    'a key as Basic',
    { headers: { ...json, authorization: `Basic ${Buffer.from('bob:fake-key-of-bob').toString('base64')}` } },
    401,
    'invalid_api_key',
  ],
  [
    'a key in the address',
    {
      path: '/v1/chat/completions?key=fake-key-of-bob&api_key=fake-key-of-bob',
      headers: { ...json, authorization: '' },
    },
    401,
    'invalid_api_key',
  ],
  [
    'a key in a cookie',
    { headers: { ...json, authorization: '', cookie: 'key=fake-key-of-bob' } },
    401,
    'invalid_api_key',
  ],
  [
    'the key of the service',
    { headers: { ...json, authorization: `Bearer ${secrets.service}` } },
    401,
    'invalid_api_key',
  ],
  [
    'the metrics without a key',
    { method: 'GET', path: '/metrics', headers: { authorization: '' } },
    401,
    'invalid_api_key',
  ],
  [
    'the models without a key',
    { method: 'GET', path: '/v1/models', headers: { authorization: '' } },
    401,
    'invalid_api_key',
  ],
  [
    'an upload without a key',
    { path: '/v1/files', headers: { 'content-type': 'multipart/form-data; boundary=x', authorization: '' } },
    401,
    'invalid_api_key',
  ],
  [
    'a path with // that is another one to others',
    { path: '//v1/chat/completions', headers: { ...json, authorization: '' } },
    404,
    'unknown_path',
  ],
  ['a model that is not allowed', { body: { ...hello, model: 'gpt-large' } }, 403, 'model_not_allowed'],
  ['the same with its instance', { body: { ...hello, model: 'local/gpt-large' } }, 403, 'model_not_allowed'],
  ['the same by provider', { body: { ...hello, model: 'gpt-large', provider: 'local' } }, 403, 'model_not_allowed'],
  [
    'the same by a header',
    { headers: { ...json, 'x-plugboard-provider': 'local' }, body: { ...hello, model: 'gpt-large' } },
    403,
    'model_not_allowed',
  ],
  [
    'the description of a model that is not allowed',
    { method: 'GET', path: '/v1/models/gpt-large' },
    403,
    'model_not_allowed',
  ],
];

/** What is refused where clients may choose neither provider nor its options. */
const withoutChoices: readonly Row[] = [
  ['a provider', { body: { ...hello, provider: 'local' } }, 400, 'input_invalid'],
  ['options of a provider', { body: { ...hello, provider_options: { openai: { a: 1 } } } }, 400, 'input_invalid'],
  ['a provider by a header', { headers: { ...json, 'x-plugboard-provider': 'local' } }, 400, 'input_invalid'],
  [
    'options by a header',
    { headers: { ...json, 'x-plugboard-provider-options': '{"openai":{"a":1}}' } },
    400,
    'input_invalid',
  ],
];

function part(given: object): object {
  return { model: 'llava', messages: [{ role: 'user', content: [given] }] };
}

async function expectRefused({ url, upstream, said }: Open, [, request, expected, code]: Row): Promise<void> {
  const { method = 'POST', path = '/v1/chat/completions', headers = json, body = hello } = request;
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const reply = await raw(url + path, { method, headers, ...(method === 'POST' && { body: bytes }) });
  expect([reply.status, reply.body]).toEqual([expected, expect.stringContaining(`"code":"${code}`)]);
  expect(reply.headers['x-request-id']).toMatch(/^req_/);
  expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  // Neither the reply nor what the operator sees repeats a secret, and nothing reached the service.
  await expect.poll(said).toContain(`"status":${expected}`);
  for (const secret of [...Object.values(secrets), 'fake-key-of-b', 'root:']) {
    expect(reply.body + JSON.stringify(reply.headers) + said()).not.toContain(secret);
  }
  expect(upstream.requests).toEqual([]);
}

test.each(['GET', 'DELETE'])(
  '%s of an upload whose id is a path leads out of the folder of uploads to nothing',
  async (method) => {
    const opened = await open();
    const { url } = opened;
    // The folder is made by the first upload, and stands two levels below that of temporary files.
    const form = new FormData();
    form.append('purpose', 'user_data');
    form.append('file', new Blob(['a']), 'a.txt');
    expect((await fetch(`${url}/v1/files`, { method: 'POST', body: form })).status).toBe(200);
    const outside = await mkdtemp(join(tmpdir(), 'abuse-outside-'));
    onTestFinished(() => rm(outside, { recursive: true }));
    const path = join(outside, 'file.json');
    await writeFile(
      path,
      JSON.stringify({ id: 'file', owner: '', expiresAt: Number.MAX_SAFE_INTEGER, purpose: 'root:' }),
    );
    for (const id of [`..%2f..%2f${basename(outside)}%2ffile`, `..%2F..%2F${basename(outside)}%2Ffile`]) {
      await expectRefused(opened, ['', { method, path: `/v1/files/${id}`, headers: {} }, 404, 'file_not_found']);
    }
    expect(existsSync(path)).toBe(true);
  },
);

test.each(withoutKeys)('without keys, %s is refused', async (...row) => {
  await expectRefused(await open({ bodyLimit: 100_000 }), row);
});

test.each(withKeys)('with keys, %s is refused', async (attempt, request, ...expected) => {
  const authorization = request.headers?.['authorization'] ?? bob.authorization;
  await expectRefused(await open({ keys }), [
    attempt,
    { ...request, headers: { ...json, ...request.headers, authorization } },
    ...expected,
  ]);
});

test.each(withoutChoices)('without a choice, %s is refused', async (...row) => {
  await expectRefused(await open({ allow: [] }), row);
});

/** Sends bytes as they are, and gives all that comes back until the gateway closes the connection. */
async function sendBytes(port: number, ...pieces: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
  socket.on('error', () => undefined);
  for (const piece of pieces) socket.write(piece, 'latin1');
  await once(socket, 'close');
  return text;
}

const smuggled = 'GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n';

test.each<[attempt: string, head: string]>([
  ['a length and chunks', 'content-length: 4\r\ntransfer-encoding: chunked\r\n'],
  ['two lengths', 'content-length: 4\r\ncontent-length: 60\r\n'],
  ['a length that is none', 'content-length: +4\r\n'],
  ['chunks that are not last', 'transfer-encoding: chunked, identity\r\n'],
  ['a header with a line break in it', 'x-request-id: a\nx-smuggled: b\rc: d\r\ncontent-length: 4\r\n'],
  ['a blank before the colon', 'transfer-encoding : chunked\r\n'],
  ['a folded header', 'x-a: b\r\n c: d\r\n\0: 1\r\n'],
])('a request with %s is refused, and what stands behind it is not served', async (_, head) => {
  const { port, upstream } = await open();
  const text = await sendBytes(
    port,
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${head}\r\n0\r\n\r\n${smuggled}`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(text).toContain('"code":"invalid_http"');
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(upstream.requests).toEqual([]);
});

test('whoever sends the head of a request byte by byte does not keep the connection', async () => {
  const gateway = {
    sharesPort: false,
    handle: () => undefined,
    isClosing: () => false,
    close: () => Promise.resolve(),
  };
  const server = await listen({ port: 0 }, gateway, { headersMs: 50, checkMs: 10 });
  onTestFinished(() => server.close());
  const text = await sendBytes(server.port, 'GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ', 'a');
  expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(text).toContain('"code":"invalid_http"');
});

test('headers that are too many are refused', async () => {
  const { port } = await open();
  const text = await sendBytes(port, `GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1\.1 431 /);
});

test('an id of a client that would break a header or a log line is replaced', async () => {
  const { url, said } = await open();
  for (const id of ['a b', '"}{"', 'x'.repeat(129), 'é', '<script>']) {
    const reply = await raw(`${url}/health`, { headers: { 'x-request-id': Buffer.from(id).toString('latin1') } });
    expect(reply.headers['x-request-id']).toMatch(/^req_[\w-]+$/);
  }
  await expect.poll(() => said().match(/req_/g)?.length).toBe(5);
  expect(said()).not.toMatch(/script|\\"\}/);
});

test('an address within this network that a message names is fetched by nobody here', async () => {
  const { url, upstream } = await open();
  const inner = await startScriptedServer();
  onTestFinished(() => inner.close());
  inner.on({}, status(200));
  const names = [inner.origin, 'http://169.254.169.254/latest/meta-data'];
  for (const address of names) {
    const body = JSON.stringify(part({ type: 'image_url', image_url: { url: `${address}/a.png` } }));
    const reply = await raw(`${url}/v1/chat/completions`, { method: 'POST', headers: json, body });
    // A service that fetches for itself is given the address, as by its own API.
    expect(reply.status).toBe(200);
  }
  expect(inner.requests).toEqual([]);
  expect(upstream.requests.map(({ body }) => names.some((name) => body.toString().includes(name)))).toEqual([
    true,
    true,
  ]);
});

test('credentials go neither up nor down, and no prompt, key or file is in log or metrics, also when the service fails', async () => {
  const { url, upstream, said } = await open({ keys });
  upstream.on('next', status(401, { error: { message: `Wrong key ${secrets.service}`, code: 'invalid_api_key' } }));
  const own = {
    cookie: 'mine=fake-cookie',
    'x-api-key': 'fake-other-key',
    'openai-organization': 'fake-org',
    forwarded: 'for=1.2.3.4',
  };
  const image = `data:image/png;base64,${Buffer.from(secrets.file.repeat(9000)).toString('base64')}`;
  const body = JSON.stringify({ ...hello, images: [image] });
  const statuses: number[] = [];
  let replies = '';
  for (let round = 0; round < 2; round += 1) {
    const reply = await raw(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...json, ...alice, ...own },
      body,
    });
    statuses.push(reply.status);
    replies += reply.body + JSON.stringify(reply.headers);
  }
  expect(statuses).toEqual([502, 200]);
  for (const { rawHeaders, headers } of upstream.requests) {
    expect(headers.get('authorization')).toBe(`Bearer ${secrets.service}`);
    expect(JSON.stringify(rawHeaders)).not.toMatch(
      /fake-key-of-a-client|fake-cookie|fake-other-key|fake-org|1\.2\.3\.4/,
    );
  }
  expect(replies).not.toMatch(/fake-key/);
  const metrics = await raw(`${url}/metrics`, { headers: alice });
  expect(metrics.body).toContain('key="alice"');
  await expect.poll(() => said().match(/chat\/completions/g)?.length).toBe(2);
  for (const secret of Object.values(secrets)) expect(metrics.body + said()).not.toContain(secret);
  // The file was on disk for as long as the request took.
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`plugboard-gateway-${process.pid}-`));
  for (const folder of left)
    expect(readdirSync(`${tmpdir()}/${folder}`).filter((name) => name !== 'files')).toEqual([]);
});
