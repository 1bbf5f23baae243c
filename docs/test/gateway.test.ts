import { expect, test, vi } from 'vitest';

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
