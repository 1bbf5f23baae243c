import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { allEntryPoints, entryPointsOf, extract, type Api } from '../../lib/api.mjs';
import { missingDocComments } from '../../lib/doc-comments.mjs';

interface Read {
  readonly report: string;
  readonly faults: readonly string[];
  readonly undocumented: readonly string[];
}

function read(_entry: unknown, { report, faults, model }: Api): Read {
  return { report, faults, undocumented: missingDocComments(model) };
}

const entries = allEntryPoints();
let apis: readonly Read[] | undefined;

test.each(entries.map((entry, index) => ({ ...entry, index })))(
  '$name offers what its report says, with comments for its users',
  async ({ report, index }) => {
    apis ??= extract(entries, read);
    const api = apis[index];
    expect(api?.undocumented).toEqual([]);
    expect(api?.faults).toEqual([]);
    await expect(api?.report).toMatchFileSnapshot(report);
  },
);

const declarations = `
  interface Mentioned {
    readonly text: string;
  }
  /** Asks. */
  export declare function ask(question: string): Promise<Mentioned>;
  export declare class A {}
  // not for users
  export declare function b(): void;
  /* not for users */
  export type C = string;
  export declare const d: number;
  /** Of overloads, one is enough. */
  export declare function e(): void;
  export declare function e(text: string): void;
  /** F. */
  export interface F {
    readonly wait: number;
    readonly optional?: number | undefined;
    /** Milliseconds. */
    readonly told: number;
    readonly maxBytes: number;
    readonly text: string;
  }
  /** In bytes. */
  export interface G {
    readonly size: number;
  }
  /** {@link} */
  export declare const h: string;
  export {};
`;

test('a report has signatures and what they mention; comments that are missing, and those that are not TSDoc, are named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-declarations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const exports = { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' };
  const manifest = { name: 'pack', version: '1.0.0', type: 'module', exports };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.d.ts'), declarations);
  const [api] = extract(entryPointsOf(folder), read);
  expect(api?.report).toContain('export function ask(question: string): Promise<Mentioned>;');
  expect(api?.report).toMatch(/^interface Mentioned \{[^}]*readonly text: string;/m);
  expect(api?.undocumented.toSorted()).toEqual([
    'A has no comment.',
    'C has no comment.',
    'F.optional has no comment that says what it is.',
    'F.wait has no comment that says what it is.',
    'b has no comment.',
    'd has no comment.',
  ]);
  expect(api?.faults).toEqual([expect.stringContaining('tsdoc-link-tag')]);
});
