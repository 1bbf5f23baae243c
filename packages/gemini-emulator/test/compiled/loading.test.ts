import { expect, test } from 'vitest';
import { filesLoadedBy } from '../../../../scripts/lib/loaded-files.mjs';

test('the emulator loads no client', async () => {
  const files = await filesLoadedBy("import '@plugboard/gemini-emulator';");
  expect([...new Set(files.map((file) => file.package))]).toEqual([
    '@fastify/busboy',
    'emulator-kit',
    'gemini-emulator',
  ]);
});
