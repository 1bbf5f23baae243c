import { resolve } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Client } from '../../src/client/client.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import { readEnvironment } from '../../src/client/read-settings.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { defineProvider } from '../../src/contract/define-provider.ts';
import { ask, clientOf, failureOf, finish, overHttp, serve, text } from '../call/fixture.ts';
import { temporaryFolder } from '../registry/folders.ts';
import { status } from '@plugboard/provider-testkit/server';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Answers with what it was made with, as far as that can be said. */
const echo = defineProvider<{ name?: string | undefined; path?: string | undefined }>({
  id: 'echo',
  models: [{ id: 'model' }],
  options: z.object({ name: z.string().optional(), path: z.string().optional() }),
  environment: { name: 'ECHO_NAME', path: 'ECHO_PATH' },
  create: ({ name, path }, host) => ({
    async *stream() {
      if (name === 'nobody') throw new PlugboardError('auth_missing', 'There is no name.');
      yield* text(JSON.stringify({ name, path: path === undefined ? undefined : host.resolvePath(path) }));
      yield finish;
    },
  }),
});

const offline = { providers: [echo], config: false, discover: false } as const;

/** Clients made under one value each of a variable, which is gone when the first one is used. */
function madeUnder(
  variable: string,
  values: readonly (string | undefined)[],
  options: ClientOptions,
): readonly Client[] {
  const clients = values.map((value) => {
    vi.stubEnv(variable, value);
    return new Client(options);
  });
  vi.stubEnv(variable, 'set-too-late');
  return clients;
}

async function answers(clients: readonly Client[], model = 'model'): Promise<readonly unknown[]> {
  const said: unknown[] = [];
  for (const client of clients) {
    said.push(JSON.parse(await (await ask(client, { model })).finalText()));
    await client.close();
  }
  return said;
}

test('clients made under different variables of a plugin keep theirs', async () => {
  const clients = madeUnder('ECHO_NAME', ['one', undefined, 'two'], offline);
  expect(await answers(clients)).toEqual([{ name: 'one' }, {}, { name: 'two' }]);
});

test('clients made under different variables of a config keep theirs', async () => {
  const config = { providers: { echo: { use: 'echo', name: { $env: 'ENVIRONMENT_TEST' } } } };
  const clients = madeUnder('ENVIRONMENT_TEST', ['one', 'two'], { ...offline, config });
  expect(await answers(clients)).toEqual([{ name: 'one' }, { name: 'two' }]);
  const [without] = madeUnder('ENVIRONMENT_TEST', [undefined], { ...offline, config });
  const client = without ?? new Client();
  // A failure is not remembered, but the next call finds the same environment.
  for (const _ of [1, 2]) {
    const error = await failureOf(ask(client));
    expect(error.message).toContain('needs the environment variable "ENVIRONMENT_TEST", which is not set.');
  }
  await client.close();
});

test('clients made under different configs keep theirs, for calls, explain() and the list of models', async () => {
  const folder = temporaryFolder();
  const configs = ['one', 'two'].map((name) =>
    folder.write(`${name}.json`, { providers: { [name]: { use: 'echo', name, models: ['shared'] } } }),
  );
  const clients = madeUnder('PLUGBOARD_CONFIG', configs, { providers: [echo], discover: false });
  for (const [index, id] of ['one', 'two'].entries()) {
    expect(await clients[index]?.explain('shared')).toMatchObject({ provider: id });
    expect((await clients[index]?.models.list())?.map(({ provider }) => provider)).toContain(id);
    expect((await clients[index]?.diagnose())?.config).toBe(configs[index]);
  }
  expect(await answers(clients, 'shared')).toEqual([{ name: 'one' }, { name: 'two' }]);
});

test('clients made with and without PLUGBOARD_PROXY keep it so', async () => {
  const [proxy, server] = [await serve(), await serve()];
  proxy.on({ method: 'CONNECT' }, status(502, ''));
  server.on({ path: '/token' }, status(503, {}));
  const make = (address: string): Client => {
    vi.stubEnv('PLUGBOARD_PROXY', address);
    return clientOf(overHttp(server.origin), { retry: { maxRetries: 0 } });
  };
  const [through, direct] = [make(proxy.origin), make('')];
  await failureOf(ask(direct));
  expect([proxy.requests.length, server.requests.length]).toEqual([0, 1]);
  await failureOf(ask(through));
  expect([proxy.requests.length, server.requests.length]).toEqual([1, 1]);
});

test('a diagnosis and the notes of an error tell what the client was made under', async () => {
  const options = { ...offline, providers: [echo({ name: 'nobody' })] };
  const [early, late] = madeUnder('ECHO_PATH', ['early.txt', undefined], options);
  const found = [await early?.diagnose(), await late?.diagnose()].map(
    (diagnosis) => diagnosis?.providers[0]?.credentials,
  );
  expect(found).toEqual([
    expect.arrayContaining([expect.objectContaining({ name: 'ECHO_PATH', state: 'unused' })]),
    [expect.objectContaining({ option: 'name', from: 'code' })],
  ]);
  const messages = [];
  for (const client of [early, late]) {
    if (client !== undefined) messages.push((await failureOf(ask(client))).message);
    await client?.close();
  }
  expect(messages.map((message) => message.includes('ECHO_PATH is set but not used'))).toEqual([true, false]);
});

test('paths of code and of variables begin in the folder that was the working folder then', async () => {
  const working = vi.spyOn(process, 'cwd').mockReturnValue('/begun/here');
  vi.stubEnv('ECHO_PATH', 'cookies.json');
  const clients = [new Client(offline), new Client({ ...offline, providers: [echo({ path: 'in-code.json' })] })];
  working.mockReturnValue('/later/there');
  expect(await answers(clients)).toEqual([
    { path: resolve('/begun/here/cookies.json') },
    { path: resolve('/begun/here/in-code.json') },
  ]);
});

test('a name that every object has is no variable', async () => {
  const config = { providers: { echo: { use: 'echo', name: { $env: 'constructor' } } } };
  await using client = new Client({ ...offline, config });
  expect((await failureOf(ask(client))).message).toContain('"constructor", which is not set');
});

test('names of variables are the same in any case of their letters on Windows, and only there', () => {
  const variables = { Path: 'a', OTHER: 'b' };
  const windows = readEnvironment(variables, true);
  expect([windows['PATH'], windows['path'], windows['Other'], windows['none']]).toEqual(['a', 'a', 'b', undefined]);
  const other = readEnvironment(variables, false);
  expect([other['Path'], other['PATH']]).toEqual(['a', undefined]);
});
