import { join } from 'node:path';
import { expect, test } from 'vitest';
import { discoverPlugins, isPackageName, nodeModulesFolders, readManifest } from '../../src/registry/discover.ts';
import { pluginPackage, temporaryFolder } from './folders.ts';

test('direct dependencies of every kind are found, transitive ones never', () => {
  const folder = temporaryFolder();
  const manifest = folder.write('package.json', {
    dependencies: { 'plug-a': '1' },
    devDependencies: { '@scope/plug-b': '1' },
    optionalDependencies: { 'plug-c': '1', 'plug-absent': '1' },
    peerDependencies: { 'plug-d': '1', 'plug-a': '1' },
  });
  for (const [name, id] of [
    ['plug-a', 'a'],
    ['@scope/plug-b', 'b'],
    ['plug-c', 'c'],
    ['plug-d', 'd'],
    ['plug-transitive', 'e'],
  ] as const) {
    folder.write(`node_modules/${name}/package.json`, pluginPackage(name, id, [{ id: `${id}-1` }]));
  }
  const { plugins, problems, note } = discoverPlugins(manifest);
  expect(plugins.map(({ name, version, manifest: { id } }) => [name, version, id])).toEqual([
    ['@scope/plug-b', '1.2.3', 'b'],
    ['plug-a', '1.2.3', 'a'],
    ['plug-c', '1.2.3', 'c'],
    ['plug-d', '1.2.3', 'd'],
  ]);
  expect(problems).toEqual([]);
  expect(note).toBeUndefined();
});

test('links of pnpm are followed', () => {
  const folder = temporaryFolder();
  const manifest = folder.write('package.json', { dependencies: { 'plug-a': '1' } });
  folder.write('node_modules/.pnpm/plug-a@1.2.3/node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', []));
  folder.link('node_modules/plug-a', 'node_modules/.pnpm/plug-a@1.2.3/node_modules/plug-a');
  expect(discoverPlugins(manifest).plugins).toHaveLength(1);
});

test('links of a workspace and hoisted packages are found', () => {
  const folder = temporaryFolder();
  folder.write('package.json', { workspaces: ['packages/*'], dependencies: { 'plug-of-workspace': '1' } });
  const manifest = folder.write('packages/app/package.json', {
    dependencies: { 'plug-linked': '*', 'plug-hoisted': '1' },
  });
  folder.write('packages/plugin/package.json', pluginPackage('plug-linked', 'linked', []));
  folder.link('packages/app/node_modules/plug-linked', 'packages/plugin');
  folder.write('node_modules/plug-hoisted/package.json', pluginPackage('plug-hoisted', 'hoisted', []));
  folder.write('node_modules/plug-of-workspace/package.json', pluginPackage('plug-of-workspace', 'other', []));
  expect(discoverPlugins(manifest).plugins.map(({ manifest: { id } }) => id)).toEqual(['hoisted', 'linked']);
});

test('the nearest of two copies is taken', () => {
  const folder = temporaryFolder();
  const manifest = folder.write('app/package.json', { dependencies: { 'plug-a': '1' } });
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'far', []));
  folder.write('app/node_modules/plug-a/package.json', pluginPackage('plug-a', 'near', []));
  expect(discoverPlugins(manifest).plugins.map(({ manifest: { id } }) => id)).toEqual(['near']);
});

test('a broken plugin breaks only itself', () => {
  const folder = temporaryFolder();
  const manifest = folder.write('package.json', {
    dependencies: { 'no-plugin': '1', 'plug-a': '1', 'plug-broken': '1', 'plug-folder': '1', 'plug-new': '1' },
  });
  folder.write('node_modules/no-plugin/package.json', { name: 'no-plugin' });
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', []));
  folder.write('node_modules/plug-broken/package.json', '{ "plugboard": ');
  folder.write('node_modules/plug-folder/package.json/index.js', '');
  folder.write('node_modules/plug-new/package.json', { plugboard: { apiVersion: 2, models: [{ id: 'new-1' }] } });
  const { plugins, problems } = discoverPlugins(manifest);
  expect(plugins.map(({ name }) => name)).toEqual(['plug-a']);
  expect(problems).toEqual([
    { plugin: 'plug-broken', message: 'Its package.json is not valid JSON.', models: [] },
    { plugin: 'plug-folder', message: 'Its package.json cannot be read (EISDIR).', models: [] },
    { plugin: 'plug-new', message: expect.stringContaining('is 2'), models: [{ id: 'new-1' }] },
  ]);
});

test('a broken package.json of the program is a problem, and no exception', () => {
  const folder = temporaryFolder();
  const manifest = folder.write('package.json', '{');
  expect(discoverPlugins(manifest)).toMatchObject({ plugins: [], problems: [{ plugin: manifest }] });
  expect(discoverPlugins(folder.write('list/package.json', '[]'))).toMatchObject({ plugins: [], problems: [] });
});

test('without node_modules folders a note says why nothing is found', () => {
  const folder = temporaryFolder();
  const manifest = folder.write('package.json', { dependencies: { 'plug-a': '1' } });
  expect(discoverPlugins(manifest).note).toMatch(/Yarn Plug'n'Play.*pass `providers: \[\.\.\.\]`/);
});

test('names that are no package names are never looked for', () => {
  const folder = temporaryFolder();
  folder.write('outside/package.json', pluginPackage('outside', 'outside', []));
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', []));
  const manifest = folder.write('package.json', {
    dependencies: { '../outside': '1', '.': '1', '': '1', __proto__x: '1' },
  });
  expect(discoverPlugins(manifest)).toMatchObject({ plugins: [], problems: [] });
  expect(['../x', '/x', 'x/y', '@a', '@a/b/c', 'c:x', '.bin', 'a b'].filter(isPackageName)).toEqual([]);
  expect(['x', '@a/b', 'X.y', 'a-b_c'].filter(isPackageName)).toHaveLength(4);
});

test('node_modules folders are searched from the inside out, and never one inside another', () => {
  const folder = temporaryFolder();
  folder.write('node_modules/a/node_modules/b/package.json', {});
  folder.write('node_modules/node_modules/x/package.json', {});
  expect(nodeModulesFolders(join(folder.path, 'node_modules/a')).slice(0, 2)).toEqual([
    join(folder.path, 'node_modules/a/node_modules'),
    join(folder.path, 'node_modules'),
  ]);
});

const good = {
  apiVersion: 1,
  id: 'reka',
  export: '.',
  models: [{ id: 'reka-core', input: ['image'] }, { id: 'reka-*' }],
};

test('a manifest is read', () => {
  expect(readManifest({ name: 'x', plugboard: good })).toEqual({
    kind: 'plugin',
    manifest: { id: 'reka', export: '.', models: good.models },
  });
});

test.each([[{}], [null], [[]], ['text'], [Object.create({ plugboard: good })]])('%j is no plugin', (packageJson) => {
  expect(readManifest(packageJson)).toEqual({ kind: 'none' });
});

test.each<[string, unknown, string]>([
  ['a text', 'reka', 'plugboard must be an object, not a string.'],
  ['no version', { ...good, apiVersion: undefined }, 'plugboard.apiVersion must be the number 1, not absent.'],
  [
    'a newer version',
    { ...good, apiVersion: 2 },
    'plugboard.apiVersion is 2, but this version of @plugboard/core supports only 1: update @plugboard/core.',
  ],
  ['a version as a text', { ...good, apiVersion: '1' }, 'plugboard.apiVersion must be the number 1, not a string.'],
  ['an older version', { ...good, apiVersion: 0 }, 'plugboard.apiVersion must be the number 1, not a number.'],
  ['no id', { ...good, id: undefined }, 'plugboard.id must be the id of the plugin, not absent.'],
  ['an id with capitals', { ...good, id: 'Reka' }, 'plugboard.id must consist of lower-case letters, digits and "-".'],
  [
    'no export',
    { ...good, export: undefined },
    'plugboard.export must be an entry of `exports`, such as ".", not absent.',
  ],
  ['an export outside of the package', { ...good, export: '../x' }, 'plugboard.export must be "." or begin with "./".'],
  ['no models', { ...good, models: undefined }, 'plugboard.models must be a list of models, not absent.'],
  ['a model as a text', { ...good, models: ['reka-core'] }, 'plugboard.models[0] must be a model, not a string.'],
  [
    'a misspelt key',
    { ...good, exports: '.' },
    'plugboard.exports is not a known key (known: "apiVersion", "id", "export", "models").',
  ],
])('%s is a problem', (_, plugboard, message) => {
  expect(readManifest({ plugboard })).toMatchObject({ kind: 'problem', message: `In its package.json, ${message}` });
});

test('a broken manifest still tells its models as far as they can be read', () => {
  const reading = readManifest({ plugboard: { apiVersion: 2, models: [{ id: 'a', later: true }, 'b', 3, {}] } });
  expect(reading).toMatchObject({ kind: 'problem', models: [{ id: 'a' }, { id: 'b' }] });
});
