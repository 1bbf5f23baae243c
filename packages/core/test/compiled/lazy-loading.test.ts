import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A program that depends on core and on a provider. */
const program = fileURLToPath(new URL('../../../../examples/describe-image/', import.meta.url));
const recorder = new URL('record-loads.mjs', import.meta.url).href;

/** Runs a module as part of the program; returns the packages, of this project and foreign ones, that were loaded. */
async function packagesLoadedBy(source: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lazy-loading-'));
  const LOADS = join(folder, 'loads');
  try {
    const args = ['--import', recorder, '--input-type=module', '--eval', source];
    await promisify(execFile)(process.execPath, args, {
      cwd: program,
      env: { ...process.env, LOADS, REKA_ACCESS_TOKEN: 'fake', REKA_BASE_URL: 'http://127.0.0.1:9' },
    });
    const urls = (await readFile(LOADS, 'utf8')).split('\n').filter((url) => url.startsWith('file:'));
    return [...new Set(urls.map(packageOf))].sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

function packageOf(url: string): string {
  const [, own] = /\/packages\/([^/]+)\/(?:dist|bundle)\//.exec(url) ?? [];
  const [, foreign] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return own ?? foreign ?? url;
}

const small = ['core', 'import-meta-resolve'];

test('importing core and making a client loads no HTTP, no container, no cookies and no provider', async () => {
  const loaded = await packagesLoadedBy(`
    import { Client } from '@plugboard/core';
    new Client();
  `);
  expect(loaded.filter((name) => !small.includes(name))).toEqual([]);
  expect(loaded).toContain('core');
});

test('no file has a character for which V8 would keep all of it with two bytes each', async () => {
  const folder = fileURLToPath(new URL('../../bundle/', import.meta.url));
  const files = (await readdir(folder)).filter((name) => name.endsWith('js'));
  expect(files).toContain('start.js');
  for (const name of files) expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/[^\0-\xff]/);
});

test('finding the provider of a model loads nothing more', async () => {
  const loaded = await packagesLoadedBy(`
    import { Client } from '@plugboard/core';
    const { provider, rule } = await new Client().explain('reka-core');
    if (provider !== 'reka' || rule !== 'exact') throw new Error(provider + rule);
  `);
  expect(loaded.filter((name) => !small.includes(name))).toEqual([]);
});

test('the first call loads what it needs', async () => {
  const loaded = await packagesLoadedBy(`
    import { Client } from '@plugboard/core';
    const messages = [{ role: 'user', content: 'Hello' }];
    await new Client().chat.completions.create({ model: 'reka-core', messages }, { maxRetries: 0 }).catch(() => {});
  `);
  expect(loaded).toEqual(expect.arrayContaining(['core', 'eventsource-parser', 'provider-reka', 'undici']));
});
