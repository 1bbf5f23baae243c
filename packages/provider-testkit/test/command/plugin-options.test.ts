import { defineProvider } from '@plugboard/core/provider';
import { expect, test } from 'vitest';
import { compareManifest } from '../../src/command/compare-manifest.ts';
import { optionsForCheck, optionsForRecording } from '../../src/command/plugin-options.ts';
import { UsageError } from '../../src/command/usage.ts';
import { definitionOf } from '../../src/conformance/stage/probe.ts';

test('a check that is given no options has a placeholder for each secret', () => {
  expect(optionsForCheck(undefined, ['apiKey', 'token'])).toEqual({ apiKey: '{{apiKey}}', token: '{{token}}' });
  expect(optionsForCheck('{"apiKey":"{{key}}"}', ['apiKey', 'token'])).toEqual({ apiKey: '{{key}}' });
});

test('references to the environment are followed wherever they stand, and what they lead to is a secret of that name', () => {
  const given = JSON.stringify({ apiKey: { $env: 'ACME_KEY' }, site: { token: { $env: 'ACME_TOKEN' }, retries: 2 } });
  const environment = { ACME_KEY: 'fake-key', ACME_TOKEN: 'fake-token' };
  expect(optionsForRecording(given, environment)).toEqual({
    options: { apiKey: 'fake-key', site: { token: 'fake-token', retries: 2 } },
    secrets: { apiKey: 'fake-key', token: 'fake-token' },
  });
  expect(optionsForRecording(undefined, environment)).toEqual({ options: {}, secrets: {} });
});

test.each([
  ['{', '--options is not valid JSON.'],
  ['[]', '--options must be a JSON object.'],
  ['"a"', '--options must be a JSON object.'],
  ['{"apiKey":{"$env":"ACME_KEY"}}', 'The environment variable ACME_KEY is not set.'],
  ['{"apiKey":{"$env":"EMPTY"}}', 'The environment variable EMPTY is not set.'],
])('the options %s are refused as a mistake of the command line', (given, message) => {
  const read = (): unknown => optionsForRecording(given, { EMPTY: '' });
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});

const models = [{ id: 'acme-one', input: ['image'] }] as const;
const acme = definitionOf(
  defineProvider({
    id: 'acme',
    models,
    create: () => ({ async *stream() {} }),
  })(),
);

test.each([
  [{ apiVersion: 1, id: 'acme', models }, []],
  [undefined, ['no field "plugboard"']],
  [{ apiVersion: 2, id: 'acme', models }, ['"plugboard.apiVersion" must be 1.']],
  [
    { apiVersion: 1, id: 'other', models: [] },
    [
      '"plugboard.id" is "other", the plugin\'s id is "acme".',
      'Write: "models": [{"id":"acme-one","input":["image"]}]',
    ],
  ],
])('of the manifest %j, every difference is told', (manifest, told) => {
  const problems = compareManifest(acme, manifest);
  expect(problems).toHaveLength(told.length);
  for (const [index, text] of told.entries()) expect(problems[index]).toContain(text);
});
