import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { conformanceCases } from '../../src/index.ts';

test('the README says how many cases there are', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`${conformanceCases.length} cases`);
});

test('every case says its rule and how to fix a failure', () => {
  for (const { id, rule, fix } of conformanceCases) {
    expect(id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    expect(rule, id).toMatch(/^[A-Z0-9`].*\.$/);
    expect(fix, id).toMatch(/^\S.*[.:`}]$/);
  }
});
