import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { describeEntryPoints } from '../lib/entry-points.mjs';

function describe(source: string, module: Record<string, unknown> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-entry-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const exports = { '.': { '@plugboard/source': './index.ts', types: './x.d.ts' }, './package.json': './package.json' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'pack', exports }));
  writeFileSync(join(folder, 'index.ts'), source);
  return describeEntryPoints(pathToFileURL(join(folder, 'package.json')), () => Promise.resolve(module));
}

test('values come from the module with their kinds', async () => {
  const module = {
    b: 1,
    a: () => 1,
    C: class {
      readonly x = 1;
    },
    s: Symbol('s'),
  };
  expect(await describe('', module)).toBe('pack\n  class C\n  function a\n  number b\n  symbol s\n');
});

test('types come from the export lists and declarations', async () => {
  const source = `
    export { a, type B, type C as D } from './x.ts';
export { a, type E, type F as G } from './x.ts';
export type {
  H,
  I as J,
} from './y.ts';
export interface K {}
export type L<T> = T;
export const value = 1;
`;
  expect(await describe(source)).toBe('pack\n  type E\n  type G\n  type H\n  type J\n  type K\n  type L\n');
});

test.each([["export * from './x.ts';"], ["export type * from './x.ts';"], ["export * as x from './x.ts';"]])(
  '%s is refused, because it hides the names',
  async (source) => {
    await expect(describe(source)).rejects.toThrow('lists its exports by name');
  },
);
