import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../packages/core/src/', import.meta.url));

/** The lint rules see static imports only; these hold for `import()` too. */
const homes: readonly (readonly [library: string, folders: RegExp])[] = [
  ['undici', /^(?:http|composition)\//],
  ['tough-cookie', /^cookies\//],
  ['tsyringe', /^composition\//],
  ['reflect-metadata', /^composition\//],
  ['@plugboard', /^$/],
];

test.each(homes)('core loads %s lazily only where it belongs', (library, folders) => {
  const loads = new RegExp(`\\bimport\\(\\s*['"\`]${library}['"\`/]`);
  expect(files().filter((file) => loads.test(readFileSync(source + file, 'utf8')) && !folders.test(file))).toEqual([]);
});

function files(): readonly string[] {
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => name.replaceAll('\\', '/'));
}
