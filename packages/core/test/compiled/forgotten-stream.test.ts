import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sse, stall, startScriptedServer } from '@plugboard/provider-testkit/server';

/** A program that depends on core and on a provider. */
const program = fileURLToPath(new URL('../../../../examples/describe-image/', import.meta.url));

/** Asks for streams, reads none, keeps one of them, and has the others collected until it is ended. */
const source = `
  import { Client } from '@plugboard/core';
  const client = new Client();
  const messages = [{ role: 'user', content: 'Hello' }];
  const ask = () => client.chat.completions.create({ model: 'reka-core', messages, stream: true });
  const kept = await ask();
  await Promise.all([ask(), ask(), ask()]);
  for (let turn = 0; turn < 3_000; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  kept.abort();
`;

test('a stream that nobody has read nor can read any more gives its connection back, one that is held does not', async () => {
  await using server = await startScriptedServer();
  const event = { type: 'model', text: 'The striped cat sits' };
  server.on({ path: '/api/chat' }, [sse([event], { end: false }), stall()]);
  const env = { ...process.env, REKA_ACCESS_TOKEN: 'fake', REKA_BASE_URL: server.origin };
  const child = promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '--eval', source], {
    cwd: program,
    env,
  });
  const ended = child.catch((error: unknown) => error);
  try {
    await server.untilRequests(4, 60_000);
    await server.untilOpen(1, 60_000);
    expect(server.requests).toHaveLength(4);
  } finally {
    child.child.kill();
    await ended;
  }
});
