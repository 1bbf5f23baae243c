import 'reflect-metadata';
import { container } from 'tsyringe';
import { Agent } from 'undici';
import { status, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { afterEach, expect, test, vi } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { type ClientOptions, HTTP_DISPATCHER } from '../../src/client/client-options.ts';
import { ask, clientOf, failureOf, overHttp, serve } from '../call/fixture.ts';

afterEach(() => vi.unstubAllEnvs());

const silent = { config: false, discover: false } as const;

for (const proxy of ['nonsense', 'socks5://a:1', '', 'http://a:%zz@b:1', 7]) {
  test(`the proxy ${JSON.stringify(proxy)} is refused by the constructor`, () => {
    expect(() => new Client({ ...silent, proxy: proxy as string })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('proxy') }),
    );
  });
}

test('a bad PLUGBOARD_PROXY is refused by name, and its value is not shown', () => {
  vi.stubEnv('PLUGBOARD_PROXY', 'socks5://user:s3cr3t-pw@proxy.test');
  const make = (): Client => new Client(silent);
  expect(make).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  expect(make).toThrow(/^PLUGBOARD_PROXY must be a URL/);
  expect(make).not.toThrow(/s3cr3t/);
});

test('an empty PLUGBOARD_PROXY is none', () => {
  vi.stubEnv('PLUGBOARD_PROXY', '');
  expect(() => new Client(silent)).not.toThrow();
});

async function proxyAndServer(): Promise<{ proxy: ScriptedServer; server: ScriptedServer }> {
  const [proxy, server] = [await serve(), await serve()];
  proxy.on({ method: 'CONNECT' }, status(502, ''));
  server.on({ path: '/token' }, status(503, {}));
  return { proxy, server };
}

/** Whom one call asked, by way of a dispatcher in the container. */
async function asked(
  { proxy, server }: { proxy: ScriptedServer; server: ScriptedServer },
  options: ClientOptions = {},
): Promise<string> {
  const dispatcher = new Agent();
  const given = container.createChildContainer();
  given.register(HTTP_DISPATCHER, { useValue: dispatcher });
  const client = clientOf(overHttp(server.origin), { container: given, retry: { maxRetries: 0 }, ...options });
  await failureOf(ask(client));
  await dispatcher.close();
  return `proxy ${proxy.requests.length}, server ${server.requests.length}`;
}

test('a dispatcher of the container goes before PLUGBOARD_PROXY, so that replayed traffic stays here', async () => {
  const servers = await proxyAndServer();
  vi.stubEnv('PLUGBOARD_PROXY', servers.proxy.origin);
  expect(await asked(servers)).toBe('proxy 0, server 1');
});

test('the option goes before a dispatcher of the container', async () => {
  const servers = await proxyAndServer();
  expect(await asked(servers, { proxy: servers.proxy.origin })).toBe('proxy 1, server 0');
});

test('without a dispatcher PLUGBOARD_PROXY is used', async () => {
  const servers = await proxyAndServer();
  vi.stubEnv('PLUGBOARD_PROXY', servers.proxy.origin);
  expect(await asked(servers, { container: undefined })).toBe('proxy 1, server 0');
});
