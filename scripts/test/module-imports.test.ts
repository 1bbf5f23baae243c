import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { importsOf, loadedWith } from '../lib/module-imports.mjs';

const source = fileURLToPath(new URL('../../packages/core/src/', import.meta.url));

test('what core loads later is a file of its own, or the plugin that it was told to load', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const later = files.flatMap((file) => importsOf(join(source, file)).later);
  expect(later).toContain("'./routes.ts'");
  expect(later.filter((name) => !/^'\.\.?\//.test(name))).toEqual(['url']);
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-imports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('imports and exports of values count, types do not, and what is imported later stands apart', () => {
  const folder = folderWith({
    'a.ts': `
      import a, { type B } from './b.ts';
      import type { C } from 'c';
      import { d }
        from "d";
      export type { E } from './e.ts';
      export { f } from './f.ts';
      export * from './g.ts';
      import './h.ts';
      // import './comment.ts';
      const text = \`import './text.ts';\`;
      type I = typeof import('i');
      void import('./j.ts');
      void import(text);
    `,
  });
  expect(importsOf(join(folder, 'a.ts'))).toEqual({
    atOnce: ['./b.ts', 'd', './h.ts', './f.ts', './g.ts'],
    later: ["'./j.ts'", 'text'],
  });
});

test('all that is loaded with a file is found, once, also in a circle', () => {
  const folder = folderWith({
    'a.ts': "import './b.ts'; import 'node:path'; void import('./c.ts');",
    'b.ts': "export * from './a.ts';",
    'c.ts': '',
  });
  expect([...loadedWith(join(folder, 'a.ts'))]).toEqual([join(folder, 'a.ts'), join(folder, 'b.ts'), 'node:path']);
});

test('a file that cannot be parsed is named', () => {
  const folder = folderWith({ 'a.ts': 'import from;' });
  expect(() => importsOf(join(folder, 'a.ts'))).toThrow(/a\.ts cannot be parsed/);
});
