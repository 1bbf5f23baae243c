import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { missingDocComments } from '../lib/doc-comments.mjs';

const packages = new URL('../../packages/', import.meta.url);

test.each(readdirSync(packages))('everything that %s exports has a comment for its users', (name) => {
  expect(missingDocComments(new URL(`${name}/package.json`, packages))).toEqual([]);
});

function missing(entry: string, other = ''): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-comments-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{ "exports": { ".": { "@plugboard/source": "./index.ts" } } }');
  writeFileSync(join(folder, 'index.ts'), entry);
  writeFileSync(join(folder, 'other.ts'), other);
  const found = missingDocComments(pathToFileURL(join(folder, 'package.json')));
  return found.map((sentence) => sentence.replace(/^\S*\//, ''));
}

test.each([
  ['a class', 'export class A {}'],
  ['a function', '\n// not for users\nexport async function A(): void {}'],
  ['a type', '/* not for users */\nexport type A = string;'],
  ['a constant', '/** Of something else. */\nconst b = 1;\n\nexport const A: number = b;'],
])('%s without a comment is named', (_, source) => {
  expect(missing(source)).toEqual(['index.ts: A has no comment.']);
});

test('what is exported from another file is looked for there, and nothing else of it', () => {
  const other = 'export interface A {}\n\nexport interface B {}\n\n/** C. */\nexport interface C {}\n';
  expect(missing("export type { A, C as D } from './other.ts';", other)).toEqual(['other.ts: A has no comment.']);
});

test('a number needs words about its unit, its own or those of the whole', () => {
  const waits = (comment: string, own: string): string =>
    `/** ${comment} */\nexport interface A {\n${own}  readonly wait: number;\n}\n`;
  expect(missing(waits('A.', ''))).toEqual(['index.ts: A.wait has no comment that says what it is.']);
  expect(missing(waits('A.', '  /** Milliseconds. */\n'))).toEqual([]);
  expect(missing(waits('In bytes.', ''))).toEqual([]);
});
