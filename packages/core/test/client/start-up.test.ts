import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadedWith } from '../../../../scripts/lib/module-imports.mjs';

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const later = ['call', 'http', 'auth', 'stream', 'chat-completions'];

test('the start of a program loads no package, and of Node only what costs nothing', () => {
  const loaded = [...loadedWith(`${source}index.ts`)];
  const own = loaded.filter((name) => name.startsWith(source));
  const folders = new Set(own.map((name) => name.slice(source.length).split('/')[0]));
  expect(loaded.filter((name) => !own.includes(name))).toEqual(['node:path']);
  expect([...folders]).toContain('client');
  expect(readdirSync(source)).toEqual(expect.arrayContaining(later));
  for (const folder of later) expect([...folders]).not.toContain(folder);
});
