import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { recorded, replayed } from '../snippets/fixtures.ts';
import { acme } from './acme.ts';
import { temporaryFolder } from './surroundings.ts';

test('a call is recorded, and replayed when its service is gone', async () => {
  const service = await startScriptedServer();
  const chunk = (delta: object, finish: string | null): object => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  service.on('next', sse([chunk({ content: ' Hello' }, null), chunk({}, 'stop'), 'data: [DONE]\n\n']));
  const provider = acme({ baseUrl: `${service.origin}/v1` });
  const folder = pathToFileURL(`${join(await temporaryFolder(), 'fixtures')}/`);
  const fixture = await recorded(provider, folder, 'not-a-real-key');
  await service.close();
  expect(fixture.exchanges).toHaveLength(1);
  expect(await replayed(provider, folder, 'acme-large')).toBe(' Hello');
});
