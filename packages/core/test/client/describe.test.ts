import { expect, test } from 'vitest';
import { startScriptedServer } from '@plugboard/provider-testkit/server';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { defineProvider, type InstanceOptions } from '../../src/contract/define-provider.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { clientOf, failureOf, finish, inProcess } from '../call/fixture.ts';

const owl = (given: Partial<Provider> = {}) =>
  defineProvider<InstanceOptions>({
    id: 'owl',
    models: [
      { id: 'owl-1', aliases: ['owl'], input: ['image'], accepts: { parameters: ['stop'], tools: false } },
      { id: 'owl-*' },
    ],
    create: () => ({
      accepts: { parameters: ['temperature', 'seed'], tools: true, extra: ['hoot'], responseFormat: ['json_object'] },
      async *stream() {
        yield finish;
      },
      ...given,
    }),
  });

test('a model is described by its provider, with what it has otherwise', async () => {
  const client = clientOf(owl()({ id: 'work', models: ['owl-1'] }));
  expect(await client.describe('owl-1')).toEqual({
    requested: 'owl-1',
    provider: 'work',
    plugin: 'owl',
    model: 'owl-1',
    input: ['image'],
    accepts: { parameters: ['stop'], tools: false, extra: ['hoot'], responseFormat: ['json_object'] },
    unsupported: 'error',
  });
});

test('a name is found as a call finds it', async () => {
  const client = clientOf(owl()());
  expect(await client.describe('owl')).toMatchObject({ requested: 'owl', model: 'owl-1' });
  expect(await client.describe('owl/owl-9')).toMatchObject({
    model: 'owl-9',
    input: undefined,
    accepts: { parameters: ['temperature', 'seed'], tools: true },
  });
  expect(await client.describe('owl-7', { provider: 'owl' })).toMatchObject({ model: 'owl-7' });
  expect((await failureOf(client.describe('crow'))).code).toBe('model_not_found');
  expect((await failureOf(client.describe(undefined as never))).code).toBe('input_invalid');
});

test('the mode of the instance goes before that of the client', async () => {
  const unsupportedOf = async (instance: InstanceOptions, client: 'drop' | undefined) =>
    (await clientOf(owl()(instance), { unsupported: client }).describe('owl-1')).unsupported;
  expect(await unsupportedOf({}, 'drop')).toBe('drop');
  expect(await unsupportedOf({ unsupported: 'error' }, 'drop')).toBe('error');
});

test('a provider that accepts nothing is described, and nothing is asked of anybody', async () => {
  const server = await startScriptedServer();
  try {
    const provider = inProcess((host) => {
      host.http.with({ baseUrl: server.origin });
      return {
        stream: () => {
          throw new Error('asked');
        },
        listModels: () => {
          throw new Error('asked');
        },
      };
    });
    expect(await clientOf(provider).describe('model')).toMatchObject({ accepts: {} });
    expect(server.accepted).toBe(0);
  } finally {
    await server.close();
  }
});

test('a provider that cannot be used is refused as in a call, without its secrets', async () => {
  const provider = inProcess((host) => {
    host.log.debug('made');
    throw new PlugboardError('config_invalid', 'No such region.');
  });
  expect(await failureOf(clientOf(provider).describe('model'))).toMatchObject({ provider: 'scripted' });
  const broken = owl(
    Object.defineProperty({}, 'accepts', {
      enumerable: true,
      get: () => {
        throw new Error('fake-secret');
      },
    }),
  );
  const error = await failureOf(clientOf(broken()).describe('owl-1'));
  expect(`${error.message} ${error.stack}`).not.toContain('fake-secret');
});

test('a closed client describes nothing', async () => {
  const client = clientOf(owl()());
  await client.close();
  expect((await failureOf(client.describe('owl-1'))).code).toBe('closed');
});
