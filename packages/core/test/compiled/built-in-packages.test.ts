import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bundle = fileURLToPath(new URL('../../bundle/', import.meta.url));

test('the bundle has small packages built in, with their licences, and none that talks to services', async () => {
  const packages = new Set<string>();
  for (const name of (await readdir(bundle)).filter((file) => file.endsWith('.map'))) {
    const { sources } = JSON.parse(await readFile(join(bundle, name), 'utf8')) as { sources: readonly string[] };
    for (const source of sources) {
      const [, builtIn] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
      if (builtIn !== undefined) packages.add(builtIn);
    }
  }
  expect([...packages].sort()).toEqual([
    'fastest-levenshtein',
    'form-data-encoder',
    'import-meta-resolve',
    'reflect-metadata',
    'tslib',
    'tsyringe',
  ]);
  const licenses = await readFile(join(bundle, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of packages) {
    expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(\\S+\\)\\n\\n(?:(?!-{80}).){420}`, 'ms'));
  }
});
