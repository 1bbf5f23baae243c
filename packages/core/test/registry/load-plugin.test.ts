import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { importConditions, loadPlugin, type PluginImport } from '../../src/registry/load-plugin.ts';
import { type Folder, pluginModule, pluginPackage, temporaryFolder } from './folders.ts';

function inPackage(folder: Folder, specifier: string, pluginId?: string): PluginImport {
  return {
    instance: 'mine',
    module: { kind: 'package', specifier, folder: folder.path },
    pluginId,
    conditions: [],
  };
}

function inFile(path: string): PluginImport {
  return { instance: 'mine', module: { kind: 'file', path }, pluginId: undefined, conditions: [] };
}

async function failure(run: Promise<unknown>): Promise<PlugboardError> {
  try {
    await run;
  } catch (error) {
    if (PlugboardError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

test('a package is imported through its exports and the condition import', async () => {
  const folder = temporaryFolder();
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', []));
  folder.write('node_modules/plug-a/index.js', pluginModule('a'));
  expect((await loadPlugin(inPackage(folder, 'plug-a', 'a'))).id).toBe('a');
});

test('links are followed, and what a linked plugin imports is found beside it', async () => {
  const folder = temporaryFolder();
  const store = 'node_modules/.pnpm/plug-a@1.2.3/node_modules';
  folder.write(`${store}/plug-a/package.json`, pluginPackage('plug-a', 'a', []));
  folder.write(`${store}/plug-a/index.js`, `import { id } from 'beside'; if (id !== 1) throw 1;${pluginModule('a')}`);
  folder.write(`${store}/beside/package.json`, { name: 'beside', type: 'module', exports: './index.js' });
  folder.write(`${store}/beside/index.js`, 'export const id = 1;');
  folder.link('node_modules/plug-a', `${store}/plug-a`);
  expect((await loadPlugin(inPackage(folder, 'plug-a', 'a'))).id).toBe('a');
});

test('another entry and a condition of the program are respected', async () => {
  const folder = temporaryFolder();
  const exports = { './plugin': { special: './special.js', import: './usual.js' } };
  folder.write('node_modules/plug-b/package.json', pluginPackage('plug-b', 'b', [], { exports }));
  folder.write('node_modules/plug-b/special.js', pluginModule('special'));
  folder.write('node_modules/plug-b/usual.js', pluginModule('usual'));
  const request = inPackage(folder, 'plug-b/plugin');
  expect((await loadPlugin(request)).id).toBe('usual');
  expect((await loadPlugin({ ...request, conditions: ['special'] })).id).toBe('special');
});

test('a file is imported, under a name with spaces and percent signs too', async () => {
  const folder = temporaryFolder();
  folder.write('package.json', { type: 'module' });
  expect((await loadPlugin(inFile(folder.write('my plugin %20.js', pluginModule('a'))))).id).toBe('a');
});

test('of several plugins in a file the one with the name of the instance is taken', async () => {
  const folder = temporaryFolder();
  const file = folder.write(
    'plugins.mjs',
    `export { plugin as a } from './a.mjs'; export { plugin } from './mine.mjs';`,
  );
  folder.write('a.mjs', pluginModule('a'));
  folder.write('mine.mjs', pluginModule('mine'));
  expect((await loadPlugin(inFile(file))).id).toBe('mine');
});

test('two plugins of one id in a module are refused', async () => {
  const folder = temporaryFolder();
  const file = folder.write('plugins.mjs', `export { plugin as a } from './a.mjs'; export { plugin } from './b.mjs';`);
  folder.write('a.mjs', pluginModule('mine'));
  folder.write('b.mjs', pluginModule('mine'));
  expect((await failure(loadPlugin(inFile(file)))).message).toContain('several plugins with the id "mine"');
});

test('a plugin that is exported under two names is one plugin', async () => {
  const folder = temporaryFolder();
  const file = folder.write('plugin.mjs', `${pluginModule('a')} export default plugin;`);
  expect((await loadPlugin(inFile(file))).id).toBe('a');
});

test.each<[string, string, string | undefined, RegExp]>([
  [
    'exports no plugin',
    'export const x = 1;',
    'a',
    /does not export the plugin "a"; a plugin is what `defineProvider` returns/,
  ],
  ['exports another plugin', pluginModule('b'), 'a', /does not export the plugin "a", only "b"/],
  ['exports nothing, and no id is known', '', undefined, /does not export a plugin;/],
  [
    'exports two, and no id is known',
    `${pluginModule('a')} ${pluginModule('b').replaceAll('definition', 'second').replace('plugboard.second', 'plugboard.definition').replace('plugin =', 'other =')}`,
    undefined,
    /does not export the plugin "mine", only "a", "b"/,
  ],
  [
    'throws',
    'throw Object.assign(new TypeError("secret text"), { code: "E_BROKEN", syscall: "open" });',
    'a',
    /its import failed: TypeError \(E_BROKEN, open\)/,
  ],
  ['throws what is no error', 'throw "secret text";', 'a', /its import failed: string/],
  ['cannot be parsed', 'export const = secret text;', 'a', /its import failed: \w*Error\w*/],
])('a module that %s is provider_load_failed', async (_, source, id, message) => {
  const folder = temporaryFolder();
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', []));
  folder.write('node_modules/plug-a/index.js', source);
  const error = await failure(loadPlugin(inPackage(folder, 'plug-a', id)));
  expect(error.code).toBe('provider_load_failed');
  expect(error.provider).toBe('mine');
  expect(error.message).toMatch(/^The plugin "plug-a" of provider "mine" cannot be loaded: /);
  expect(error.message).toMatch(message);
  expect(JSON.stringify([error.message, String(error.cause), error.cause])).not.toContain('secret text');
});

test('a package that is missing, has no such entry or lacks a dependency says so', async () => {
  const folder = temporaryFolder();
  folder.write('node_modules/plug-a/package.json', pluginPackage('plug-a', 'a', []));
  folder.write('node_modules/plug-b/package.json', pluginPackage('plug-b', 'b', []));
  folder.write('node_modules/plug-b/index.js', 'import "not-there-at-all";');
  const message = async (specifier: string): Promise<string> =>
    (await failure(loadPlugin(inPackage(folder, specifier)))).message;
  expect(await message('plug-missing')).toContain('it is not installed where');
  expect(await message('plug-a')).toContain('or its entry file is missing');
  expect(await message('plug-a/other')).toContain('the `exports` of its package.json have no such entry for `import`');
  const missing = await failure(loadPlugin(inFile(`${folder.path}/none.js`)));
  expect(missing.message).toContain(`The plugin "${folder.path}/none.js" of provider "mine" cannot be loaded:`);
});

test('an error of Plugboard that a plugin throws at import stays as it is', async () => {
  const folder = temporaryFolder();
  const file = folder.write(
    'plugin.mjs',
    `throw Object.assign(new Error('Needs Node 24.'), { code: 'unsupported', [Symbol.for('plugboard.error')]: true });`,
  );
  expect((await failure(loadPlugin(inFile(file)))).message).toBe('Needs Node 24.');
});

test.each<[readonly string[], string | undefined, readonly string[]]>([
  [[], undefined, []],
  [['--conditions', 'a', '--require', 'b', '--conditions=c'], undefined, ['a', 'c']],
  [['-C', 'a'], '--conditions=b  -C=c --max-old-space-size=4', ['b', 'c', 'a']],
  [['-C'], undefined, []],
  [['-C', 'a', '-C', 'a'], undefined, ['a']],
])('flags %j and NODE_OPTIONS %j give %j', (flags, nodeOptions, expected) => {
  expect(importConditions(flags, nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions })).toEqual(expected);
});
