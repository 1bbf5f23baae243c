import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../lib/command.mjs';
import { listed } from '../lib/coverage-list.mjs';

test('what coverage leaves out are source files that exist, each with a reason', () => {
  for (const [path, reason] of listed) {
    expect(path).toMatch(/^packages\/[\w-]+\/src\//);
    expect(existsSync(join(root, path)), path).toBe(true);
    expect(reason, path).toMatch(/^[A-Z].{20,}\.$/);
  }
});

test('a test that a reason names exists', () => {
  const named = [...listed.values()].flatMap((reason) => reason.match(/(?:packages|scripts)\/[\w/.-]*\w/g) ?? []);
  expect(named.length).toBeGreaterThan(0);
  for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
});
