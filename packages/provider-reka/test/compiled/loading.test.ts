import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundleFilesWith, filesLoadedBy } from '../../../../scripts/lib/loaded-files.mjs';
import { inFolder } from '../emulated.ts';

test('the provider loads neither its emulator nor what only a call needs', async () => {
  const files = await filesLoadedBy(
    "import { reka } from '@plugboard/provider-reka'; reka({ cookies: 'cookies.json' });",
  );
  expect([...new Set(files.map((file) => file.package))]).toEqual(['core', 'provider-reka']);
  const container = await bundleFilesWith('tsyringe');
  expect(container).not.toEqual([]);
  expect(files.filter(({ path }) => container.includes(path))).toEqual([]);
});

test('where the package of the emulator is missing, its old entry point says what to install', () =>
  inFolder(async (folder) => {
    const entry = join(folder, 'emulator.mjs');
    await copyFile(fileURLToPath(new URL('../../bundle/emulator.js', import.meta.url)), entry);
    await expect(import(pathToFileURL(entry).href)).rejects.toThrow(
      '`npm install --save-dev @plugboard/reka-emulator`',
    );
  }));
