#!/usr/bin/env node
// The program of this folder, unchanged and offline. The first service of its config is down, and the cookie of the second has expired.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { startRekaEmulator } from '@plugboard/reka-emulator';

const example = fileURLToPath(new URL('..', import.meta.url));
const cat = fileURLToPath(new URL('../../describe-image/cat.jpeg', import.meta.url));

interface Config {
  readonly providers: Readonly<Record<string, object>>;
  readonly models: object;
}

/** An address at which nobody answers. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/v1`;
}

/** The config of this example, with other addresses in place of the real ones. */
async function configFor(folder: string, addresses: Readonly<Record<string, string>>): Promise<string> {
  const config = JSON.parse(await readFile(join(example, 'configs/fallback.json'), 'utf8')) as Config;
  const moved = Object.entries(config.providers).map(
    ([id, options]) => [id, { ...options, baseUrl: addresses[id] }] as const,
  );
  const path = join(folder, 'plugboard.config.json');
  await writeFile(path, JSON.stringify({ ...config, providers: Object.fromEntries(moved) }));
  return path;
}

const folder = await mkdtemp(join(tmpdir(), 'swap-by-config-'));
try {
  await using signedOut = await startRekaEmulator({ now: () => Date.parse('2020-01-01T00:00:00Z') });
  await using working = await startRekaEmulator();
  await signedOut.writeCookieFile(join(folder, 'cookies.json'));
  const addresses = { local: await deadAddress(), web: signedOut.url, api: working.url };
  const program = spawn(process.execPath, [join(example, 'dist/main.js'), cat, ...argv.slice(2)], {
    cwd: example,
    env: { ...process.env, PLUGBOARD_CONFIG: await configFor(folder, addresses), REKA_API_KEY: working.apiKey },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 30_000,
  });
  const [code] = (await once(program, 'close')) as [number | null];
  process.stderr.write(`The service whose cookie has expired was asked ${signedOut.requests.length} times.\n`);
  process.exitCode = code ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
