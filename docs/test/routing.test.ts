import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { expect, test } from 'vitest';
import { choose, explain, list } from '../snippets/routing.ts';
import { acme } from './acme.ts';
import { rejection } from './surroundings.ts';

const baseUrl = 'http://127.0.0.1:9';
const offline = { config: false, discover: false } as const;

test('a resolution is printed as the document shows it', async () => {
  await using client = new Client({
    ...offline,
    providers: [reka, acme({ baseUrl, models: ['*'] }), reka({ id: 'work', models: ['reka-flash'] })],
  });
  await expect(`${await explain(client)}\n`).toMatchFileSnapshot('../snippets/output/resolution.txt');
});

test('two owners are both named, with the ways to choose', async () => {
  await using client = new Client({ ...offline, providers: [reka, reka({ id: 'work', models: ['reka-core'] })] });
  await saved(client.explain('reka-core'), 'model_ambiguous', 'model-ambiguous');
});

test('a name that nobody has is told with the nearest ones', async () => {
  await using client = new Client({ ...offline, providers: [reka, acme({ baseUrl })] });
  await saved(client.explain('reka-cor'), 'model_not_found', 'model-not-found', 'pattern');
  await using other = new Client({ ...offline, providers: [acme({ baseUrl })] });
  await saved(other.explain('reka-core'), 'model_not_found', 'model-not-found');
});

/** A name under `reka-*` is a model of Reka, known or not. */
async function saved(answer: Promise<{ rule: string }>, code: string, name: string, rule?: string): Promise<void> {
  if (rule !== undefined) return expect(await answer).toMatchObject({ rule });
  const error = await rejection(answer);
  expect(error).toMatchObject({ code });
  const message = error instanceof Error ? error.message : '';
  await expect(`${message}\n`).toMatchFileSnapshot(`../snippets/output/${name}.txt`);
}

test('a qualified id and `provider` send a call to an instance', async () => {
  await using emulator = await startRekaEmulator();
  const { apiKey, url } = emulator;
  await using client = new Client({ ...offline, providers: [reka({ id: 'work', apiKey, baseUrl: url }), reka] });
  expect(await choose(client)).toEqual(['work', 'work']);
  expect(emulator.counts.chat).toBe(2);
});

test('models are listed as they are declared, and as the services offer them', async () => {
  await using emulator = await startRekaEmulator();
  const { apiKey, url } = emulator;
  await using client = new Client({ ...offline, providers: [reka({ apiKey, baseUrl: url }), acme({ baseUrl })] });
  const lines = await list(client);
  expect(lines).toContain('reka/reka-core plugin');
  expect(lines).toContain('reka/reka-edge-2603 service');
  expect(lines.filter((line) => line === 'acme/acme-large plugin')).toHaveLength(2);
});
