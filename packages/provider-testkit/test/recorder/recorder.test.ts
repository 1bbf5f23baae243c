import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineProvider } from '@plugboard/core/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createRecorder,
  createSubject,
  inspectFixture,
  loadFixtures,
  recordFixture,
  writeFixture,
  type Fixture,
  type RecordOptions,
} from '../../src/index.ts';
import { createReroutedAgent, startReplay } from '../../src/replay.ts';
import { reset, slice, sse, startScriptedServer, status, type ScriptedServer } from '../../src/server.ts';
import { certainSecrets } from '../../src/recorder/inspect-fixture.ts';
import { greeting, web } from '../web-provider.ts';

/** Obviously fake, and of the right shape. */
const fake = {
  jwt: `${encode({ alg: 'none' })}.${encode({ sub: 'nobody' })}.c2lnbmF0dXJl`,
  jwe: `${encode({ alg: 'dir', enc: 'A256GCM' })}..aXYtaXYtaXYt.Y2lwaGVydGV4dA.dGFnLXRhZw`,
  key: 'sk-fake0123456789abcdef',
  email: 'nobody@reka-users.dev',
  random: 'Zk3v9QwX7pLm2Ns8Rt5Uy1Bc4Df6Gh0J',
  cookie: 'sessionid=f4k3-c00k13-v4lu3',
} as const;

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

let folder = '';
let server: ScriptedServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugboard-recorder-'));
  server = await startScriptedServer();
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const files = greeting.files ?? {};
const events = ['data: {"text":"Grüß"}\n\n', 'data: {"text":" Gott"}\n\n', 'data: {"end":"done"}\n\n'];

function serve(token = fake.jwt, setCookie = `Session=${fake.jwe}; Path=/; HttpOnly`): void {
  server.on(
    { path: '/auth/token' },
    status(200, { accessToken: token }, { 'Set-Cookie': setCookie, 'x-trace': fake.random }),
  );
  server.on({ path: '/upload' }, status(200, { url: `https://files.example/${fake.random}` }));
  server.on({ path: '/chat' }, sse(events));
}

async function record(name: string, more: Partial<RecordOptions> = {}): Promise<Fixture> {
  const agent = createReroutedAgent(server.port);
  try {
    return await recordFixture({
      provider: web(),
      dispatcher: agent.dispatcher,
      folder: pathToFileURL(`${folder}/${name}/`),
      name,
      from: 'a scripted server',
      request: greeting.request,
      files: { 'dot.png': files['dot.png'] ?? '' },
      patterns: { upload: /files\.example\/(\w+)/ },
      ...more,
    });
  } finally {
    await agent.destroy();
  }
}

test('a call is recorded without secrets and replayed with the same bytes and chunk edges', async () => {
  serve();
  const recorded = await record('whole');
  const names = await readdir(join(folder, 'whole'));
  expect(names.sort()).toEqual(['dot.png', 'whole.3.sse', 'whole.json']);
  const text = await readFile(join(folder, 'whole', 'whole.json'), 'utf8');
  for (const secret of Object.values(fake)) expect(text).not.toContain(secret);
  expect(recorded.exchanges[0]?.response).toMatchObject({
    json: { accessToken: '{{accessToken:jwt}}' },
    headers: { 'set-cookie': 'Session={{Session}}; Path=/; HttpOnly' },
  });
  expect(recorded.exchanges[1]?.response.json).toEqual({ url: 'https://files.example/{{upload}}' });
  expect(recorded.exchanges[2]?.request).toMatchObject({ headers: { authorization: 'Bearer {{accessToken:jwt}}' } });
  expect(await readFile(join(folder, 'whole', 'whole.3.sse'), 'utf8')).toBe(events.join(''));

  const [loaded] = await loadFixtures(pathToFileURL(`${folder}/whole/`));
  if (loaded === undefined) throw new Error('no fixture');
  const subject = await createSubject({ create: () => web(), fixtures: [loaded] });
  const played = await subject.play(loaded);
  expect({ events: played.events }).toMatchObject({ events: 'events' in loaded.expect ? loaded.expect.events : [] });

  await using replay = await startReplay(loaded, { strictness: 'target' });
  const again = createRecorder({ dispatcher: replay.dispatcher });
  const { body } = await again.dispatcher.request({ origin: 'https://chat.example', path: '/chat', method: 'POST' });
  expect(await body.text()).toBe(events.join(''));
  const { exchanges } = await again.recording('again');
  expect(exchanges[0]?.response.chunks?.map(([, size]) => size)).toEqual(
    loaded.exchanges[2]?.response.chunks?.map(([, size]) => size),
  );
});

test('a call that wants no stream is recorded as one', async () => {
  server.on({ path: '/whole' }, status(200, { text: 'Servus' }));
  const plugin = defineProvider({
    id: 'whole',
    models: [{ id: 'whole-one' }],
    create: () => ({
      async *stream({ stream }, call) {
        const answer = await call.http.json({ phase: 'chat', url: 'https://chat.example/whole', json: { stream } });
        yield { type: 'text-delta', text: String(Reflect.get(Object(answer), 'text')) };
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  });
  const request = { model: 'whole-one', messages: [{ role: 'user', content: 'Hi' }], stream: false } as const;
  const fixture = await record('asked-whole', { provider: plugin(), request, files: {} });
  expect(fixture).toMatchObject({ request: { stream: false }, expect: { text: 'Servus', finish: 'stop' } });
  expect(fixture.exchanges.map((exchange) => exchange.request.json)).toEqual([{ stream: false }]);
});

test('known secrets are replaced wherever they stand, and their pieces move along', async () => {
  serve();
  const secret = 'hunter2-of-a-made-up-kind';
  const body = `data: {"text":"It is ${secret}."}\n\ndata: {"end":"done"}\n\n`;
  const head = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n`;
  const cut = head.length + body.indexOf(secret) + 5;
  server.on({ path: '/chat' }, [slice(head + body, [head.length, cut]), ({ socket }) => void socket.end()]);
  const recorded = await record('known', { secrets: { password: secret } });
  const file = String(recorded.files?.['known.3.sse']);
  expect(file).toBe(body.replace(secret, '{{password}}'));
  const sizes = recorded.exchanges[2]?.response.chunks?.map(([, size]) => size) ?? [];
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(Buffer.byteLength(file));
  expect(file.slice(0, sizes[0])).toMatch(/\{\{password\}\}$/);
});

test('every header that proves a credential is kept, whatever its name', async () => {
  server.on({ path: '/chat' }, status(200, {}));
  const agent = createReroutedAgent(server.port);
  const recorder = createRecorder({
    dispatcher: agent.dispatcher,
    secrets: { clientKey: 'hunter2-of-a-made-up-kind' },
  });
  const headers = {
    'x-acme-client': 'v1 hunter2-of-a-made-up-kind',
    'x-auth-token': 'let-me-in-please',
    'x-csrf-token': 'it-is-really-me',
    'user-agent': 'okapi/1.0',
  };
  const answer = await recorder.dispatcher.request({
    origin: 'https://chat.example',
    path: '/chat',
    method: 'POST',
    headers,
  });
  await answer.body.dump();
  const { exchanges } = await recorder.recording('headers');
  await agent.destroy();
  expect(exchanges[0]?.request.headers).toEqual({
    'x-acme-client': 'v1 {{clientKey}}',
    'x-auth-token': '{{x-auth-token}}',
    'x-csrf-token': '{{x-csrf-token}}',
  });
});

test('a secret that is left refuses the recording, which leaves nothing and says where', async () => {
  serve();
  const failure: unknown = await record('refused', { patterns: {} }).catch((error: unknown) => error);
  expect(String(failure)).toContain('exchanges[1].response.json.url: random');
  expect(String(failure)).toContain('Name the values in `secrets`');
  for (const secret of Object.values(fake)) expect(String(failure)).not.toContain(secret);
  expect(await readdir(folder)).not.toContain('refused');
});

test('a failed or interrupted call is not recorded, unless a failure is wanted', async () => {
  serve();
  server.on({ path: '/chat' }, status(500, { detail: 'broken' }));
  await expect(record('failed')).rejects.toMatchObject({ code: 'server_error' });
  server.on({ path: '/chat' }, [sse(events.slice(0, 1), { end: false }), reset()]);
  await expect(record('failed')).rejects.toMatchObject({ code: 'stream_truncated' });
  expect(await readdir(folder)).not.toContain('failed');
  expect(await record('cut', { failure: true })).toMatchObject({
    exchanges: [{}, {}, { response: { broken: expect.stringMatching(/fin|reset/) } }],
    expect: { error: 'stream_truncated' },
  });
});

test('a fixture of the same name is not replaced by accident', async () => {
  serve();
  await record('twice');
  await expect(record('twice')).rejects.toThrow('there is a fixture of this name');
  await record('twice', { overwrite: true });
  expect((await readdir(join(folder, 'twice'))).filter((name) => name.startsWith('.'))).toEqual([]);
});

const bare: Fixture = {
  format: 1,
  source: { kind: 'recorded', at: '2026-11-20', from: 'a scripted server' },
  request: { model: 'web-one', messages: [{ role: 'user', content: 'Hi' }] },
  exchanges: [],
  expect: { text: 'Hello', finish: 'stop' },
};

function withExchange(request: object, response: object = {}): Fixture {
  return {
    ...bare,
    exchanges: [
      {
        phase: 'chat',
        request: { method: 'POST', url: 'https://chat.example/chat', ...request },
        response: { status: 200, ...response },
      },
    ],
  };
}

const planted: readonly (readonly [string, Fixture, string])[] = [
  [
    'a JWT in a header',
    withExchange({ headers: { 'x-forwarded-user': fake.jwt } }),
    'exchanges[0].request.headers.x-forwarded-user',
  ],
  [
    'a bearer in a header of another case',
    withExchange({ headers: { AUTHORIZATION: 'Bearer short-one' } }),
    'exchanges[0].request.headers.AUTHORIZATION',
  ],
  [
    'a cookie sent',
    withExchange({ headers: { Cookie: 'a={{a}}; sid=abcdef' } }),
    'exchanges[0].request.headers.Cookie',
  ],
  [
    'a set-cookie',
    withExchange({}, { headers: { 'Set-Cookie': ['a={{a}}; Path=/', 'b=123456; Path=/'] } }),
    'exchanges[0].response.headers.Set-Cookie',
  ],
  [
    'a key under its own name',
    withExchange({ headers: { 'X-Api-Key': 'abc' } }),
    'exchanges[0].request.headers.X-Api-Key',
  ],
  ['a JWE in a JSON answer', withExchange({}, { json: { a: [{ b: fake.jwe }] } }), 'exchanges[0].response.json.a[0].b'],
  [
    'a key in a JSON body',
    withExchange({ json: { config: { key: fake.key } } }),
    'exchanges[0].request.json.config.key',
  ],
  ['an e-mail address', withExchange({}, { json: { user: fake.email } }), 'exchanges[0].response.json.user'],
  [
    'a random string as a name in JSON',
    withExchange({}, { json: { [fake.random]: 1 } }),
    'the name of a field in exchanges[0].response.json',
  ],
  [
    'a random string in a path',
    withExchange({ url: `https://chat.example/${fake.random}` }),
    'exchanges[0].request.url',
  ],
  [
    'a token in a query',
    withExchange({ url: 'https://chat.example/?access_token=abcd1234efgh' }),
    'exchanges[0].request.url',
  ],
  [
    'an e-mail address, percent-encoded',
    withExchange({ url: 'https://chat.example/?q=nobody%40reka-users.dev' }),
    'exchanges[0].request.url',
  ],
  ['a random string in a form', withExchange({ form: { key: fake.random } }), 'exchanges[0].request.form.key'],
  ['a file name', { ...bare, files: { [`${fake.random.toLowerCase()}.png`]: 'x' } }, 'the name of "zk3v9qwx7plm"'],
  ['a cookie in a body file', { ...bare, files: { 'answer.sse': `data: ${fake.cookie}\n\n` } }, 'answer.sse'],
  ['a JWT in a binary file', { ...bare, files: { 'dot.png': Buffer.from(`\0\xff${fake.jwt}`, 'latin1') } }, 'dot.png'],
  [
    'a key in the question',
    { ...bare, request: { ...bare.request, messages: [{ role: 'user', content: fake.key }] } },
    'request.messages[0].content',
  ],
  ['a key in the provenance', { ...bare, source: { ...bare.source, from: `run with ${fake.key}` } }, 'source.from'],
  ['an address in the expectation', { ...bare, expect: { text: fake.email, finish: 'stop' } }, 'expect.text'],
];

test.each(planted)('%s is found, and named by its place only', async (_, fixture, place) => {
  const findings = inspectFixture(fixture);
  expect(findings.map((finding) => finding.place)).toContain(place);
  const name = 'planted';
  const failure: unknown = await writeFixture(pathToFileURL(`${folder}/planted/`), name, fixture).catch(
    (error: unknown) => error,
  );
  expect(String(failure)).toContain(place);
  for (const secret of Object.values(fake)) expect(String(failure)).not.toContain(secret);
  expect(await readdir(folder)).not.toContain('planted');
});

const doubtful = [
  'a random string as a name in JSON',
  'a random string in a path',
  'a token in a query',
  'a random string in a form',
  'a file name',
  'a cookie in a body file',
  'a cookie sent',
  'a set-cookie',
];

test.each(planted)('%s is certain to be a secret, or not', (what, fixture, place) => {
  const places = certainSecrets(fixture).map((finding) => finding.place);
  expect(places).toEqual(doubtful.includes(what) ? [] : [place]);
});

test.each([
  ['the name of a model', { ...bare, request: { ...bare.request, model: 'reka-flash-3.1-20250924-preview' } }],
  ['a version', withExchange({ url: 'https://chat.example/?api-version-2024-10-21-preview=token-level-2024-usage' })],
  ['an id', withExchange({}, { json: { id: 'chatcmpl-Zk3v9QwX7pLm2Ns8Rt5Uy1Bc4Df6Gh0J' } })],
  ['a placeholder between words', withExchange({ headers: { authorization: 'Token token={{apiKey}}, v=1' } })],
  ['a picture', { ...bare, files: { 'dot.png': Buffer.from('\0a@bc.de Basic 12345678', 'latin1') } }],
  ['an address of nobody', { ...bare, expect: { text: 'me@acme.example', finish: 'stop' as const } }],
] satisfies readonly (readonly [string, Fixture])[])('%s is not certain to be a secret', (_, fixture) => {
  expect(certainSecrets(fixture)).toEqual([]);
});

test('a known secret is found in any form', () => {
  const secret = 'pass word/2';
  const fixture = withExchange({ url: 'https://chat.example/?p=pass%20word%2F2' });
  expect(inspectFixture(fixture, [secret])).toContainEqual({ place: 'exchanges[0].request.url', kind: 'known secret' });
});

test.each([
  'chatcmpl-Zk3v9QwX7pLm2Ns8Rt5Uy1Bc4Df6G',
  'call_Zk3v9QwX7pLm2Ns8Rt5Uy1Bc',
  'toolu_01Zk3v9QwX7pLm2Ns8Rt5Uy1',
  'req_Zk3v9QwX7pLm2Ns8Rt5Uy1Bc4Df6Gh0J',
])('the id of an answer is no secret: %s', (id) => {
  expect(inspectFixture(withExchange({}, { json: { id } }))).toEqual([]);
  const [, random = ''] = id.split(/[-_]/);
  expect(inspectFixture(withExchange({}, { json: { id: `key_${random}` } }))).not.toEqual([]);
});

test('placeholders, words and pictures are no secrets', () => {
  expect(inspectFixture(greeting)).toEqual([]);
});
