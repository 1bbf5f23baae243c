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
    expect([code, output]).toEqual([0, 'ended\n']);
    expect(performance.now() - endedAt).toBeLessThan(2500);
  });
}
