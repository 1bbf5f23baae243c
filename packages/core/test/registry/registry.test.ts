import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Config, ProviderConfig } from '../../src/config/check-config.ts';
import { rootAt, loadConfig } from '../../src/config/load-config.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { type ProviderInput, readCodeProviders } from '../../src/registry/code-providers.ts';
import { defineProvider, type ProviderPlugin } from '../../src/contract/define-provider.ts';
import { createRegistry, type Registry, type RegistryOptions } from '../../src/registry/registry.ts';
import { resolveModel } from '../../src/routing/resolve-model.ts';
import { loadPlugin } from '../../src/registry/load-plugin.ts';
import { type Folder, pluginModule, pluginPackage, temporaryFolder } from './folders.ts';

function plugin(id: string, models: readonly string[]): ProviderPlugin<{ baseUrl?: string; apiKey?: string }> {
  return defineProvider({
    id,
    models: models.map((model) => ({ id: model })),
    create: () => {
      throw new Error('A registry makes no instance.');
    },
  });
}

interface Given extends Pick<RegistryOptions, 'discover'> {
  readonly providers?: readonly ProviderInput[];
  readonly provider?: string | ProviderInput;
  readonly config?: Config | string;
}

function registry(folder: Folder, { config, providers, provider, ...options }: Given = {}): Registry {
  const loaded = loadConfig({ config, root: folder.path, environment: {} });
  const code = readCodeProviders(providers, provider);
  return createRegistry({ ...options, code, config: loaded, root: rootAt(folder.path) });
}

function withPlugins(...plugins: readonly (readonly [name: string, id: string, ...models: string[]])[]): Folder {
  const folder = temporaryFolder();
  folder.write('package.json', { dependencies: Object.fromEntries(plugins.map(([name]) => [name, '1'])) });
  for (const [name, id, ...models] of plugins) {
    folder.write(
      `node_modules/${name}/package.json`,
      pluginPackage(
        name,
        id,
        models.map((model) => ({ id: model })),
      ),
    );
  }
  return folder;
}

function instances({ table }: Registry): readonly string[] {
  return table.instances.map(
    ({ id, plugin: from, origin, models }) =>
      `${id} (${from}, ${origin}): ${models.map((model) => model.id).join(' ')}`,
  );
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (PlugboardError.isInstance(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('It did not fail.');
}

test('an installed plugin owns its models under its own id', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1', 'a-*']);
  const made = registry(folder);
  expect(instances(made)).toEqual(['a (a, discovered): a-1 a-*']);
  expect(made.table.instances[0]?.source).toBe(`plug-a 1.2.3, a dependency in ${folder.path}/package.json`);
  expect(made.table.discovery).toEqual({ enabled: true, manifest: `${folder.path}/package.json`, note: undefined });
  expect(made.sources.get('a')?.plugin).toEqual({
    kind: 'package',
    specifier: 'plug-a',
    folder: folder.path,
    pluginId: 'a',
  });
});

test('code beats config, and config beats discovery, per instance id', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1'], ['plug-b', 'b', 'b-1'], ['plug-c', 'c', 'c-1']);
  const config = { providers: { a: { use: 'plug-c' }, b: { use: 'plug-b', models: ['b-2'] } } };
  expect(instances(registry(folder, { config, providers: [plugin('a', ['from-code'])] }))).toEqual([
    'a (a, code): from-code',
    'b (b, config): b-1 b-2',
    'c (c, discovered): c-1',
  ]);
});

test('discovery can be switched off by the option and by the config; the option wins', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1']);
  expect(instances(registry(folder, { discover: false }))).toEqual([]);
  expect(instances(registry(folder, { config: { discover: false } }))).toEqual([]);
  expect(instances(registry(folder, { config: { discover: false }, discover: true }))).toHaveLength(1);
  expect(registry(folder, { discover: false }).table.discovery.enabled).toBe(false);
});

test('with discovery off, the config may still name an installed plugin by its id', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1'], ['plug-b', 'b', 'b-1']);
  folder.write('node_modules/plug-b/package.json', { plugboard: { apiVersion: 2, id: 'b' } });
  const made = registry(folder, { config: { discover: false, providers: { a: { use: 'a' } } } });
  expect(instances(made)).toEqual(['a (a, config): a-1']);
  expect(made.table).toMatchObject({ problems: [], discovery: { enabled: false } });
});

test('an entry that uses the id of an installed plugin which cannot be used says why', () => {
  const folder = withPlugins(['plug-b', 'b', 'b-1']);
  folder.write('node_modules/plug-b/package.json', { plugboard: { apiVersion: 2, id: 'b' } });
  for (const discover of [true, false]) {
    const made = registry(folder, { config: { discover, providers: { mine: { use: 'b', models: ['m'] } } } });
    expect(made.sources.get('mine')?.plugin).toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(/apiVersion is 2/),
    });
    expect(made.table.problems).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/apiVersion is 2/) }),
    ]);
  }
});

test.each([
  ['reka', '@plugboard/provider-reka'],
  ['openai', '@plugboard/provider-openai'],
])('for the plugin %s, which is not installed, the package to install is ours', (use, name) => {
  for (const folder of [withPlugins(), withPlugins(['plug-a', 'a', 'a-1'])]) {
    expect(registry(folder, { config: { providers: { mine: { use } } } }).table.problems[0]?.message).toBe(
      `The plugin ${JSON.stringify(use)} is not installed: \`npm install ${name}\`.`,
    );
  }
});

test('under another id an instance owns only its own models', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1', 'a-*']);
  const config = { providers: { work: { use: 'plug-a' }, home: { use: 'a', models: ['a-1', 'x'] } } };
  const made = registry(folder, {
    config,
    providers: [plugin('p', ['p-1'])({ id: 'q' }), plugin('r', ['r-1'])({ id: 's', models: ['t'] })],
  });
  expect(instances(made)).toEqual([
    'q (p, code): ',
    's (r, code): t',
    'work (a, config): ',
    'home (a, config): a-1 x',
    'a (a, discovered): a-1 a-*',
  ]);
});

test('models given for an instance are added to those of the plugin', () => {
  const folder = withPlugins();
  expect(instances(registry(folder, { providers: [plugin('a', ['a-1'])({ models: ['a-2'] })] }))).toEqual([
    'a (a, code): a-1 a-2',
  ]);
});

test('use names a path, a plugin given in code, a discovered one or a package, which may be transitive', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1']);
  folder.write('node_modules/deep/package.json', pluginPackage('deep', 'deep-id', [{ id: 'deep-1' }]));
  folder.write('node_modules/plain/package.json', { name: 'plain', version: '3.0.0' });
  const file = folder.write('config/plugboard.json', {
    providers: {
      path: { use: './my-plugin.js', models: ['m'] },
      code: { use: 'p', models: ['p-9'] },
      found: { use: 'a', models: ['a-9'] },
      'deep-id': { use: 'deep' },
      plain: { use: 'plain' },
      sub: { use: 'plain/sub' },
    },
  });
  const made = registry(folder, { config: file, providers: [plugin('p', ['p-1'])] });
  expect(instances(made)).toEqual([
    'p (p, code): p-1',
    'path (./my-plugin.js, config): m',
    'code (p, config): p-9',
    'found (a, config): a-9',
    'deep-id (deep-id, config): deep-1',
    'plain (plain, config): ',
    'sub (plain/sub, config): ',
    'a (a, discovered): a-1',
  ]);
  expect(made.sources.get('path')?.plugin).toEqual({ kind: 'file', path: join(folder.path, 'config/my-plugin.js') });
  expect(made.sources.get('sub')?.plugin).toMatchObject({
    kind: 'package',
    specifier: 'plain/sub',
    pluginId: undefined,
  });
  expect(made.table.problems).toEqual([]);
});

test.each([
  ['plug-missing', /no package of this name is installed: `npm install plug-missing`/],
  ['https://a.test/x.js', /nor the name of a package/],
  ['shared', /Both "plug-x" and "plug-y" have the plugin id "shared": name the package instead/],
  ['plug-new', /supports only 1: update @plugboard\/core/],
])('an entry that uses %j is there, and says what is wrong', (use, message) => {
  const folder = withPlugins(['plug-a', 'a', 'a-1'], ['plug-x', 'shared', 'x'], ['plug-y', 'shared', 'y']);
  folder.write('node_modules/plug-new/package.json', { plugboard: { apiVersion: 2 } });
  const made = registry(folder, { config: { providers: { mine: { use, models: ['m-1'] } } } });
  expect(resolveModel(made.table, { model: 'm-1' }).provider).toBe('mine');
  expect(resolveModel(made.table, { model: 'a-1' }).provider).toBe('a');
  const problem = made.table.problems.find((entry) => entry.plugin === use);
  expect(problem?.message).toMatch(message);
  expect(made.sources.get('mine')?.plugin).toMatchObject({ kind: 'unusable', message: problem?.message });
});

test('of two packages with one id neither is used, until code or config says which', () => {
  const folder = withPlugins(['plug-x', 'shared', 'x-1'], ['plug-y', 'shared', 'y-1'], ['plug-z', 'z', 'z-1']);
  const made = registry(folder);
  expect(instances(made)).toEqual(['z (z, discovered): z-1']);
  expect(made.table.problems).toEqual([
    {
      plugin: 'plug-x',
      id: 'shared',
      message:
        'Its plugin id "shared" is also that of "plug-y", so none of them is used. Remove one, or choose one with ' +
        '`"providers": { "shared": { "use": "plug-x" } }` in the config.',
      models: [{ id: 'x-1' }],
    },
    expect.objectContaining({ plugin: 'plug-y', models: [{ id: 'y-1' }] }),
  ]);
  expect(failure(() => resolveModel(made.table, { model: 'y-1' }))).toMatch(
    /^model_not_found: .*Plugin "plug-y" cannot be used: .*"plug-x"/,
  );
  const settled = registry(folder, { config: { providers: { shared: { use: 'plug-y' } } } });
  expect(instances(settled)).toEqual(['shared (shared, config): y-1', 'z (z, discovered): z-1']);
  expect(settled.table.problems).toEqual([]);
});

test('one package under two names is one plugin', () => {
  const folder = withPlugins(['plug-x', 'x', 'x-1']);
  folder.write('package.json', { dependencies: { 'plug-x': '1', another: 'npm:plug-x@1' } });
  symlinkSync(join(folder.path, 'node_modules/plug-x'), join(folder.path, 'node_modules/another'), 'junction');
  expect(registry(folder)).toMatchObject({ table: { instances: [{ id: 'x' }], problems: [] } });
});

test('below a root that is a symbolic link, plugins are found and imported from where the folder really is', async () => {
  const repository = temporaryFolder();
  repository.write('packages/app/package.json', { dependencies: { 'plug-x': '1' } });
  repository.write('node_modules/plug-x/package.json', pluginPackage('plug-x', 'x', [{ id: 'x-1' }]));
  repository.write('node_modules/plug-x/index.js', pluginModule('x'));
  repository.write('packages/app/plugboard.config.json', { models: { mine: 'x-1' } });
  const elsewhere = temporaryFolder();
  symlinkSync(join(repository.path, 'packages/app'), join(elsewhere.path, 'app'), 'junction');
  const root = rootAt(join(elsewhere.path, 'app'));
  const config = loadConfig({ root: root.folder, environment: {} });
  const { table, sources } = createRegistry({ code: readCodeProviders(), config, root });
  expect(resolveModel(table, { model: 'mine' })).toMatchObject({ provider: 'x', model: 'x-1' });
  const module = sources.get('x')?.plugin;
  if (module?.kind !== 'package') throw new Error('The plugin is not a package.');
  const definition = await loadPlugin({ instance: 'x', module, pluginId: 'x', conditions: [] });
  expect(definition.id).toBe('x');
});

test('without a package.json discovery finds nothing and says where it looked', () => {
  const folder = temporaryFolder();
  const { table } = registry(folder);
  expect(table).toMatchObject({ instances: [], discovery: { enabled: true, manifest: undefined } });
});

test('the provider of the client is registered too, and is named', () => {
  const folder = withPlugins();
  const a = plugin('a', ['a-1']);
  expect(registry(folder, { provider: a({ id: 'mine' }) })).toMatchObject({
    clientProvider: 'mine',
    table: { instances: [{ id: 'mine' }] },
  });
  expect(registry(folder, { provider: a })).toMatchObject({ clientProvider: 'a', table: { instances: [{ id: 'a' }] } });
  expect(registry(folder, { provider: 'later' })).toMatchObject({ clientProvider: 'later', table: { instances: [] } });
});

test('a plugin as the provider of the client points at the instance that is already given', () => {
  const a = plugin('a', ['a-1']);
  const configured = a({ baseUrl: 'https://a.test' });
  const made = registry(withPlugins(), { providers: [configured], provider: a });
  expect(made.clientProvider).toBe('a');
  expect(made.sources.get('a')?.codeOptions).toEqual({ baseUrl: 'https://a.test' });
  expect(registry(withPlugins(), { providers: [configured], provider: configured }).clientProvider).toBe('a');
});

test.each<[string, Given, RegExp]>([
  [
    'two instances of one name',
    { providers: [plugin('a', []), plugin('b', [])({ id: 'a' })] },
    /Two providers are called "a" \(plugins "a" and "b"\)/,
  ],
  ['something else', { providers: [plugin('a', []), {} as never] }, /`providers\[1\]` is not a provider/],
  ['null', { provider: null as never }, /`provider` is not a provider/],
  ['a plugin with a bad id', { providers: [plugin('A b', [])] }, /`providers\[0\]` has an invalid id/],
  ['a bad instance name', { providers: [plugin('a', [])({ id: 'a/b' })] }, /The `id` of `providers\[0\]`/],
  [
    'a bad model of a plugin',
    { providers: [plugin('a', ['x', 'x'])] },
    /In `providers\[0\]` \(plugin "a"\), models\[1\] has a name/,
  ],
  [
    'a bad model of an instance',
    { providers: [plugin('a', [])({ models: [{ id: '' }] })] },
    /models\[0\]\.id must be a non-empty string/,
  ],
  [
    'a bad limit',
    { providers: [plugin('a', [])({ maxConcurrent: 0 })] },
    /maxConcurrent must be a positive whole number/,
  ],
])('%s in code is config_invalid', (_, given, message) => {
  const text = failure(() => registry(withPlugins(), given));
  expect(text).toMatch(/^config_invalid: /);
  expect(text).toMatch(message);
});

test('options of an instance come from code, else from the config of the same plugin', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1']);
  const file = folder.write('plugboard.config.json', {
    providers: { a: { use: 'plug-a', baseUrl: 'https://config.test', maxConcurrent: 2, models: ['a-2'] } },
  });
  const a = plugin('a', ['a-1']);
  const withCode = registry(folder, { providers: [a({ baseUrl: 'https://code.test', apiKey: undefined as never })] });
  expect(withCode.sources.get('a')).toMatchObject({
    codeOptions: { baseUrl: 'https://code.test' },
    configOptions: undefined,
    optionsFolder: undefined,
    maxConcurrent: 2,
  });
  const withoutCode = registry(folder, { providers: [a({ maxConcurrent: 5 })] });
  expect(withoutCode.sources.get('a')).toMatchObject({
    origin: 'code',
    codeOptions: undefined,
    configOptions: { values: { baseUrl: 'https://config.test' }, file, folder: folder.path },
    optionsFolder: folder.path,
    maxConcurrent: 5,
  });
  expect(instances(withoutCode)).toEqual(['a (a, code): a-1 a-2']);
});

test('a config entry of the same name for another plugin gives an instance in code nothing', () => {
  const folder = withPlugins(['plug-b', 'b', 'b-1']);
  const config = { providers: { a: { use: 'plug-b', baseUrl: 'https://b.test', maxConcurrent: 1, models: ['x'] } } };
  const made = registry(folder, { config, providers: [plugin('a', ['a-1'])] });
  expect(made.sources.get('a')).toMatchObject({ configOptions: undefined, maxConcurrent: undefined });
  expect(instances(made)[0]).toBe('a (a, code): a-1');
});

test.each([
  ['a path', './acme.js'],
  ['a path outward, as Windows writes it', '..\\acme.js'],
  ['a package with a scope that is not installed', '@acme/plugboard-provider'],
  ['an entry of a package', 'acme-kit/plugin'],
  ['an installed package without a manifest', 'plain'],
  ['the id of the plugin', 'a'],
])('a config entry that uses %s is for the plugin that code gives under its name', (_, use) => {
  const folder = withPlugins();
  folder.write('node_modules/plain/package.json', { name: 'plain' });
  const config = { providers: { a: { use, baseUrl: 'https://a.test', maxConcurrent: 1, models: ['a-2'] } } };
  const made = registry(folder, { config, providers: [plugin('a', ['a-1'])] });
  expect(instances(made)).toEqual(['a (a, code): a-1 a-2']);
  expect(made.sources.get('a')).toMatchObject({
    configOptions: { values: { baseUrl: 'https://a.test' } },
    unusedConfig: undefined,
    maxConcurrent: 1,
  });
});

test('in a bundled program, which has no installed packages, a config entry is for the plugin in code all the same', () => {
  const config = { providers: { a: { use: '@acme/plugboard-provider', baseUrl: 'https://a.test' } } };
  const made = registry(temporaryFolder(), { config, providers: [plugin('a', ['a-1'])] });
  expect(made.sources.get('a')?.configOptions?.values).toEqual({ baseUrl: 'https://a.test' });
});

test.each(['plug-b', 'b', 'not-installed'])(
  'a config entry that uses %j is for another plugin than code gives',
  (use) => {
    const folder = withPlugins(['plug-b', 'b', 'b-1']);
    const config = { providers: { a: { use, baseUrl: 'https://b.test', models: ['x'] } } };
    const made = registry(folder, { config, providers: [plugin('a', ['a-1'])] });
    expect(instances(made)[0]).toBe('a (a, code): a-1');
    expect(made.sources.get('a')).toMatchObject({
      configOptions: undefined,
      unusedConfig: { from: 'the config given in code', because: 'other-plugin' },
    });
  },
);

test('options, which may hold secrets, do not show when a registry is logged', () => {
  const folder = withPlugins(['plug-b', 'b', 'b-1']);
  const config = { providers: { b: { use: 'plug-b', apiKey: 'fake-key-config' } } };
  const made = registry(folder, { config, providers: [plugin('a', [])({ apiKey: 'fake-key-code' })] });
  expect(inspect(made, { depth: 9 })).not.toContain('fake-key');
  expect(JSON.stringify([...made.sources.values()])).not.toContain('fake-key');
  expect(made.sources.get('a')?.codeOptions).toEqual({ apiKey: 'fake-key-code' });
});

test('two registries share nothing', () => {
  const folder = withPlugins(['plug-a', 'a', 'a-1']);
  const one = registry(folder, { providers: [plugin('b', ['b-1'])] });
  const two = registry(folder);
  expect(instances(one)).toHaveLength(2);
  expect(instances(two)).toHaveLength(1);
  expect(one.sources.get('a')).not.toBe(two.sources.get('a'));
});

test('the order in which providers are given and installed never matters', () => {
  const folder = withPlugins(['plug-a', 'a', 'm-1', 'm-*'], ['plug-b', 'b', 'm-2']);
  const given = [plugin('c', ['m-3']), plugin('d', ['m-*'])({ id: 'e', models: ['m-3*'] }), plugin('f', ['*'])];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(given, { minLength: 3 }),
      fc.constantFrom('m-1', 'm-2', 'm-3', 'm-33', 'm-4', 'x', 'e/m-1'),
      (providers, model) => {
        const expected = resolveModel(registry(folder, { providers: given }).table, { model });
        expect(resolveModel(registry(folder, { providers }).table, { model })).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});

test('the order of entries in a config never matters, not for what cannot be used either', () => {
  const folder = withPlugins(['plug-a', 'a', 'm-1', 'm-*']);
  const entries = {
    a: { use: 'plug-a' },
    b: { use: 'plug-a', models: ['m-2'] },
    gone: { use: 'not-installed', models: ['m-1'] },
    lost: { use: 'not-installed-either', models: ['m-3'] },
  };
  const aliases = { one: ['m-1', 'b/m-2'], two: 'b/m-2', three: 'nobody-has-this' };
  const answer = (names: readonly string[], model: string): unknown => {
    const pick = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
    const config = { providers: pick<ProviderConfig>(entries), models: pick<string | string[]>(aliases) };
    try {
      return resolveModel(registry(folder, { config }).table, { model });
    } catch (error) {
      return PlugboardError.isInstance(error) ? [error.code, error.message] : error;
    }
  };
  const all = [...Object.keys(entries), ...Object.keys(aliases)];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.constantFrom('m-1', 'm-2', 'm-3', 'm-4', 'one', 'two', 'three', 'gone/x', 'zz'),
      (names, model) => {
        expect(answer(names, model)).toEqual(answer(all, model));
      },
    ),
    { numRuns: 60 },
  );
});
