import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { recorded, replayed } from '../snippets/fixtures.ts';
import { acme } from './acme.ts';
import { temporaryFolder } from './surroundings.ts';

test('a call is recorded, and replayed when its service is gone', async () => {
  const service = await startScriptedServer();
  const message = { role: 'assistant', content: ' Hello' };
  service.on('next', status(200, { choices: [{ index: 0, message, finish_reason: 'stop' }] }));
  const provider = acme({ baseUrl: `${service.origin}/v1` });
  const folder = pathToFileURL(`${join(await temporaryFolder(), 'fixtures')}/`);
  const fixture = await recorded(provider, folder, 'not-a-real-key');
  await service.close();
  expect(fixture.exchanges).toHaveLength(1);
  expect(await replayed(provider, folder, 'acme-large')).toBe(' Hello');
});
