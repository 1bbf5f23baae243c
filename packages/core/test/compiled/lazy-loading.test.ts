import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundleFilesWith, filesLoadedBy } from '../../../../scripts/lib/loaded-files.mjs';

const bundle = fileURLToPath(new URL('../../bundle/', import.meta.url));

/** What a module loads as part of a program that depends on core and on providers. */
async function loadedBy(source: string): Promise<{ packages: readonly string[]; paths: readonly string[] }> {
  const files = await filesLoadedBy(source, { REKA_ACCESS_TOKEN: 'fake', REKA_BASE_URL: 'http://127.0.0.1:9' });
  return { packages: [...new Set(files.map((file) => file.package))], paths: files.map(({ path }) => path) };
}

test.each([
  ['importing core and making a client', `new Client();`],
  [
    'finding the provider of a model',
    `const { provider, rule } = await new Client().explain('reka-core');
    if (provider !== 'reka' || rule !== 'exact') throw new Error(provider + rule);`,
  ],
])('%s loads no HTTP, no container, no cookies and no provider', async (_, statements) => {
  const { packages, paths } = await loadedBy(`import { Client } from '@plugboard/core'; ${statements}`);
  expect(packages).toEqual(['core']);
  const container = await bundleFilesWith('tsyringe');
  expect(container).not.toEqual([]);
  expect(paths.filter((path) => container.includes(path))).toEqual([]);
});

test('the first call loads what it needs', async () => {
  const { packages, paths } = await loadedBy(`
    import { Client } from '@plugboard/core';
    const messages = [{ role: 'user', content: 'Hello' }];
    await new Client().chat.completions.create({ model: 'reka-core', messages }, { maxRetries: 0 }).catch(() => {});
  `);
  const container = await bundleFilesWith('tsyringe');
  expect(container).not.toEqual([]);
  expect(packages).toEqual(expect.arrayContaining(['core', 'eventsource-parser', 'provider-reka', 'undici']));
  expect(paths).toEqual(expect.arrayContaining([...container]));
});

test('no file has a character for which V8 would keep all of it with two bytes each', async () => {
  const files = (await readdir(bundle)).filter((name) => name.endsWith('js'));
  expect(files).toContain('start.js');
  for (const name of files) expect(await readFile(join(bundle, name), 'utf8')).not.toMatch(/[^\0-\xff]/);
});
