import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { readConfigSection } from '../../src/config.ts';
import { Client } from '../../src/index.ts';

afterEach(() => vi.unstubAllEnvs());

async function folderWith(config: object, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'config-section-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ ...files, 'plugboard.config.json': JSON.stringify(config) })) {
    await writeFile(join(folder, name), text);
  }
  return folder;
}

test('a section has what its references lead to, and names the files that it depends on', async () => {
  vi.stubEnv('FAKE_GATEWAY_KEY', 'fake-key-1');
  const keys = [
    { name: 'alice', key: { $env: 'FAKE_GATEWAY_KEY' } },
    { name: 'bob', key: { $file: 'bob.key' } },
  ];
  const root = await folderWith({ gateway: { keys, page: false } }, { 'bob.key': 'fake-key-2\n' });
  expect(await readConfigSection('gateway', { root, secrets: ['key'] })).toEqual({
    value: {
      keys: [
        { name: 'alice', key: 'fake-key-1' },
        { name: 'bob', key: 'fake-key-2' },
      ],
      page: false,
    },
    files: [join(root, 'plugboard.config.json'), join(root, 'bob.key')],
  });
  // The client itself takes such a config, and needs none of these values.
  vi.stubEnv('FAKE_GATEWAY_KEY', undefined);
  await new Client({ root }).close();
  await expect(readConfigSection('gateway', { root })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('gateway.keys[0].key in'),
  });
});

test('a config without the section, and no config, have no value', async () => {
  const root = await folderWith({ discover: false });
  expect(await readConfigSection('gateway', { root })).toEqual({
    value: undefined,
    files: [join(root, 'plugboard.config.json')],
  });
  expect(await readConfigSection('gateway', { config: false, root })).toEqual({ value: undefined, files: [] });
  expect(await readConfigSection('gateway', { config: { gateway: { page: true } } })).toEqual({
    value: { page: true },
    files: [],
  });
});

test('a secret in plain text is refused, with its place and without its text', async () => {
  const root = await folderWith({ gateway: { keys: [{ name: 'alice', key: 'fake-key-1' }] } });
  const says = `gateway.keys[0].key in ${join(root, 'plugboard.config.json')} is a secret in plain text: write { "$env": "NAME" } or { "$file": "path" } instead.`;
  await expect(readConfigSection('gateway', { root, secrets: ['key'] })).rejects.toMatchObject({
    code: 'config_invalid',
    message: says,
  });
});
