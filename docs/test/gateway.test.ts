import { Client } from '@plugboard/core';
import { createGateway } from '@plugboard/gateway';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { expect, test, vi } from 'vitest';
import { askGateway } from '../snippets/gateway-client.ts';

test('the gateway of its page answers at the address that it prints', async () => {
  vi.stubEnv('PORT', '0');
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const { server } = await import('../snippets/gateway.ts');
  expect(log).toHaveBeenCalledWith(`Base URL for clients: ${server.url}/v1`);
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ status: 'ok' });
  await server.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('the official client reaches Reka through the gateway', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'Hello from Reka.' } });
  await using client = new Client({
    provider: reka({ apiKey: emulator.apiKey, baseUrl: emulator.url }),
    config: false,
    discover: false,
  });
  const server = await createGateway({ client }).listen({ port: 0 });
  expect(await askGateway(`${server.url}/v1`, 'Who are you?')).toBe('Hello from Reka.');
  expect(emulator.counts.chat).toBe(1);
  await server.close();
});
