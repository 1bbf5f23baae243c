import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { expect, test, vi } from 'vitest';
import { checkConfig } from '../../packages/core/src/config/check-config.ts';
import { ask } from '../snippets/ask.ts';
import { inCode } from '../snippets/configuration.ts';
import { acme } from './acme.ts';
import { folderWith, readDocument, rejection, talkingService, temporaryFolder } from './surroundings.ts';

test('one program runs unchanged under two configs and reaches two services', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'Reka speaking.' } });
  const other = await talkingService('Acme speaking.');
  const providers = [reka, acme];
  vi.stubEnv('DOCS_TOKEN', emulator.accessToken);
  const one = await folderWith({
    providers: { reka: { use: 'reka', baseUrl: emulator.url, accessToken: { $env: 'DOCS_TOKEN' } } },
    models: { assistant: 'reka/reka-core' },
  });
  const two = await folderWith({
    providers: { acme: { use: 'acme', baseUrl: other.origin } },
    models: { assistant: 'acme/acme-large' },
  });

  expect(await ask('Who are you?', { providers, root: one })).toBe('Reka speaking.');
  expect([emulator.counts.chat, other.requests.length]).toEqual([1, 0]);
  expect(await ask('Who are you?', { providers, root: two })).toBe('Acme speaking.');
  expect([emulator.counts.chat, other.requests.length]).toEqual([1, 1]);

  vi.stubEnv('PLUGBOARD_CONFIG', join(one, 'plugboard.config.json'));
  expect(await ask('Who are you?', { providers, root: two })).toBe('Reka speaking.');
  vi.unstubAllEnvs();
});

test('instances in code need no config', async () => {
  await using emulator = await startRekaEmulator();
  await using client = inCode(emulator.apiKey, emulator.url);
  expect((await client.explain('work/reka-core')).provider).toBe('work');
  expect((await client.explain('reka-core')).provider).toBe('reka');
  expect(await rejection(client.explain('reka-flash'))).toMatchObject({ code: 'model_ambiguous' });
});

test('a fault in a config is told with file, path and expected type', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'plugboard.config.json'),
    '{ "providers": { "reka": { "use": "@plugboard/provider-reka", "maxConcurrent": "4" } } }',
  );
  const error = await rejection((async () => new Client({ root: folder }))());
  const message = error instanceof Error ? error.message.replace(folder, '/app') : '';
  await expect(`${message}\n`).toMatchFileSnapshot('../snippets/output/config-invalid.txt');
});

test('a secret in plain text is refused with the way to write it', async () => {
  const folder = await folderWith({ providers: { reka: { use: 'reka', apiKey: 'fake-key-in-a-file' } } });
  await using client = new Client({ providers: [reka], root: folder });
  const message = await messageOf(client, folder);
  expect(message).not.toContain('fake-key');
  await expect(`${message}\n`).toMatchFileSnapshot('../snippets/output/plain-secret.txt');
});

test('a variable that is set and not used is named when a credential is missing', async () => {
  await using emulator = await startRekaEmulator();
  vi.stubEnv('REKA_API_KEY', 'fake-key-unused');
  await using client = new Client({ providers: [reka({ baseUrl: emulator.url })], config: false });
  const message = await messageOf(client, emulator.url);
  vi.unstubAllEnvs();
  expect(message).not.toContain('fake-key');
  await expect(`${message}\n`).toMatchFileSnapshot('../snippets/output/auth-missing.txt');
});

/** What a call fails with, with the folder of the test named `/app`. */
async function messageOf(client: Client, folder: string): Promise<string> {
  const messages = [{ role: 'user', content: 'Hello!' }] as const;
  const failure = await rejection(client.chat.completions.create({ model: 'reka-core', messages }));
  return failure instanceof Error ? failure.message.replace(folder, '/app') : '';
}

test('every config in the documents is valid', async () => {
  const names = ['configuration.md', 'services.md', 'routing.md', 'media.md', 'reliability.md'];
  const documents = await Promise.all(names.map(readDocument));
  const blocks = documents.flatMap((text) =>
    Array.from(text.matchAll(/```json\n([^]*?)```/g), ([, code = '']) => code),
  );
  const configs = blocks.map((code): unknown => JSON.parse(code)).filter((value) => !isManifest(value));
  expect(configs.length).toBeGreaterThan(2);
  for (const config of configs) checkConfig(config);
});

function isManifest(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'plugboard' in value;
}
