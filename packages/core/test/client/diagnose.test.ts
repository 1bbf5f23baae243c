import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Client } from '../../src/index.ts';
import { defineProvider } from '../../src/provider.ts';

const schema = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) =>
      typeof value === 'object' && value !== null && 'broken' in value
        ? { issues: [{ message: 'must not be there', path: ['broken'] }] }
        : { value: value as { apiKey?: string; baseUrl?: string; broken?: boolean } },
  },
};

const plugin = defineProvider({
  id: 'fake',
  models: [{ id: 'fake-*' }],
  options: schema,
  environment: { apiKey: 'DIAGNOSE_KEY', baseUrl: 'DIAGNOSE_URL' },
  secrets: ['apiKey'],
  create: () => ({ async *stream() {} }),
});

afterEach(() => vi.unstubAllEnvs());

test('credentials of the environment are told by name, never by value', async () => {
  vi.stubEnv('DIAGNOSE_KEY', 'fake-secret-value');
  vi.stubEnv('DIAGNOSE_URL', '');
  await using client = new Client({ providers: [plugin], config: false, discover: false });
  const diagnosis = await client.diagnose();
  expect(diagnosis).toEqual({
    config: undefined,
    manifest: undefined,
    problems: [],
    providers: [
      {
        id: 'fake',
        plugin: 'fake',
        origin: 'code',
        source: 'given in code',
        models: [{ id: 'fake-*' }],
        failure: undefined,
        credentials: [
          { option: 'apiKey', from: 'environment', name: 'DIAGNOSE_KEY', state: 'present' },
          { option: 'baseUrl', from: 'environment', name: 'DIAGNOSE_URL', state: 'empty' },
        ],
      },
    ],
  });
  expect(JSON.stringify(diagnosis)).not.toContain('fake-secret');
});

test('a config: references to variables and files, missing ones, and variables that count for nothing', async () => {
  vi.stubEnv('DIAGNOSE_KEY', 'fake-secret-value');
  const folder = await mkdtemp(join(tmpdir(), 'diagnose-'));
  try {
    const config = join(folder, 'plugboard.config.json');
    await writeFile(join(folder, 'key.txt'), 'fake-secret-of-a-file');
    await writeFile(
      config,
      JSON.stringify({
        providers: {
          a: { use: 'fake', apiKey: { $env: 'DIAGNOSE_NOT_SET' }, baseUrl: 'https://a.example' },
          b: { use: 'fake', apiKey: { $file: 'key.txt' } },
          c: { use: 'fake', broken: true },
          d: { use: 'not-installed-anywhere' },
        },
      }),
    );
    await using client = new Client({ providers: [plugin], config, root: folder });
    const { config: read, providers } = await client.diagnose();
    expect(read).toBe(config);
    const unused = { option: 'apiKey', from: 'environment', name: 'DIAGNOSE_KEY', state: 'unused' };
    const byId = new Map(providers.map((provider) => [provider.id, provider]));
    expect(byId.get('a')).toMatchObject({
      failure: { code: 'config_invalid', message: expect.stringContaining('DIAGNOSE_NOT_SET') },
      credentials: [
        { option: 'apiKey', from: 'environment', name: 'DIAGNOSE_NOT_SET', state: 'missing' },
        { option: 'baseUrl', from: 'config', name: undefined, state: 'present' },
        unused,
      ],
    });
    expect(byId.get('b')).toMatchObject({
      failure: undefined,
      credentials: [{ option: 'apiKey', from: 'file', name: join(folder, 'key.txt'), state: 'present' }, unused],
    });
    expect(byId.get('c')).toMatchObject({ failure: { code: 'config_invalid' } });
    expect(byId.get('d')).toMatchObject({ failure: { code: 'provider_load_failed' }, credentials: [] });
    expect(JSON.stringify(providers)).not.toContain('fake-secret');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('options in code are told without their values', async () => {
  await using client = new Client({
    providers: [plugin({ apiKey: 'fake-secret-value' })],
    config: false,
    discover: false,
  });
  const { providers } = await client.diagnose();
  expect(providers[0]?.credentials).toEqual([{ option: 'apiKey', from: 'code', name: undefined, state: 'present' }]);
});
