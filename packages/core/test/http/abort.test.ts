import { expect, test } from 'vitest';
import { early, raw, sse, stall, status, type Step } from '@plugboard/provider-testkit/server';
import { CancelController, type CancelListener } from '../../src/util/cancel.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { Http, HttpDefaults, HttpRequest } from '../../src/contract/http.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import { clientFor, collect, failureOf, scopeFor, serve, transportFor } from './fixture.ts';

/** Knows how many wait for it. */
class CountingController extends CancelController {
  readonly #listeners = new Set<CancelListener>();

  get waiting(): number {
    return this.#listeners.size;
  }

  override subscribe(listener: CancelListener): void {
    this.#listeners.add(listener);
    super.subscribe(listener);
  }

  override unsubscribe(listener: CancelListener): void {
    this.#listeners.delete(listener);
    super.unsubscribe(listener);
  }
}

function cancelled(why: PlugboardError): CancelController {
  const controller = new CancelController();
  controller.cancel(why);
  return controller;
}

const never = (): Promise<never> => new Promise(() => {});
/** The outcome if it is there after a few turns of the event loop: at once, on a busy machine too. */
async function withinTurns<T>(outcome: Promise<T>): Promise<T | 'still waiting'> {
  const turns = (async () => {
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return 'still waiting' as const;
  })();
  return Promise.race([outcome, turns]);
}

const reason = (): PlugboardError => new PlugboardError('aborted', 'The caller aborted.', { cause: 'why' });
const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{';

interface Phase {
  readonly name: string;
  readonly steps?: readonly Step[];
  readonly request?: Partial<HttpRequest>;
  readonly defaults?: HttpDefaults;
  /** Requests that have come when the abort is due. */
  readonly requests: number;
}

const phases: readonly Phase[] = [
  { name: 'waiting for the token', defaults: { token: { get: never, reject: () => {} } }, requests: 0 },
  { name: 'waiting for cookies', request: { cookies: { header: never, accept: never } }, requests: 0 },
  { name: 'waiting for the headers', steps: [stall()], requests: 1 },
  { name: 'in the middle of the headers', steps: [raw('HTTP/1.1 200 OK\r\na: '), stall()], requests: 1 },
  { name: 'in the middle of the body', steps: [raw(head), stall()], requests: 1 },
  { name: 'in the body of a failure', steps: [raw(head.replace('200 OK', '500 No')), stall()], requests: 1 },
  {
    name: 'saving cookies',
    steps: [status(200, {}, { 'set-cookie': 'a=1' })],
    request: { cookies: { header: () => Promise.resolve('a=0'), accept: never } },
    requests: 1,
  },
];

const kinds: readonly (readonly [name: string, run: (http: Http, request: HttpRequest) => Promise<unknown>])[] = [
  ['json', (http, request) => http.json(request)],
  ['events', (http, request) => collect(http.events(request))],
  ['bytes', (http, request) => collect(http.bytes(request))],
];

for (const phase of phases) {
  for (const [kind, run] of kinds) {
    test(`${kind} aborted while ${phase.name} rejects at once and closes its socket`, async () => {
      const server = await serve();
      if (phase.steps !== undefined) server.on({}, phase.steps);
      const controller = new CountingController();
      const http = clientFor(server, { signal: controller }, phase.defaults);
      const outcome = failureOf(run(http, { phase: 'chat', url: '/', json: {}, ...phase.request }));
      await server.untilRequests(phase.requests);
      await new Promise((resolve) => setTimeout(resolve, 15));
      expect(controller.waiting).toBe(1);
      const why = reason();
      controller.cancel(why);
      expect(await withinTurns(outcome)).toBe(why);
      expect(controller.waiting).toBe(0);
      if (phase.name !== 'saving cookies') await server.untilOpen(0);
    });
  }
}

for (const [kind, run] of kinds) {
  test(`${kind} aborted while connecting rejects at once and gives the connection up`, async () => {
    const server = await serve();
    server.onConnection([stall()]);
    const controller = new CountingController();
    const transport = transportFor({ connectTimeoutMs: 10_000 });
    const scope = scopeFor({ transport, signal: controller });
    const http = new HttpClient(scope, { baseUrl: `https://127.0.0.1:${server.port}` });
    const outcome = failureOf(run(http, { phase: 'chat', url: '/', json: {} }));
    await server.untilOpen(1);
    const why = reason();
    controller.cancel(why);
    expect(await withinTurns(outcome)).toBe(why);
    await server.untilOpen(0);
  });

  test(`${kind} of an aborted call sends nothing`, async () => {
    const server = await serve();
    const why = reason();
    const http = clientFor(server, { signal: cancelled(why) });
    expect(await failureOf(run(http, { phase: 'chat', url: '/', json: {} }))).toBe(why);
    expect(server.accepted).toBe(0);
  });
}

test('an abort while connecting leaves the connections of others alone', async () => {
  const server = await serve();
  server.onConnection([stall()]);
  const transport = transportFor({ connectTimeoutMs: 150 });
  const baseUrl = `https://127.0.0.1:${server.port}`;
  const first = new CountingController();
  const one = failureOf(
    new HttpClient(scopeFor({ transport, signal: first }), { baseUrl }).json({ phase: 'chat', url: '/' }),
  );
  const other = failureOf(new HttpClient(scopeFor({ transport }), { baseUrl }).json({ phase: 'chat', url: '/' }));
  await server.untilOpen(2);
  first.cancel(reason());
  expect((await one).code).toBe('aborted');
  await server.untilOpen(1);
  expect((await other).code).toBe('timeout');
});

test('an abort while the body is sent closes the source', async () => {
  const server = await serve();
  server.on(
    {},
    early(({ socket }) => void socket.pause(), stall()),
  );
  const controller = new CountingController();
  const http = clientFor(server, { signal: controller });
  const outcome = failureOf(http.json({ phase: 'upload', url: '/', json: 'x'.repeat(30_000_000) }));
  await server.untilRequests(1);
  const why = reason();
  controller.cancel(why);
  expect(await outcome).toBe(why);
});

test('what was not consumed is dropped by an abort, and the end comes after it', async () => {
  const server = await serve();
  server.on({}, [sse([{ a: 1 }, { a: 2 }, { a: 3 }], { end: false }), stall()]);
  const controller = new CountingController();
  const iterator = clientFor(server, { signal: controller })
    .events({ phase: 'chat', url: '/', json: {} })
    [Symbol.asyncIterator]();
  await iterator.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const why = reason();
  controller.cancel(why);
  expect(await failureOf(iterator.next())).toBe(why);
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  expect(controller.waiting).toBe(0);
});

test('a thousand calls on one signal leave no listener and no socket beyond the kept ones', async () => {
  const server = await serve();
  server.on({ path: '/json' }, status(200, {}));
  server.on({ path: '/sse' }, sse([{ a: 1 }]));
  server.on({ path: '/fail' }, status(500, 'no'));
  const warnings: unknown[] = [];
  const onWarning = (warning: unknown): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const controller = new CountingController();
  const transport = transportFor();
  const http = clientFor(server, { transport, signal: controller });
  for (let round = 0; round < 20; round += 1) {
    const calls = Array.from({ length: 50 }, (_, index): Promise<unknown> => {
      if (index % 3 === 0) return http.json({ phase: 'chat', url: '/json', json: {} });
      if (index % 3 === 1) return collect(http.events({ phase: 'chat', url: '/sse', json: {} }));
      return failureOf(http.json({ phase: 'chat', url: '/fail', json: {} }));
    });
    await Promise.all(calls);
  }
  expect(controller.waiting).toBe(0);
  expect(server.requests).toHaveLength(1000);
  expect(server.open).toBeLessThanOrEqual(100);
  await transport.close();
  await server.untilOpen(0);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('streams that are left open no further connections, and leave none', async () => {
  const server = await serve();
  server.on({}, [sse([{ a: 1 }], { end: false }), stall()]);
  const client = clientFor(server);
  const streams = Array.from({ length: 4 }, () =>
    client.events({ phase: 'chat', url: '/', json: {} })[Symbol.asyncIterator](),
  );
  await Promise.all(streams.map((events) => events.next()));
  await Promise.all(streams.map(async (events) => events.return?.()));
  await server.untilOpen(0);
  // What is opened in their place would be here by then.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.accepted).toBe(4);
  expect(server.open).toBe(0);
});
