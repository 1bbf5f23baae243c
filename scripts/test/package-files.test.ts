import { expect, test } from 'vitest';
import { unwantedFiles } from '../lib/package-files.mjs';

const good = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts.map', 'src/index.ts'];

test('a package with its manifest, its texts, its output and its sources is fine', () => {
  expect(unwantedFiles([...good, 'CHANGELOG.md', 'plugboard.config.schema.json', 'tutorial/service.js'])).toEqual([]);
});

test.each([
  ['src/cookies.json'],
  ['dist/.tsbuildinfo'],
  ['.env'],
  ['src/login.har'],
  ['src/index.test.ts'],
  ['test/index.ts'],
  ['tsconfig.build.json'],
])('%s is refused', (path) => {
  expect(unwantedFiles([...good, path])).toEqual([`${path} is not for users.`]);
});

test('a package that was not built or has no licence is refused', () => {
  expect(unwantedFiles(['package.json', 'README.md', 'src/index.ts'])).toEqual([
    'LICENSE is missing.',
    'There is no build output in dist/.',
  ]);
});
