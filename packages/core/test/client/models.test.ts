import { expect, test } from 'vitest';
import { Client, type ClientOptions, type ListedModel } from '../../src/index.ts';
import { defineProvider, type Model, type Provider } from '../../src/provider.ts';

const declared: readonly Model[] = [
  { id: 'owl-large', aliases: ['owl'], input: ['image'] },
  { id: 'owl-small', input: [] },
  { id: 'owl-*' },
];

function clientWith(listModels?: Provider['listModels'], options: ClientOptions = {}): Client {
  const owl = defineProvider({
    id: 'owl',
    models: declared,
    create: () => ({
      async *stream() {
        yield { type: 'finish', reason: 'stop' } as const;
      },
      ...(listModels !== undefined && { listModels }),
    }),
  });
  return new Client({ providers: [owl({ models: ['owl-own'] })], config: false, discover: false, ...options });
}

async function collect(models: AsyncIterable<ListedModel>): Promise<readonly ListedModel[]> {
  const all: ListedModel[] = [];
  for await (const model of models) all.push(model);
  return all;
}

test('models can be awaited, and read one by one', async () => {
  await using client = clientWith();
  const awaited = await client.models.list();
  expect(awaited.map(({ id }) => id)).toEqual(['owl-large', 'owl-small', 'owl-*', 'owl-own']);
  expect(await collect(client.models.list())).toEqual(awaited);
  expect(awaited.data).toEqual([...awaited]);
  expect(Object.keys(awaited)).not.toContain('data');
});

test('what the services offer can be read one by one, too', async () => {
  await using client = clientWith(async () => [{ id: 'owl-new' }]);
  expect(await collect(client.models.list({ live: true }))).toEqual([
    { id: 'owl-new', provider: 'owl', claimedBy: 'service' },
  ]);
});

test('aliases are listed apart, in the order of the config, and are found as models', async () => {
  await using client = clientWith(undefined, {
    config: { models: { seeing: ['owl-large', 'owl/owl-small'], small: 'owl-small' } },
  });
  expect(await client.models.aliases()).toEqual([
    { alias: 'seeing', targets: ['owl-large', 'owl/owl-small'] },
    { alias: 'small', targets: ['owl-small'] },
  ]);
  expect((await client.models.list()).map(({ id }) => id)).not.toContain('seeing');
  expect(await client.models.retrieve('seeing')).toMatchObject({ id: 'owl-large', provider: 'owl' });
});

test('a list that fails ends the loop over it, and nothing else', async () => {
  await using client = clientWith(() => Promise.reject(new Error('fake')));
  await expect(collect(client.models.list({ live: true }))).rejects.toMatchObject({ code: 'protocol_error' });
});

test.each([
  [{ signal: new AbortController().signal }, 'signal', /models\.list\(\) has no option signal\. It has: live\./],
  [{ live: 'yes' }, 'live', /live must be true or false/],
])('options that a list does not have are refused: %#', async (options, param, message) => {
  await using client = clientWith();
  const refused = { code: 'input_invalid', param, message: expect.stringMatching(message) };
  await expect(client.models.list(options as never)).rejects.toMatchObject(refused);
  await expect(collect(client.models.list(options as never))).rejects.toMatchObject(refused);
});

test.each<[string, ListedModel]>([
  ['owl-small', { id: 'owl-small', input: [], provider: 'owl', claimedBy: 'plugin' }],
  ['owl', { id: 'owl-large', aliases: ['owl'], input: ['image'], provider: 'owl', claimedBy: 'plugin' }],
  ['owl/owl-large', { id: 'owl-large', aliases: ['owl'], input: ['image'], provider: 'owl', claimedBy: 'plugin' }],
  ['owl-own', { id: 'owl-own', provider: 'owl', claimedBy: 'config' }],
  ['owl-of-tomorrow', { id: 'owl-of-tomorrow', provider: 'owl', claimedBy: 'plugin' }],
  ['owl/any', { id: 'any', provider: 'owl', claimedBy: 'config' }],
])('%s is retrieved as what a call would ask for', async (name, expected) => {
  await using client = clientWith();
  expect(await client.models.retrieve(name)).toEqual(expected);
});

test('an alias of a config is retrieved, and the instance may be named', async () => {
  await using client = clientWith(undefined, { config: { models: { best: ['owl/owl-large', 'owl/owl-small'] } } });
  expect(await client.models.retrieve('best')).toMatchObject({ id: 'owl-large', provider: 'owl' });
  expect(await client.models.retrieve('other', { provider: 'owl' })).toMatchObject({ id: 'other', provider: 'owl' });
});

test('a model that nobody has is not found', async () => {
  await using client = clientWith();
  await expect(client.models.retrieve('cat')).rejects.toMatchObject({ code: 'model_not_found' });
  await expect(client.models.retrieve('')).rejects.toMatchObject({ code: 'input_invalid', param: 'model' });
  await expect(client.models.retrieve('owl', { timeout: 5 } as never)).rejects.toMatchObject({ param: 'timeout' });
});

test('with live the service decides', async () => {
  await using client = clientWith(async () => [{ id: 'owl-large', input: ['image', 'pdf'] }]);
  expect(await client.models.retrieve('owl', { live: true })).toEqual({
    id: 'owl-large',
    input: ['image', 'pdf'],
    provider: 'owl',
    claimedBy: 'service',
  });
  await expect(client.models.retrieve('owl-small', { live: true })).rejects.toMatchObject({
    code: 'model_not_found',
    provider: 'owl',
    model: 'owl-small',
  });
});

test('a service that cannot say leaves what is declared', async () => {
  await using client = clientWith();
  expect(await client.models.retrieve('owl-small', { live: true })).toMatchObject({ claimedBy: 'plugin' });
});

test.each([[['owl-small']], [undefined], [null], [1], ['']])('%j names no model, which is told', async (model) => {
  await using client = clientWith();
  const failure = { code: 'input_invalid', param: 'model' };
  await expect(client.explain(model as string)).rejects.toMatchObject(failure);
  await expect(client.models.retrieve(model as string)).rejects.toMatchObject(failure);
});
