import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeStale } from '../lib/build.mjs';

test('what was compiled from a source that is gone is removed, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const path of ['src/a', 'dist/a', 'dist/gone']) mkdirSync(join(folder, path), { recursive: true });
  const kept = ['.tsbuildinfo', 'a.js', 'a.js.map', 'a/b.d.ts', 'a/b.d.ts.map', 'data.json'];
  const stale = ['gone.d.ts', 'gone.js', 'gone.js.map', 'gone/c.d.ts.map', 'a/d.js'];
  for (const path of ['src/a.ts', 'src/a/b.ts']) writeFileSync(join(folder, path), '');
  for (const path of [...kept, ...stale]) writeFileSync(join(folder, 'dist', path), '');
  removeStale(folder);
  const left = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(left.toSorted()).toEqual(['a', 'gone', ...kept].toSorted());
});
