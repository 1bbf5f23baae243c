import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';

/** A program that depends on core and on a provider; its bundle runs where none of them is. */
const program = fileURLToPath(new URL('../../../../examples/describe-image/', import.meta.url));

const source = `
  import { Client } from '@plugboard/core';
  import { reka } from '@plugboard/provider-reka';
  const provider = reka({ apiKey: 'fake', baseUrl: process.env['ORIGIN'] });
  const client = new Client({ provider, discover: false, config: false });
  const messages = [{ role: 'user', content: 'Hello' }];
  const stream = await client.chat.completions.create({ model: 'reka-core', messages, stream: true });
  console.log(await stream.finalText());
  await client.close();
`;

test('a program that is bundled with core and a provider runs without any package beside it', async () => {
  await using server = await startScriptedServer();
  const chunk = { choices: [{ index: 0, delta: { content: 'A cat.' }, finish_reason: 'stop' }] };
  server.on({ path: '/v1/chat/completions' }, [sse([chunk, '[DONE]'])]);
  const folder = await mkdtemp(join(tmpdir(), 'bundled-program-'));
  try {
    const entry = 'entry:program';
    const bundle = await rolldown({
      input: entry,
      platform: 'node',
      plugins: [
        {
          name: 'program',
          resolveId: (id) => (id === entry ? join(program, 'entry.mjs') : undefined),
          load: (id) => (id === join(program, 'entry.mjs') ? source : undefined),
        },
      ],
    });
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'program.mjs' });
    await bundle.close();
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs')], {
      cwd: folder,
      env: { ...process.env, ORIGIN: server.origin },
    });
    expect(stdout).toBe('A cat.\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});
