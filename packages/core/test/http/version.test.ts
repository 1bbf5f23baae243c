import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { version } from '../../src/http/version.ts';

test('the version of the user agent is that of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest).toMatchObject({ version });
});
