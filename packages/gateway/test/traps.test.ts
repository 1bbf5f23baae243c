import { gzipSync } from 'node:zlib';
import { connect } from 'node:net';
import { PlugboardError, type ChatEvent } from '@plugboard/core';
import { expect, test } from 'vitest';
import { ask, clientFor, dataOf, hello, openGateway, raw, say } from './open-gateway.ts';

// What goes wrong in gateways, by number. 6, leaving, is in leaving.test.ts; 8, pages of other origins, and 9, keys, are in abuse.test.ts;
// the memory of 5 and 10 is in compiled/memory.test.ts, and the page of 15 in page/page.test.ts.

const streamed = { ...hello, stream: true };
const json = { 'content-type': 'application/json' };

async function* failAfter(texts: readonly string[], error: Error): AsyncGenerator<ChatEvent> {
  for (const text of texts) yield { type: 'text-delta', text };
  await Promise.resolve();
  throw error;
}

function promise(): { readonly settled: Promise<void>; readonly settle: () => void } {
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  return { settled, settle };
}

test('1, commit point: an error before the first content has its own status, in a stream too', async () => {
  const { url } = await openGateway(() =>
    failAfter([], new PlugboardError('rate_limited', 'Too many.', { status: 429, retryAfterMs: 2500, phase: 'chat' })),
  );
  const response = await ask(url, streamed);
  expect(response.status).toBe(429);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    'retry-after': '3',
    'retry-after-ms': '2500',
  });
  expect(await response.json()).toMatchObject({
    error: { code: 'rate_limited', type: 'rate_limit_error', param: null },
  });
});

test.each(['comment', 'chunk'] as const)(
  '2, silence: it is bridged with a %s, and what follows is complete',
  async (form) => {
    const gate = promise();
    const { url } = await openGateway(
      async function* answer() {
        await gate.settled;
        yield* say('At last.');
      },
      { keepAlive: { form, firstMs: 5, intervalMs: 5 } },
    );
    const response = await ask(url, streamed);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const sign = form === 'comment' ? ': ping\n' : '"delta":{"role":"assistant","content":""}';
    while (text.split(sign).length < 4) {
      const { value = '', done } = (await reader?.read()) ?? { done: true };
      expect(done).toBe(false);
      text += value;
    }
    gate.settle();
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) text += read.value;
    expect(text).not.toContain(': ping\n\n');
    const data = dataOf(text);
    expect(data.at(-1)).toBe('[DONE]');
    const chunks = data.slice(0, -1).map((line): { id: string; created: number; model: string } => JSON.parse(line));
    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
    expect(chunks).toContainEqual(
      expect.objectContaining({ choices: [expect.objectContaining({ delta: { content: 'At last.' } })] }),
    );
  },
);

test('2, silence: an error after it comes inside the stream', async () => {
  const gate = promise();
  const { url } = await openGateway(
    async function* answer() {
      await gate.settled;
      yield* failAfter([], new PlugboardError('server_error', 'Broken.', { status: 500, phase: 'chat' }));
    },
    { keepAlive: { firstMs: 5, intervalMs: 5 } },
  );
  const response = await ask(url, streamed);
  expect(response.status).toBe(200);
  gate.settle();
  const text = await response.text();
  expect(text).toContain('"code":"server_error"');
  expect(text).not.toContain('[DONE]');
});

test('3, [DONE]: an answer that breaks off ends with an error, and the connection is closed behind it', async () => {
  const { url, log } = await openGateway(() =>
    failAfter(['Half'], new PlugboardError('stream_truncated', 'Cut.', { phase: 'chat' })),
  );
  const response = await ask(url, streamed);
  expect(response.status).toBe(200);
  // The body is whole: browsers throw away what is unread of one that breaks off, and the error with it.
  const data = dataOf(await response.text());
  expect(data.at(-1)).toMatch(/^\{"error":/);
  expect(JSON.parse(data.at(-1) ?? '')).toMatchObject({ error: { code: 'stream_truncated', type: 'server_error' } });
  expect(data).not.toContain('[DONE]');
  await expect.poll(() => log).toMatchObject([{ status: 200, code: 'stream_truncated', left: undefined }]);
});

test('3, [DONE]: a provider that ends without a finish is no success', async () => {
  const { url } = await openGateway(async function* answer() {
    yield { type: 'text-delta', text: 'Half' };
  });
  const data = dataOf(await (await ask(url, streamed)).text());
  expect(data.at(-1)).toContain('stream_truncated');
  expect((await ask(url)).status).toBe(502);
});

test.each<[string, object, { readonly status: number; readonly code: string; readonly param?: string }]>([
  ['no model', { messages: [] }, { status: 400, code: 'input_invalid', param: 'model' }],
  ['a model that nobody has', { ...hello, model: 'none' }, { status: 404, code: 'model_not_found' }],
  ['a file path', { ...hello, image: '/etc/passwd' }, { status: 400, code: 'input_invalid' }],
  ['a file: URL', { ...hello, image: 'file:///etc/passwd' }, { status: 400, code: 'input_invalid' }],
])('4, errors: %s is an error of OpenAI', async (_, body, { status, ...error }) => {
  const { url } = await openGateway(() => say('Hi.'));
  const response = await ask(url, body);
  expect(response.status).toBe(status);
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  expect(await response.json()).toMatchObject({
    error: { type: 'invalid_request_error', message: expect.any(String), ...error },
  });
});

test('5, back-pressure: a client that does not read holds the provider back', async () => {
  let made = 0;
  const piece = 'x'.repeat(64 * 1024);
  const { url } = await openGateway(async function* answer() {
    for (; made < 2000; made += 1) yield { type: 'text-delta', text: piece };
    yield { type: 'finish', reason: 'stop' };
  });
  const body = JSON.stringify(streamed);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await expect.poll(() => made).toBeGreaterThan(0);
  for (let seen = -1, rounds = 0; seen !== made && rounds < 200; rounds += 1) {
    seen = made;
    for (let turn = 0; turn < 20; turn += 1) await fetch(`${url}/health`).then((response) => response.text());
  }
  // The buffers of two sockets, and not the 128 MB of the answer.
  expect(made * piece.length).toBeLessThan(32 * 1024 * 1024);
  socket.destroy();
});

test('7, what stands in between: nothing compresses or keeps a stream, and the handler sets no header of the connection', async () => {
  const { url, gateway } = await openGateway(() => say('Hi.'));
  const { headers } = await raw(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...json, 'accept-encoding': 'gzip, br' },
    body: JSON.stringify(streamed),
  });
  expect(headers).toMatchObject({ 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' });
  expect(headers['content-encoding']).toBeUndefined();
  const request = new Request('http://localhost/v1/chat/completions', {
    method: 'POST',
    headers: json,
    body: JSON.stringify(streamed),
  });
  const response = await gateway.fetch(request);
  await response.text();
  for (const name of ['transfer-encoding', 'connection']) expect(response.headers.has(name)).toBe(false);
});

test('11, odd requests: what would be ignored elsewhere is refused with its place', async () => {
  const { url } = await openGateway(clientFor(() => say('Hi.'), { accepts: {} }));
  const refused: readonly [object, string][] = [
    [{ n: 2 }, 'n'],
    [{ logprobs: true }, 'logprobs'],
    [{ temperature: 1 }, 'temperature'],
    [{ brand_new_field: 1 }, 'brand_new_field'],
  ];
  for (const [more, param] of refused) {
    const response = await ask(url, { ...hello, ...more });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
  }
  const repeated = `{"model":"echo","messages":[],"model":"other"}`;
  const { status, body } = await raw(`${url}/v1/chat/completions`, { method: 'POST', headers: json, body: repeated });
  expect([status, JSON.parse(body)]).toMatchObject([400, { error: { code: 'invalid_json', param: 'model' } }]);
});

test('10, large bodies: one that is too large is refused while it is sent, and its sender reads why', async () => {
  const { url } = await openGateway(() => say('Hi.'), { bodyLimit: 100_000 });
  const post = `${url}/v1/chat/completions`;
  const text = JSON.stringify({ ...hello, user: 'x'.repeat(1_000_000) });
  const tooLarge = { error: { code: 'request_too_large', type: 'invalid_request_error' } };
  for (const headers of [
    { ...json, 'content-length': String(text.length) },
    { ...json, 'transfer-encoding': 'chunked' },
  ]) {
    const reply = await raw(post, { method: 'POST', headers, body: text });
    expect([reply.status, JSON.parse(reply.body)]).toMatchObject([413, tooLarge]);
    expect(reply.headers.connection).toBe('close');
  }
  const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
  expect(bomb.length).toBeLessThan(100_000);
  const inflated = await raw(post, { method: 'POST', headers: { ...json, 'content-encoding': 'gzip' }, body: bomb });
  expect([inflated.status, JSON.parse(inflated.body)]).toMatchObject([413, tooLarge]);
  const fine = await raw(post, {
    method: 'POST',
    headers: { ...json, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(hello)),
  });
  expect(fine.status).toBe(200);
});

test('10, large bodies: whoever waits for 100 Continue learns at once that the body is too large', async () => {
  const { url } = await openGateway(() => say('Hi.'), { bodyLimit: 1000 });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\nexpect: 100-continue\r\n\r\n`,
  );
  let text = '';
  for await (const piece of socket) text += String(piece);
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
});

test('12, time limits of the server: connections are kept for longer than load balancers keep them', async () => {
  const { url } = await openGateway(() => say('Hi.'));
  const response = await fetch(`${url}/health`);
  await response.text();
  expect(response.headers.get('keep-alive')).toBe('timeout=75');
});

test('12, end of the process: new requests are refused, running ones end, and those that take too long get an error', async () => {
  const gate = promise();
  const { url, gateway, server } = await openGateway(async function* answer({ messages }) {
    yield { type: 'text-delta', text: 'Begun.' };
    if (JSON.stringify(messages).includes('patient')) await gate.settled;
    else await new Promise(() => undefined);
    yield { type: 'finish', reason: 'stop' };
  });
  const patient = await ask(url, { ...streamed, messages: [{ role: 'user', content: 'patient' }] });
  const endless = await ask(url, streamed);
  const closed = server.close({ graceMs: 1_500 });
  const late = await gateway.fetch(new Request('http://localhost/v1/models'));
  expect([late.status, await late.json()]).toMatchObject([503, { error: { code: 'shutting_down' } }]);
  gate.settle();
  expect(dataOf(await patient.text()).at(-1)).toBe('[DONE]');
  expect(dataOf(await endless.text()).at(-1)).toContain('"code":"shutting_down"');
  await closed;
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test('13, ids: all chunks have one id and one time, the role comes first, and usage only when it was asked for', async () => {
  const { url } = await openGateway(async function* answer() {
    yield { type: 'tool-call-delta', index: 0, id: 'call_1', name: 'look', arguments: '{"a"' };
    yield { type: 'tool-call-delta', index: 0, arguments: ':1}' };
    yield { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 1, outputTokens: 2 } };
  });
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
  for (const asks of [true, false]) {
    const body = { ...streamed, tools, ...(asks && { stream_options: { include_usage: true } }) };
    const response = await ask(url, body, { 'x-request-id': 'mine-1' });
    expect(response.headers.get('x-request-id')).toBe('mine-1');
    const data = dataOf(await response.text()).slice(0, -1);
    const chunks = data.map((line): Record<string, unknown> => JSON.parse(line));
    expect(new Set(chunks.map(({ id, created }) => `${String(id)} ${String(created)}`)).size).toBe(1);
    expect(chunks).toMatchObject([
      { choices: [{ delta: { role: 'assistant' }, finish_reason: null }] },
      {
        choices: [
          { delta: { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'look' } }] } },
        ],
      },
      { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }, finish_reason: null }] },
      { choices: [{ finish_reason: 'tool_calls' }] },
      ...(asks ? [{ choices: [], usage: { total_tokens: 3 } }] : []),
    ]);
    expect(chunks.slice(0, 4).every(({ usage }) => (usage ?? null) === null)).toBe(true);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(asks);
  }
});

test('13, additions: what OpenAI does not have is left out by option', async () => {
  const { url } = await openGateway(() => say('Hi.'), { additions: false });
  const whole: unknown = await (await ask(url)).json();
  const text = await (await ask(url, streamed)).text();
  for (const name of ['provider', 'warnings', 'attempts', 'service', 'sources']) {
    expect(whole).not.toHaveProperty(name);
    expect(text).not.toContain(`"${name}"`);
  }
});

test('13, additions: whole and streamed, an answer says who gave it and after which attempts', async () => {
  const { url } = await openGateway(() => say('Hi.'));
  const whole: unknown = await (await ask(url)).json();
  expect(whole).toMatchObject({ provider: expect.any(String), warnings: [], attempts: expect.any(Array) });
  expect(await (await ask(url, streamed)).text()).toMatch(
    /"provider":".+"finish_reason":"stop".+"warnings":\[\],"attempts":\[/u,
  );
});

test('14, globals: the handler replaces none', async () => {
  const before = [globalThis.Request, globalThis.Response, globalThis.fetch];
  const { url } = await openGateway(() => say('Hi.'));
  await (await ask(url)).text();
  expect([globalThis.Request, globalThis.Response, globalThis.fetch]).toEqual(before);
});

test('15, the page: nothing outside of its folder has a path, and without it GET / says what there is', async () => {
  const { url } = await openGateway(() => say('Hi.'), { page: false });
  for (const path of [
    '/',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '//etc/passwd',
    '/page.ts',
  ]) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.end(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(text).toContain('"code":"unknown_path"');
  }
});
