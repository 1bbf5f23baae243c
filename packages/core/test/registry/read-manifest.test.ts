import { expect, test } from 'vitest';
import { readManifest } from '../../src/registry/read-manifest.ts';

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
