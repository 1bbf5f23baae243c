import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { google } from '../src/index.ts';
import { models } from '../src/models.ts';

test('the manifest repeats what routing needs to know', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    plugboard: unknown;
  };
  expect(manifest.plugboard).toEqual({ apiVersion: 1, id: google.id, export: '.', models });
});
