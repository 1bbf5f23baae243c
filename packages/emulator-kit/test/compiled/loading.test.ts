import { expect, test } from 'vitest';
import { filesLoadedBy } from '../../../../scripts/lib/loaded-files.mjs';

test('the kit loads nothing of Plugboard but itself', async () => {
  const files = await filesLoadedBy("import '@plugboard/emulator-kit';");
  expect([...new Set(files.map((file) => file.package))]).toEqual(['@fastify/busboy', 'emulator-kit']);
});
