import { cp, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sse, startScriptedServer, status, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { beforeAll, expect, test } from 'vitest';
import { emptyFolder, mustRun, useRegistry } from './stranger.ts';

const example = fileURLToPath(new URL('../../../examples/third-party-provider/', import.meta.url));
const program = fileURLToPath(new URL('./ask-the-owl.mjs', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await emptyFolder();
  await cp(example, folder, { recursive: true, filter: (path) => !/\/(?:node_modules|dist)$/.test(path) });
  // What is not declared is not found: pnpm hides the dependencies of dependencies.
  await mustRun('npx -y pnpm@10.34.9 install --ignore-workspace', folder, { online: true });
});

test('the provider has less than 60 lines, and what it stands on is installed beside it', async () => {
  const source = await readFile(join(folder, 'src/index.ts'), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThan(60);
  for (const name of ['core', 'provider-testkit']) {
    const installed = await realpath(join(folder, 'node_modules/@plugboard', name));
    expect(installed.startsWith(await realpath(folder))).toBe(true);
  }
});

test('it compiles and passes the suite without a network', async () => {
  const output = await mustRun('npm test', folder);
  expect(output).toMatch(/^(?:#|ℹ) fail 0$/m);
  expect(Number(/^(?:#|ℹ) pass (\d+)/m.exec(output)?.[1])).toBeGreaterThan(100);
});

test('a program that names only a model is answered by it once it is installed', async () => {
  const packed = (await mustRun('npm pack --silent', folder)).trim().split('\n').at(-1) ?? '';
  const app = await emptyFolder();
  await cp(program, join(app, 'ask.mjs'));
  await mustRun(`npm install @plugboard/core ${join(folder, packed)}`, app, { online: true });
  await useRegistry(app);
  await using service = await startOwl();
  const environment = { OWL_BASE_URL: service.origin, OWL_API_KEY: 'fake-owl-key' };
  const output = await mustRun(`node ask.mjs ${join(folder, 'fixtures/moon.png')}`, app, environment);
  expect(output).toBe('Hoo! A full moon.');
  expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/session',
    'POST /v1/files',
    'POST /v1/reply',
  ]);
  expect(service.requests[1]?.body.includes(await readFile(join(folder, 'fixtures/moon.png')))).toBe(true);
});

/** The made-up service, which says what stands in the example's fixture. */
async function startOwl(): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  server.on({ path: '/v1/session' }, status(200, { token: 'fake-owl-token', seconds: 600 }));
  server.on({ path: '/v1/files' }, status(200, { file: 'nest/1' }));
  server.on({ path: '/v1/reply' }, sse([await readFile(join(example, 'fixtures/picture.sse'), 'utf8')]));
  return server;
}
