import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sse, stall, status } from '@plugboard/provider-testkit/server';
import { compileCore, type CompiledCore } from './compiled-core.ts';
import { serve } from './fixture.ts';

let core: CompiledCore;

beforeAll(async () => {
  core = await compileCore();
});

afterAll(() => core[Symbol.asyncDispose]());

const calls = {
  'an answer': `await http.json({ phase: 'chat', url: '/done', json: {} });`,
  'a failure': `await http.json({ phase: 'chat', url: '/failed', json: {} }).catch(() => {});`,
  'a stream that was left': `for await (const event of http.events({ phase: 'chat', url: '/stream' })) break;`,
  'an abort': `setTimeout(() => controller.cancel(new PlugboardError('aborted', 'x')), 30);
    await http.json({ phase: 'chat', url: '/silent' }).catch(() => {});`,
  'an abort while connecting': `setTimeout(() => controller.cancel(new PlugboardError('aborted', 'x')), 30);
    await new HttpClient(scope, { baseUrl: base.replace('http:', 'https:') }).json({ phase: 'chat', url: '/' }).catch(() => {});`,
};

for (const [name, call] of Object.entries(calls)) {
  test(`a process that forgets to close ends by itself after ${name}`, async () => {
    const server = await serve();
    server.on({ path: '/done' }, status(200, {}));
    server.on({ path: '/failed' }, status(500, 'no'));
    server.on({ path: '/stream' }, [sse([{ a: 1 }], { end: false }), stall()]);
    server.on({ path: '/silent' }, stall());
    const script = await core.script(`
      import { systemClock } from './util/clock.js';
      import { CancelController } from './util/cancel.js';
      import { PlugboardError } from './errors/plugboard-error.js';
      import { createRedactor } from './errors/redactor.js';
      import { createTransport } from './http/socket/transport.js';
      import { HttpClient } from './http/http-client.js';
      import { RequestTargets } from './http/request-target.js';
      const base = ${JSON.stringify(server.origin)};
      const controller = new CancelController();
      const scope = {
        transport: createTransport({ connectTimeoutMs: 10_000, clock: systemClock }),
        targets: new RequestTargets(),
        clock: systemClock,
        redactor: createRedactor(),
        log: { debug() {}, warn() {} },
        timeouts: { headers: 30_000, idle: 60_000 },
        provider: 'test',
        signal: controller,
      };
      const http = new HttpClient(scope, { baseUrl: base });
      ${call}
      console.log('ended');
    `);
    const { code, output, endedAt } = await run(script);
    expect([code, output]).toEqual([0, 'ended\n']);
    expect(performance.now() - endedAt).toBeLessThan(2500);
  });
}

/** Where a provider may wait for a promise that nothing settles, and what the caller waits for then. */
const waits: Readonly<Record<string, readonly [provider: string, call: string]>> = {
  'the first event': [`{ async *stream() { await never; } }`, `create({ ...params, stream: true })`],
  'the next event': [
    `{ async *stream() { yield { type: 'text-delta', text: 'a' }; await never; } }`,
    `(await create({ ...params, stream: true })).finalText()`,
  ],
  'the next event of a whole answer': [
    `{ async *stream() { yield { type: 'text-delta', text: 'a' }; await never; } }`,
    `create(params)`,
  ],
};

test.each(Object.entries(waits))(
  'a call ends at its deadline although %s waits for nothing that holds the process',
  async (_, [provider, call]) => {
    const script = await core.script(`
    import { Client } from './index.js';
    import { defineProvider } from './provider.js';
    const never = new Promise(() => {});
    const plugin = defineProvider({ id: 'test', models: [{ id: 'm' }], create: () => (${provider}) });
    const client = new Client({ provider: plugin(), config: false, discover: false, timeouts: { total: 300 } });
    const create = client.chat.completions.create.bind(client.chat.completions);
    const params = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
    await (${call}).catch(({ code }) => console.log(code));
  `);
    expect(await run(script)).toMatchObject({ code: 0, output: 'timeout\n' });
  },
);

test('a stream that nobody reads does not hold the process', async () => {
  const script = await core.script(`
    import { Client } from './index.js';
    import { defineProvider } from './provider.js';
    const plugin = defineProvider({ id: 'test', models: [{ id: 'm' }], create: () => ({
      async *stream() { yield { type: 'text-delta', text: 'a' }; await new Promise(() => {}); },
    }) });
    const client = new Client({ provider: plugin(), config: false, discover: false });
    const stream = await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: true });
    process.on('exit', () => console.log(stream.attempts.length));
  `);
  expect(await run(script)).toMatchObject({ code: 0, output: '1\n' });
});

interface Run {
  readonly code: unknown;
  readonly output: string;
  readonly endedAt: number;
}

async function run(script: string): Promise<Run> {
  const node = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let endedAt = 0;
  node.stdout.on('data', (text: Buffer) => {
    endedAt = performance.now();
    output += text.toString();
  });
  node.stderr.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const limit = setTimeout(() => node.kill(), 60_000);
  const code = await new Promise((resolve) => node.once('close', resolve));
  clearTimeout(limit);
  return { code, output, endedAt };
}
