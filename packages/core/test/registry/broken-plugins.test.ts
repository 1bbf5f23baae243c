import { expect, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { formatResolution } from '../../src/contract/resolution.ts';
import { type Folder, pluginModule, pluginPackage, temporaryFolder } from './folders.ts';

const speaking = `create: () => ({ stream: async function* () {
  yield { type: 'text-delta', text: 'Still here.' };
  yield { type: 'finish', reason: 'stop' };
} })`;

interface Broken {
  /** Writes what is broken beside the good plugin; returns the names of its packages. */
  readonly install: (folder: Folder) => readonly string[];
  readonly message: RegExp;
}

const plugin = (name: string, id: string, model: string, more: object = {}): object =>
  pluginPackage(name, id, [{ id: model }], more);

const broken: Readonly<Record<string, Broken>> = {
  'has a newer apiVersion': {
    install(folder) {
      const plugboard = { apiVersion: 2, id: 'newer', export: '.', models: [{ id: 'broken-1' }], later: true };
      folder.write('node_modules/plug-newer/package.json', plugin('plug-newer', 'newer', 'broken-1', { plugboard }));
      return ['plug-newer'];
    },
    message: /Plugin "plug-newer" cannot be used: .*apiVersion is 2, .*update @plugboard\/core/,
  },
  'has a broken package.json': {
    install(folder) {
      folder.write('node_modules/plug-torn/package.json', '{ "name": "plug-torn", "plugboard": {');
      return ['plug-torn'];
    },
    message: /Plugin "plug-torn" cannot be used: Its package.json is not valid JSON/,
  },
  'throws at import': {
    install(folder) {
      folder.write('node_modules/plug-boom/package.json', plugin('plug-boom', 'boom', 'broken-1'));
      folder.write('node_modules/plug-boom/index.js', "throw new TypeError('fake-secret-of-the-plugin');");
      return ['plug-boom'];
    },
    message: /"plug-boom" of provider "boom" cannot be loaded: its import failed: TypeError/,
  },
  'shares its id with another': {
    install(folder) {
      folder.write('node_modules/plug-one/package.json', plugin('plug-one', 'twin', 'broken-1'));
      folder.write('node_modules/plug-two/package.json', plugin('plug-two', 'twin', 'broken-1'));
      return ['plug-one', 'plug-two'];
    },
    message: /"plug-one" cannot be used: .*also that of "plug-two".*"plug-two" cannot be used/,
  },
  'has no such export': {
    install(folder) {
      folder.write('node_modules/plug-bare/package.json', plugin('plug-bare', 'bare', 'broken-1'));
      folder.write('node_modules/plug-bare/index.js', 'export const nothing = 1;');
      return ['plug-bare'];
    },
    message: /"plug-bare" of provider "bare" cannot be loaded: it does not export the plugin "bare"/,
  },
};

test.each(Object.entries(broken))('a plugin that %s is named and breaks no other', async (_, { install, message }) => {
  const folder = temporaryFolder();
  const names = ['plug-good', ...install(folder)];
  folder.write('package.json', { dependencies: Object.fromEntries(names.map((name) => [name, '*'])) });
  folder.write('node_modules/plug-good/package.json', plugin('plug-good', 'good', 'good-1'));
  folder.write('node_modules/plug-good/index.js', pluginModule('good', speaking));
  await using client = new Client({ root: folder.path });

  const failure = await failureOf(ask(client, 'broken-1'));
  expect(failure.code).toMatch(/^(model_not_found|provider_load_failed)$/);
  expect(failure.message).toMatch(message);
  expect(failure.message).not.toContain('fake-secret');
  const explained = await client.explain('broken-1').then(formatResolution, String);
  expect(explained).toMatch(message);

  expect(await ask(client, 'good-1')).toBe('Still here.');
  expect(formatResolution(await client.explain('good-1'))).toContain('good-1 -> good/good-1 (exact)');
});

test('a target that names a plugin which cannot be used is passed over, wherever it stands', async () => {
  const folder = temporaryFolder();
  const names = ['plug-good', 'plug-newer', 'plug-one', 'plug-two'];
  folder.write('package.json', { dependencies: Object.fromEntries(names.map((name) => [name, '*'])) });
  folder.write('node_modules/plug-good/package.json', plugin('plug-good', 'good', 'good-1'));
  folder.write('node_modules/plug-newer/package.json', { plugboard: { apiVersion: 2, id: 'newer' } });
  for (const name of ['plug-one', 'plug-two']) {
    folder.write(`node_modules/${name}/package.json`, plugin(name, 'twin', 'twin-1'));
  }
  folder.write('plugboard.config.json', {
    models: {
      first: ['newer/n-1', 'good/g-1'],
      last: ['good/g-1', 'newer/n-1'],
      twin: ['twin/t-1', 'good/g-1'],
      none: ['newer/n-1'],
    },
  });
  await using client = new Client({ root: folder.path });
  for (const alias of ['first', 'last', 'twin']) {
    const [chosen, passedOver, more] = (await client.explain(alias)).candidates;
    expect(chosen).toMatchObject({ provider: 'good', model: 'g-1', outcome: 'chosen' });
    expect(passedOver).toMatchObject({
      provider: alias === 'twin' ? 'plug-one' : 'plug-newer',
      model: alias === 'twin' ? 't-1' : 'n-1',
      outcome: 'passed-over',
      reason: expect.stringMatching(/^Target . of 2 .* but it cannot be used: /),
    });
    expect(more).toBeUndefined();
  }
  const failure = await failureOf(client.explain('none'));
  expect(failure.code).toBe('model_not_found');
  expect(failure.message).toContain('Plugin "plug-newer" cannot be used: ');
});

test('a config entry whose plugin is known to be unusable is named by explain(), and passed over in a list', async () => {
  const folder = temporaryFolder();
  folder.write('package.json', { dependencies: { good: '*', newer: '*' } });
  folder.write('node_modules/good/package.json', plugin('good', 'good', 'g-1'));
  folder.write('node_modules/good/index.js', pluginModule('good', speaking));
  folder.write('node_modules/newer/package.json', { plugboard: { apiVersion: 2, id: 'newer' } });
  folder.write('plugboard.config.json', {
    providers: { newer: { use: 'newer', models: ['n-1'] }, other: { use: 'newer', models: ['o-1'] } },
    models: { list: ['n-1', 'g-1'], qualified: ['good/g-1', 'newer/n-1'], none: ['n-1', 'o-1'] },
  });
  await using client = new Client({ root: folder.path });
  const why = 'In its package.json, plugboard.apiVersion is 2';

  expect((await client.explain('n-1')).candidates).toEqual([
    {
      provider: 'newer',
      model: 'n-1',
      outcome: 'chosen',
      reason: expect.stringContaining(`It is the only provider with a model of this id. It cannot be used: ${why}`),
    },
  ]);
  for (const alias of ['list', 'qualified']) {
    expect((await client.explain(alias)).candidates.map(({ outcome, provider }) => [outcome, provider])).toEqual([
      ['chosen', 'good'],
      ['passed-over', 'newer'],
    ]);
    expect((await client.explain(alias)).candidates[1]?.reason).toContain(`but it cannot be used: ${why}`);
    expect(await ask(client, alias)).toBe('Still here.');
  }
  expect((await client.explain('none')).candidates.map(({ outcome, provider }) => [outcome, provider])).toEqual([
    ['chosen', 'newer'],
    ['fallback', 'other'],
  ]);
  const failure = await failureOf(ask(client, 'none'));
  expect(failure.code).toBe('provider_load_failed');
  // Told once, before and after a call has failed.
  const told = (await client.explain('n-1')).candidates[0]?.reason.split('apiVersion is 2');
  expect(told).toHaveLength(2);
});

test('a plugin that could not be loaded is tried again, and no longer blamed when it can be', async () => {
  const folder = temporaryFolder();
  folder.write('plugboard.config.json', { providers: { late: { use: './late.mjs', models: ['late-1'] } } });
  await using client = new Client({ root: folder.path });
  expect((await failureOf(ask(client, 'late-1'))).code).toBe('provider_load_failed');
  expect((await client.explain('late-1')).candidates[0]?.reason).toContain('it could not be used');
  folder.write('late.mjs', pluginModule('late', speaking));
  expect(await ask(client, 'late-1')).toBe('Still here.');
  expect((await client.explain('late-1')).candidates[0]?.reason).not.toContain('it could not be used');
});

test('a plugin is imported when a model leads to it, and the log says which and why', async () => {
  const folder = temporaryFolder();
  folder.write('package.json', { dependencies: { 'plug-trap': '*' } });
  folder.write('node_modules/plug-trap/package.json', plugin('plug-trap', 'trap', 'trap-1'));
  folder.write(
    'node_modules/plug-trap/index.js',
    `globalThis.trapWasImported = true; ${pluginModule('trap', speaking)}`,
  );
  const log: string[] = [];
  const logger = { debug: (message: string) => log.push(message), warn: () => {} };
  await using client = new Client({ root: folder.path, logger });
  expect((await client.explain('trap-1')).provider).toBe('trap');
  expect('trapWasImported' in globalThis).toBe(false);
  expect(await ask(client, 'trap-1')).toBe('Still here.');
  expect('trapWasImported' in globalThis).toBe(true);
  Reflect.deleteProperty(globalThis, 'trapWasImported');
  expect(log).toContain('Importing the plugin "plug-trap 1.2.3" of provider "trap" for model "trap-1".');
});

async function ask(client: Client, model: string): Promise<string | null | undefined> {
  const completion = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello!' }] });
  return completion.choices[0]?.message.content;
}

async function failureOf(promise: Promise<unknown>): Promise<PlugboardError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (PlugboardError.isInstance(outcome)) return outcome;
  throw new Error('It did not fail with a PlugboardError.');
}
