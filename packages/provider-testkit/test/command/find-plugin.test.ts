import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findPlugin } from '../../src/command/find-plugin.ts';

const source = fileURLToPath(new URL('../web-provider.ts', import.meta.url));

test('a plugin is found in a file, with its definition', async () => {
  const { plugin, definition } = await findPlugin(source, '/');
  expect(plugin.id).toBe('web');
  expect(definition.models).toEqual([{ id: 'web-one', input: ['image'] }]);
});

/** A folder with empty folders and files, and a plugin in some of them. */
async function folderWith(paths: readonly string[]): Promise<string> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'testkit-find-')));
  onTestFinished(() => rm(top, { recursive: true }));
  for (const path of paths) {
    await mkdir(dirname(join(top, path)), { recursive: true });
    if (path.endsWith('/')) await mkdir(join(top, path), { recursive: true });
    else if (path.endsWith('.json')) await writeFile(join(top, path), '{ "type": "module" }');
    else await writeFile(join(top, path), `export { web } from ${JSON.stringify(source)};`);
  }
  return top;
}

test.each([
  [['package.json', 'fixtures/', 'owl.mjs'], '', 'owl.mjs', 'fixtures'],
  [['package.json', 'fixtures/', 'src/owl.mjs'], '', 'src/owl.mjs', 'fixtures'],
  [['package.json', 'fixtures/', 'src/owl.mjs'], 'src', 'owl.mjs', 'fixtures'],
  [['package.json', 'owl/fixtures/', 'owl/owl.mjs'], '', 'owl/owl.mjs', 'owl/fixtures'],
  [['package.json', 'owl/fixtures/', 'owl/owl.mjs'], 'owl', './owl.mjs', 'owl/fixtures'],
  [['package.json', 'fixtures/', 'owl/fixtures/', 'owl/src/owl.mjs'], '', 'owl/src/owl.mjs', 'owl/fixtures'],
  [['package.json', 'owl/owl.mjs'], '', 'owl/owl.mjs', 'fixtures'],
  [['fixtures/', 'src/package.json', 'src/owl.mjs'], '', 'src/owl.mjs', 'src/fixtures'],
  [['fixtures/', 'owl/owl.mjs'], '', 'owl/owl.mjs', 'fixtures'],
  [['fixtures/', 'elsewhere/', 'owl/owl.mjs'], 'elsewhere', '../owl/owl.mjs', 'owl/fixtures'],
])('with %j, in %j, the fixtures of %s are in %s', async (paths, workingFolder, target, expected) => {
  const top = await folderWith(paths);
  const { fixtures } = await findPlugin(target, join(top, workingFolder));
  expect(fixtures).toBe(join(top, expected));
});
