import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emptyFolder, mustRun } from './stranger.ts';

const packages = [
  ...['core', 'provider-anthropic', 'provider-google', 'anthropic-emulator', 'gemini-emulator'].map(
    (name) => `@plugboard/${name}`,
  ),
  'zod',
];

test('programs ask Claude and Gemini with the packages that are installed, and change between them', async () => {
  const folder = await emptyFolder();
  await mustRun(`npm install ${packages.join(' ')}`, folder, { online: true });
  await cp(fileURLToPath(new URL('./two-wires/', import.meta.url)), folder, { recursive: true });
  const output = await mustRun('node --test --test-reporter=tap ask.test.mjs', folder);
  expect(output).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)/m.exec(output)?.[1])).toBe(32);
});
