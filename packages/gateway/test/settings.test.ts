import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configurableOptionNames, createGateway } from '../src/index.ts';
import { clientFor, say } from './open-gateway.ts';

test('the documentation names every option that a config may give, and no other', async () => {
  const page = await readFile(new URL('../../../docs/gateway.md', import.meta.url), 'utf8');
  const table = /^### The config\n.*?^\| Key +\|.*?\n(?<rows>(?:\|[^\n]*\n)+)/ms.exec(page)?.groups?.['rows'] ?? '';
  expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(configurableOptionNames);
});

test('an option that there is not is refused with the names of all, whoever gives them', () => {
  const given = { client: clientFor(() => say('Hi.')), colour: 'red' };
  const known =
    'client, keys, allowedOrigins, allowedHosts, bodyLimit, keepAlive, additions, allow, page, accessLog, onFault';
  expect(() => createGateway(given)).toThrow(`colour is not a known option (known: ${known}).`);
  for (const name of ['client', 'accessLog', 'onFault']) expect(configurableOptionNames).not.toContain(name);
});
