import { inspect } from 'node:util';
import { type } from 'arktype';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Config } from '../../src/config/check-config.ts';
import { rootAt, loadConfig } from '../../src/config/load-config.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { defineProvider, type ProviderDefinition, type ProviderPlugin } from '../../src/contract/define-provider.ts';
import { makeInstance, type MadeInstance } from '../../src/registry/make-instance.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { type ProviderInput, readCodeProviders } from '../../src/registry/code-providers.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { type Folder, pluginModule, pluginPackage, temporaryFolder } from './folders.ts';
import { testHost, type TestHost } from './hosts.ts';

interface Options {
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly retries?: number | undefined;
}

const received = new WeakMap<Provider, object>();

function plugin(change: Partial<ProviderDefinition<Options>> = {}): ProviderPlugin<Options> {
  return defineProvider<Options>({
    id: 'acme',
    models: [{ id: 'acme-1' }],
    options: z.object({ apiKey: z.string().optional(), baseUrl: z.url().optional(), retries: z.number().optional() }),
    environment: { apiKey: 'ACME_KEY', baseUrl: 'ACME_URL' },
    secrets: ['apiKey'],
    create(options) {
      const provider: Provider = { async *stream() {} };
      received.set(provider, options);
      return provider;
    },
    ...change,
  });
}

interface Given {
  readonly providers?: readonly ProviderInput[];
  readonly config?: Config | string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: Folder;
  readonly id?: string;
}

async function make({
  config,
  environment = {},
  folder,
  providers,
  id = 'acme',
}: Given): Promise<MadeInstance & TestHost> {
  const root = folder?.path ?? temporaryFolder().path;
  const loaded = loadConfig({ config, root, environment: {} });
  const source = createRegistry({ code: readCodeProviders(providers), config: loaded, root: rootAt(root) }).sources.get(
    id,
  );
  if (source === undefined) throw new Error('The test has no such instance.');
  const host = testHost(id);
  return { ...host, ...(await makeInstance(source, host.host, environment, () => 'model "acme-1"')) };
}

async function options(given: Given): Promise<object | undefined> {
  return received.get((await make(given)).provider);
}

async function failure(given: Given): Promise<PlugboardError> {
  try {
    await make(given);
  } catch (error) {
    if (PlugboardError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const inConfig = (entry: object): Config => ({ providers: { acme: { use: 'acme', ...entry } } });

test('options of code are used alone, without those of core', async () => {
  const acme = plugin({ options: z.looseObject({}) });
  const given = acme({ baseUrl: 'https://a.test', id: 'acme', models: ['x'], maxConcurrent: 3, apiKey: undefined });
  const made = await make({
    providers: [given],
    config: inConfig({ retries: 1 }),
    environment: { ACME_KEY: 'fake-key-1' },
  });
  expect(received.get(made.provider)).toEqual({ baseUrl: 'https://a.test' });
  expect(made.maxConcurrent).toBe(3);
  expect(made.definition.id).toBe('acme');
  expect(made.notes).toEqual([
    'ACME_KEY is set but not used: the options of provider "acme" come from code ("baseUrl"), and environment variables ' +
      'are used only if neither code nor config gives any options.',
    'The options of provider "acme" in the config given in code are not used, because options are given in code.',
  ]);
});

test('options of a config are used when code gives none', async () => {
  const folder = temporaryFolder();
  const file = folder.write('plugboard.config.json', inConfig({ retries: 1, maxConcurrent: 2 }));
  const made = await make({ folder, providers: [plugin()], environment: { ACME_URL: 'https://a.test' } });
  expect(received.get(made.provider)).toEqual({ retries: 1 });
  expect(made.maxConcurrent).toBe(2);
  expect(made.notes).toEqual([
    expect.stringContaining(
      `ACME_URL is set but not used: the options of provider "acme" come from ${file} ("retries")`,
    ),
  ]);
});

test('options of a config for another plugin than the one in code are not used, and a note says so', async () => {
  const config = { providers: { acme: { use: 'other', retries: 1 } } };
  const note =
    'The options of provider "acme" in the config given in code are not used, because its `use` names another plugin than ' +
    'the one given in code.';
  for (const given of [plugin(), plugin()({ baseUrl: 'https://a.test' })]) {
    expect((await make({ providers: [given], config })).notes).toEqual([note]);
  }
});

test('without options in code and config the environment is read as a set', async () => {
  const environment = { ACME_KEY: 'fake-key-1', ACME_URL: '', OTHER: 'x' };
  const made = await make({ providers: [plugin()], config: inConfig({ maxConcurrent: 1 }), environment });
  expect(received.get(made.provider)).toEqual({ apiKey: 'fake-key-1' });
  expect(made.notes).toEqual(['ACME_URL is set, but empty.']);
  expect(await options({ providers: [plugin()({})] })).toEqual({});
});

test.each([
  [{ ACME_KEY: 'fake-key-1', OTHER_KEY: 'fake-key-2' }, { apiKey: 'fake-key-1' }],
  [{ OTHER_KEY: 'fake-key-2' }, { apiKey: 'fake-key-2' }],
  [{ ACME_KEY: '', OTHER_KEY: 'fake-key-2' }, { apiKey: 'fake-key-2' }],
])('of several variables for one option, the first that is set counts: %j', async (environment, expected) => {
  const acme = plugin({ environment: { apiKey: ['ACME_KEY', 'OTHER_KEY'] } });
  expect(await options({ providers: [acme], environment })).toEqual(expected);
});

test('references of a config are followed at any depth, and what they lead to is a secret', async () => {
  const folder = temporaryFolder();
  folder.write('secrets/key.txt', 'fake-key-from-file\r\n');
  folder.write('config/plugboard.json', {
    providers: {
      acme: {
        use: 'acme',
        apiKey: { $file: '../secrets/key.txt' },
        deep: { list: [{ $env: 'ACME_SESSION' }], plain: 'visible-text' },
      },
    },
  });
  const acme = plugin({ options: z.looseObject({}) });
  const environment = { ACME_SESSION: 'fake-session-1' };
  const made = await make({ folder, config: `${folder.path}/config/plugboard.json`, providers: [acme], environment });
  expect(received.get(made.provider)).toEqual({
    apiKey: 'fake-key-from-file',
    deep: { list: ['fake-session-1'], plain: 'visible-text' },
  });
  expect(made.redactor.clean('fake-key-from-file fake-session-1 visible-text')).toBe(
    '[redacted] [redacted] visible-text',
  );
});

test('only one line break at the end of a secret file is taken off', async () => {
  const folder = temporaryFolder();
  folder.write('key.txt', ' fake key \n\n');
  folder.write('plugboard.config.json', inConfig({ apiKey: { $file: 'key.txt' } }));
  expect(await options({ folder, providers: [plugin()] })).toEqual({ apiKey: ' fake key \n' });
});

test.each<[string, object, RegExp]>([
  [
    'a missing variable',
    { apiKey: { $env: 'ACME_MISSING' } },
    /^providers\.acme\.apiKey in .*plugboard\.config\.json needs the environment variable "ACME_MISSING", which is not set\.$/,
  ],
  [
    'an empty variable',
    { a: [{ $env: 'ACME_EMPTY' }] },
    /^providers\.acme\.a\[0\] in .* "ACME_EMPTY", which is empty\.$/,
  ],
  ['a missing file', { apiKey: { $file: 'none.txt' } }, /needs the file .*none\.txt, which does not exist\.$/],
  ['a folder', { apiKey: { $file: '.' } }, /which is a folder\.$/],
  ['an empty file', { apiKey: { $file: 'empty.txt' } }, /empty\.txt, which is empty\.$/],
  ['no text', { apiKey: { $file: 'binary' } }, /which is not UTF-8 text\.$/],
  [
    'a secret in plain text',
    { apiKey: 'fake-key-plain' },
    /^providers\.acme\.apiKey in .*plugboard\.config\.json is a secret in plain text: write \{ "\$env": "NAME" \}/,
  ],
  ['a secret in plain text inside', { apiKey: { a: ['fake-key-plain'] } }, /^providers\.acme\.apiKey\.a\[0\] in /],
  [
    'a map of cookies in plain text',
    { cookies: { sid: { $env: 'ACME_SET' }, appSession: 'fake-key-plain' } },
    /^providers\.acme\.cookies\.appSession in .* is a cookie in plain text: write .*, or write the path of a cookie file as "cookies"\.$/,
  ],
  [
    'a list of cookies in plain text',
    { cookies: [{ name: 'appSession', value: 'fake-key-plain' }] },
    /^providers\.acme\.cookies\[0\]\.name in .* is a cookie in plain text/,
  ],
])('a config with %s is config_invalid when the instance is made', async (_, entry, message) => {
  const folder = temporaryFolder();
  folder.write('empty.txt', '\n');
  folder.write('binary', Buffer.from([0xff, 0xfe, 0xc0]));
  folder.write('plugboard.config.json', inConfig(entry));
  const error = await failure({ folder, providers: [plugin()], environment: { ACME_EMPTY: '', ACME_SET: 'x' } });
  expect(error.code).toBe('config_invalid');
  expect(error.message).toMatch(message);
  expect(inspect(error)).not.toContain('fake-key-plain');
});

test('cookies in a config are the path of a file, a map of references, or one reference', async () => {
  const acme = plugin({ options: z.looseObject({}) });
  const environment = { ACME_SESSION: 'fake-session-1' };
  for (const [cookies, expected] of [
    ['cookies.json', 'cookies.json'],
    [{ appSession: { $env: 'ACME_SESSION' } }, { appSession: 'fake-session-1' }],
    [{ $env: 'ACME_SESSION' }, 'fake-session-1'],
  ]) {
    const config = inConfig({ cookies });
    expect(await options({ providers: [acme], config, environment })).toEqual({ cookies: expected });
  }
});

const asynchronous: StandardSchemaV1<unknown, Options> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const { baseUrl } = value as Options;
      await Promise.resolve();
      return baseUrl?.startsWith('https:') === true
        ? { value: { baseUrl: `${baseUrl}/v1` } }
        : { issues: [{ message: 'must be an https URL', path: [{ key: 'baseUrl' }] }] };
    },
  },
};

test.each<[string, StandardSchemaV1<unknown, Options>, RegExp]>([
  ['zod', z.object({ baseUrl: z.url() }), /Invalid URL/],
  ['valibot', v.object({ baseUrl: v.pipe(v.string(), v.url()) }), /Invalid URL/],
  ['arktype', type({ baseUrl: 'string.url' }), /must be a URL/],
  ['an asynchronous schema', asynchronous, /must be an https URL/],
])('%s checks options, wherever they come from', async (_, schema, expected) => {
  const acme = plugin({ options: schema });
  const good = await options({ providers: [acme({ baseUrl: 'https://a.test' })] });
  expect(good).toEqual({ baseUrl: schema === asynchronous ? 'https://a.test/v1' : 'https://a.test' });

  const folder = temporaryFolder();
  const file = folder.write('plugboard.config.json', inConfig({ baseUrl: 'nope' }));
  for (const [given, where] of [
    [{ providers: [acme({ baseUrl: 'nope' })] }, '(given in code) are not valid. baseUrl: '],
    [{ providers: [acme], folder }, `(in ${file}) are not valid. providers.acme.baseUrl: `],
    [
      { providers: [acme], environment: { ACME_URL: 'nope' } },
      '(from environment variables) are not valid. ACME_URL: ',
    ],
  ] as const) {
    const error = await failure(given);
    expect(error.code).toBe('config_invalid');
    expect(error.provider).toBe('acme');
    expect(error.message).toContain(`The options of provider "acme" ${where}`);
    expect(error.message).toMatch(expected);
  }
});

test('a message of a schema never shows a secret, however short', async () => {
  const quoting = plugin({ options: type({ apiKey: '"expected"' }) });
  for (const apiKey of ['fake-key-1', 'abc']) {
    expect((await failure({ providers: [quoting({ apiKey })] })).message).not.toContain(apiKey);
    const referenced = await failure({
      providers: [plugin({ options: type({ baseUrl: '"expected"' }) })],
      config: inConfig({ baseUrl: { $env: 'ACME_REFERENCED' } }),
      environment: { ACME_REFERENCED: apiKey },
    });
    expect(referenced.message).toContain('providers.acme.baseUrl');
    expect(referenced.message).not.toContain(apiKey);
  }
});

test.each(['key', 'ollama', 'a', '1'])('a schema says which option is wrong although the key is %s', async (apiKey) => {
  const strict = plugin({ options: z.strictObject({ apiKey: z.string() }) });
  const { message } = await failure({ providers: [strict({ apiKey, baseURL: 'https://a.test' } as never)] });
  expect(message).toContain('Unrecognized key: "baseURL"');
});

test('secrets are told to the redactor as they are given and as the schema leaves them', async () => {
  const acme = plugin({ options: z.object({ apiKey: z.string().transform((key) => key.toUpperCase()) }) });
  const { redactor } = await make({ providers: [acme({ apiKey: 'fake-key-lower' })] });
  expect(redactor.clean('fake-key-lower FAKE-KEY-LOWER')).toBe('[redacted] [redacted]');
});

test('a plugin without a schema takes no options, and no environment', async () => {
  const bare = plugin({ options: undefined, environment: undefined });
  expect(await options({ providers: [bare({ maxConcurrent: 1 })] })).toEqual({});
  const error = await failure({ providers: [bare({ baseUrl: 'https://a.test' })] });
  expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringContaining('takes no options') });
  const fromConfig = await failure({ providers: [bare], config: inConfig({ baseUrl: 'x' }) });
  expect(fromConfig.message).toContain('has providers.acme.baseUrl');
});

test.each<[string, Partial<ProviderDefinition<Options>>, RegExp]>([
  [
    'create throws',
    {
      create: () => {
        throw new RangeError('secret text');
      },
    },
    /`create` of plugin "acme" throws: RangeError/,
  ],
  ['create returns nothing', { create: () => undefined as never }, /must return an object with a `stream` method/],
  [
    'the schema throws',
    {
      options: z.string().transform(() => {
        throw new Error('secret text');
      }) as never,
    },
    /./,
  ],
  ['the schema gives no object', { options: z.any().transform(() => 1) as never }, /must return an object/],
])('when %s, provider_load_failed or config_invalid names the plugin', async (_, change, message) => {
  const error = await failure({ providers: [plugin(change)] });
  expect(['provider_load_failed', 'config_invalid']).toContain(error.code);
  expect(error.message).toMatch(message);
  expect(inspect(error)).not.toContain('secret text');
});

test('an error of Plugboard from create stays as it is', async () => {
  const thrown = new PlugboardError('config_invalid', 'Choose one of two.');
  expect(
    await failure({
      providers: [
        plugin({
          create: () => {
            throw thrown;
          },
        }),
      ],
    }),
  ).toBe(thrown);
});

test('an installed plugin is imported only now, and the log says which and why', async () => {
  const folder = temporaryFolder();
  folder.write('package.json', { dependencies: { 'plug-a': '1', 'plug-throws': '1' } });
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', [{ id: 'a-1' }]));
  folder.write('node_modules/plug-a/index.js', pluginModule('a'));
  folder.write('node_modules/plug-throws/package.json', pluginPackage('plug-throws', 'throws', [{ id: 't-1' }]));
  folder.write('node_modules/plug-throws/index.js', 'throw new Error("secret text");');
  const made = await make({ folder, id: 'a' });
  expect(made.log).toEqual(['Importing the plugin "plug-a 1.2.3" of provider "a" for model "acme-1".']);
  const error = await failure({ folder, id: 'throws' });
  expect(error.code).toBe('provider_load_failed');
  expect(error.message).toBe(
    'The plugin "plug-throws" of provider "throws" cannot be loaded: its import failed: Error.',
  );
});

test('an entry whose plugin cannot be found fails with the reason', async () => {
  const folder = temporaryFolder();
  folder.write('node_modules/x/package.json', {});
  const error = await failure({ folder, config: inConfig({ use: 'plug-missing' }) });
  expect(error.code).toBe('provider_load_failed');
  expect(error.message).toContain('no package of this name is installed: `npm install plug-missing`');
});
