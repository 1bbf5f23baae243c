import { expect, test } from 'vitest';
import { bundleFilesWith, filesLoadedBy } from '../../../../scripts/lib/loaded-files.mjs';

async function loadedBy(source: string): Promise<{ packages: readonly string[]; paths: readonly string[] }> {
  const files = await filesLoadedBy(source);
  return { packages: [...new Set(files.map((file) => file.package))], paths: files.map(({ path }) => path) };
}

test('the provider loads neither its emulator nor what only a call needs', async () => {
  const { packages, paths } = await loadedBy(
    "import { reka } from '@plugboard/provider-reka'; reka({ cookies: 'cookies.json' });",
  );
  expect(packages).toEqual(['core', 'provider-reka', 'zod']);
  expect(paths.filter((path) => path.includes('/emulator/'))).toEqual([]);
  const container = await bundleFilesWith('tsyringe');
  expect(container).not.toEqual([]);
  expect(paths.filter((path) => container.includes(path))).toEqual([]);
});

test('the emulator loads no client', async () => {
  const { packages, paths } = await loadedBy("import '@plugboard/provider-reka/emulator';");
  expect(packages).toEqual(['@fastify/busboy', 'provider-reka']);
  expect(paths).toContain('provider-reka/dist/emulator/emulator.js');
});
