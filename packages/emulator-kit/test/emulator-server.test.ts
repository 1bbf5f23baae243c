import { expect, test, vi } from 'vitest';
import { EmulatorServer, Refusal, type Exchange, type ServerOptions } from '../src/index.ts';
import { ask, startAcme } from './acme.ts';

test('the record holds neither credentials nor files', async () => {
  await using acme = await startAcme();
  const file = Buffer.alloc(3_000, 'x').toString('base64');
  await ask(acme, { text: 'x'.repeat(199), files: [`data:image/png;base64,${file}`, { data: file }] });
  const [request] = acme.server.requests;
  expect(request?.headers['authorization']).toBe('[present]');
  expect(request?.status).toBe(200);
  expect(request?.json).toEqual({
    text: 'x'.repeat(199),
    files: [
      expect.stringMatching(/^data:image\/png;base64,.{38}\.{3} \(4022 characters\)$/),
      { data: expect.stringMatching(/^.{60}\.{3} \(4000 characters\)$/) },
    ],
  });
});

test.each([
  ['no JSON', '{', 400],
  ['more than it reads', JSON.stringify('x'.repeat(100_000)), 413],
] as const)('a body that is %s is refused as the rules say', async (_name, body, status) => {
  await using acme = await startAcme();
  const answer = await ask(acme, body);
  expect([answer.status, await answer.json()]).toEqual([status, { status }]);
});

test('a fault is answered as told, so many times or once, and a broken connection without a status', async () => {
  await using acme = await startAcme({ chat: { fail: { status: 503 }, failures: 1 } });
  const first = await ask(acme);
  expect([first.status, await first.json()]).toEqual([503, { told: 503 }]);
  expect((await ask(acme)).status).toBe(200);
  acme.switches.queue('chat', { reset: true });
  await expect(ask(acme)).rejects.toThrow();
  expect((await ask(acme)).status).toBe(200);
  expect(acme.server.requests.map(({ status }) => status)).toEqual([503, 200, undefined, 200]);
  acme.switches.reset();
  expect((await ask(acme)).status).toBe(200);
  expect(acme.server.counts).toEqual({ chat: 5, upload: 0 });
});

test.each([
  [{}, ['{"text":"a"}', '{"text":"b"}', '{"text":"c"}', '[DONE]']],
  [{ endAfterEvents: 1 }, ['{"text":"a"}']],
  [{ errorAfterEvents: 1 }, ['{"text":"a"}', '{"error":"acme"}']],
  [{ errorAfterEvents: 0, errorBody: { mine: true } }, ['{"mine":true}']],
  [{ repeatEvents: true, endAfterEvents: 1 }, ['{"text":"a"}', '{"text":"a"}']],
  [{ unknownEvents: true, heartbeats: true, endAfterEvents: 1, lineEnding: 'crlf' as const }, ['{}', '{"text":"a"}']],
  [{ bytesPerWrite: 1, endAfterEvents: 1 }, ['{"text":"a"}']],
] as const)('the switches %j give these events', async (chat, data) => {
  await using acme = await startAcme({ chat });
  const text = await (await ask(acme)).text();
  expect([...text.matchAll(/^data: (.*?)\r?$/gm)].map(([, found]) => found)).toEqual(data);
});

test('time is the emulator’s own and can be moved', async () => {
  await using acme = await startAcme();
  const before = acme.server.now();
  acme.server.advance(86_400_000);
  await ask(acme);
  expect(acme.server.requests[0]?.at).toBeGreaterThanOrEqual(before + 86_400_000);
});

test('a form tells its fields, and of its files format, size and digest', async () => {
  await using acme = await startAcme();
  const form = new FormData();
  form.append('note', 'hi');
  form.append('picture', new Blob(['GIF89a'], { type: 'image/gif' }), 'a.gif');
  expect((await fetch(`${acme.server.url}/files`, { method: 'POST', body: form })).status).toBe(204);
  expect([...(acme.forms[0]?.fields ?? [])]).toEqual([['note', 'hi']]);
  expect(acme.forms[0]?.files).toEqual([
    {
      field: 'picture',
      file: {
        url: undefined,
        name: 'a.gif',
        type: 'image/gif',
        format: 'GIF',
        size: 6,
        sha256: '610f5ae4d76e332636a17bd357fd6ce99029316a99d320280d4d77a746bf29e8',
      },
    },
  ]);
  form.append('large', new Blob(['x'.repeat(11)]));
  expect((await fetch(`${acme.server.url}/files`, { method: 'POST', body: form })).status).toBe(413);
  expect((await fetch(`${acme.server.url}/files`, { method: 'POST', body: 'x' })).status).toBe(415);
});

/** A server that does this with each request. */
async function serving(
  route: (exchange: Exchange<'chat'>) => Promise<void>,
  options: ServerOptions = {},
): Promise<EmulatorServer<'chat'>> {
  const server = new EmulatorServer<'chat'>(options);
  await server.listen({
    counts: { chat: 0 },
    credentials: new Set(),
    maxJsonBytes: 1_000,
    phaseOf: () => 'chat',
    tooLarge: () => new Refusal(413, {}),
    notJson: () => new Refusal(400, {}),
    faultBody: (status) => ({ told: status }),
    route,
  });
  return server;
}

test('a fault of the emulator itself is answered with 500 in the form of the service', async () => {
  await using server = await serving(() => Promise.reject(new Error('made up')));
  const answer = await fetch(server.url);
  expect([answer.status, await answer.json()]).toEqual([500, { told: 500 }]);
});

test('a fault after the answer has begun breaks the connection', async () => {
  await using server = await serving(async (exchange) => {
    exchange.response.writeHead(200).write('Well');
    throw new Error('made up');
  });
  await expect(fetch(server.url).then((answer) => answer.text())).rejects.toThrow();
});

test('a server that does not listen yet has no counts, and one may close twice', async () => {
  const server = new EmulatorServer<'chat'>({});
  expect(() => server.counts).toThrow('not listening yet');
  await server.close();
  await using other = await serving(async (exchange) => exchange.send(204, undefined));
  await fetch(other.url);
  expect(await other.openConnections()).toBe(1);
  await other.close();
  await other.close();
  expect(await other.openConnections()).toBe(0);
});

test('a close ends what waits, and a delay takes the time that it is given', async () => {
  const waits: number[] = [];
  const wait: ServerOptions['wait'] = (milliseconds, signal) => {
    waits.push(milliseconds);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('closed')), { once: true });
    });
  };
  const ended: boolean[] = [];
  const server = await serving(
    async (exchange) => {
      ended.push(await exchange.begin({ firstByteDelayMs: 3_600_000 }));
    },
    { wait },
  );
  const asked = fetch(server.url).catch(() => 'broken');
  await vi.waitUntil(() => waits.length > 0);
  await server.close();
  expect(await asked).toBe('broken');
  expect(waits).toEqual([3_600_000]);
  await vi.waitUntil(() => ended.length > 0);
});

test('a wait that fails while the emulator serves is a fault of the emulator', async () => {
  const failing = (): Promise<never> => Promise.reject(new Error('made up'));
  await using server = await serving(
    async (exchange) => {
      await exchange.begin({ firstByteDelayMs: 1 });
      exchange.send(204, undefined);
    },
    { wait: failing },
  );
  expect((await fetch(server.url)).status).toBe(500);
});
