import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as entry from '../src/index.ts';
import * as emulatorPackage from '@plugboard/reka-emulator';
import * as emulator from '../src/emulator.ts';

test('the entry points export what they promise', () => {
  expect(Object.keys(entry)).toEqual(['reka']);
  expect(emulator).toEqual(emulatorPackage);
});

test('the plugin is a plugin, and calling it gives an inert value that shows no secret', () => {
  expect([entry.reka.kind, entry.reka.id]).toEqual(['provider-plugin', 'reka']);
  const configured = entry.reka({ apiKey: 'fake-key-for-tests', id: 'mine' });
  expect(configured).toMatchObject({ kind: 'configured-provider', plugin: 'reka', id: 'mine' });
  expect(inspect(configured) + JSON.stringify(configured)).not.toContain('fake-key');
});
