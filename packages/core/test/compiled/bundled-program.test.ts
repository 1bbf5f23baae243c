import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { selfSigned } from '../http/socket/self-signed.ts';

/** A program that depends on core and on a provider; its bundle runs where none of them is. */
const program = fileURLToPath(new URL('../../../../examples/describe-image/', import.meta.url));

const source = `
  import { Client } from '@plugboard/core';
  import { reka } from '@plugboard/provider-reka';
  void (async () => {
  const provider = reka({ apiKey: 'fake', baseUrl: process.env['ORIGIN'] });
  const client = new Client({ provider, discover: false, config: false });
  const messages = [{ role: 'user', content: 'Hello' }];
  const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const stream = await client.chat.completions.create({ model: 'reka-core', messages, image, stream: true });
  console.log(await stream.finalText(), typeof globalThis.require);
  await client.close();
  })();
`;

/** Each writes the bundle of the program. */
const bundlers: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  async rolldown(file) {
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
    await bundle.write({ file, format: 'esm', codeSplitting: false });
    await bundle.close();
  },
  esbuild: (file) => build({ ...withEsbuild, outfile: file }),
  'esbuild as CommonJS': (file) => build({ ...withEsbuild, outfile: file, format: 'cjs' }),
  'esbuild, minified': (file) => build({ ...withEsbuild, outfile: file, minify: true }),
};

const withEsbuild = {
  stdin: { contents: source, resolveDir: program },
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
} as const;

const answer = { choices: [{ index: 0, delta: { content: 'A cat.' }, finish_reason: 'stop' }] };

test.each(Object.keys(bundlers))(
  'a program that %s has bundled with core and a provider runs without any package beside it',
  async (bundler) => {
    const folder = await mkdtemp(join(tmpdir(), 'bundled-program-'));
    try {
      const file = join(folder, bundler.includes('CommonJS') ? 'program.cjs' : 'program.mjs');
      await bundlers[bundler]?.(file);
      const tls = selfSigned();
      const ca = join(folder, 'ca.pem');
      await writeFile(ca, tls.cert);
      for (const options of [{}, { tls }]) {
        await using server = await startScriptedServer(options);
        server.on({ path: '/v1/chat/completions' }, [sse([answer, '[DONE]'])]);
        const { stdout } = await promisify(execFile)(process.execPath, [file], {
          cwd: folder,
          env: { ...process.env, ORIGIN: server.origin, NODE_EXTRA_CA_CERTS: ca },
        });
        expect(stdout).toBe('A cat. undefined\n');
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
