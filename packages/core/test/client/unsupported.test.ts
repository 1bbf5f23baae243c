import { afterEach, expect, test } from 'vitest';
import { Client, type ClientOptions, type CreateParams, type Model, type RequestOptions } from '../../src/index.ts';
import { type Accepts, type ChatRequest, defineProvider, type ProviderPlugin } from '../../src/provider.ts';
import { rejection } from './tool-provider.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A plugin that keeps what it was asked. */
function recorder(id: string, accepts: Accepts, model: Model = { id: 'm' }) {
  const requests: ChatRequest[] = [];
  const plugin: ProviderPlugin<object> = defineProvider<object>({
    id,
    models: [model],
    create: () => ({
      accepts,
      async *stream(request) {
        requests.push(request);
        yield { type: 'text-delta', text: 'ok' };
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  });
  return { requests, plugin };
}

function clientOf(options: ClientOptions): Client {
  const client = new Client({ config: false, discover: false, ...options });
  cleanups.push(() => client.close());
  return client;
}

const params = {
  model: 'm',
  messages: [{ role: 'user', content: 'Hi' }],
  temperature: 0.2,
  top_k: 3,
  seed: 7,
  response_format: { type: 'json_object' },
  tools: [{ type: 'function', function: { name: 'weather' } }],
  tool_choice: 'required',
} as const satisfies CreateParams;

async function warningsOf(client: Client, options?: RequestOptions): Promise<readonly string[]> {
  const { warnings } = await client.chat.completions.create({ ...params }, options);
  return warnings;
}

test('with drop, what a provider does not accept is left out, and warnings name it and the provider', async () => {
  const { plugin, requests } = recorder('told', { parameters: ['seed'] });
  const warnings = await warningsOf(clientOf({ providers: [plugin], unsupported: 'drop' }));
  expect(requests[0]?.parameters).toEqual({ seed: 7 });
  expect(requests[0]).not.toHaveProperty('tools');
  expect(requests[0]).not.toHaveProperty('tool_choice');
  expect(requests[0]).not.toHaveProperty('response_format');
  expect(warnings).toEqual([
    "told/m: The provider does not accept temperature, top_k, which was left out (unsupported: 'drop').",
    "told/m: The provider does not accept tools, which was left out (unsupported: 'drop').",
    "told/m: The provider does not accept response_format json_object, which was left out (unsupported: 'drop').",
  ]);
});

test.each<[string, ClientOptions, object, RequestOptions | undefined, boolean]>([
  ['nobody says anything', {}, {}, undefined, false],
  ['the client says drop', { unsupported: 'drop' }, {}, undefined, true],
  ['the instance says drop', {}, { unsupported: 'drop' }, undefined, true],
  ['the instance says error and the client drop', { unsupported: 'drop' }, { unsupported: 'error' }, undefined, false],
  ['the call says drop', {}, {}, { unsupported: 'drop' }, true],
  [
    'the call says error and the others drop',
    { unsupported: 'drop' },
    { unsupported: 'drop' },
    { unsupported: 'error' },
    false,
  ],
  ['the call says null and the client drop', { unsupported: 'drop' }, {}, { unsupported: null }, true],
])('when %s, drop is %j', async (_, options, instance, call, drops) => {
  const { plugin, requests } = recorder('told', {});
  const asked = clientOf({ ...options, providers: [plugin(instance)] }).chat.completions.create({ ...params }, call);
  const error = await rejection(asked);
  if (drops) expect(error).toBeUndefined();
  else expect(error).toMatchObject({ code: 'unsupported', param: 'temperature', provider: 'told' });
  expect(requests).toHaveLength(drops ? 1 : 0);
});

test('an instance of a config says drop', async () => {
  const { plugin } = recorder('told', {});
  const config = { providers: { told: { use: 'told', unsupported: 'drop' } } } as const;
  expect(await warningsOf(clientOf({ providers: [plugin], config }))).toHaveLength(3);
});

test('a config says drop for all of its instances, and the option of the client otherwise', async () => {
  const { plugin } = recorder('told', {});
  const config = { unsupported: 'drop' } as const;
  expect(await warningsOf(clientOf({ providers: [plugin], config }))).toHaveLength(3);
  const strict = clientOf({ providers: [plugin], config, unsupported: 'error' });
  expect(await rejection(warningsOf(strict))).toMatchObject({ code: 'unsupported' });
});

test('each candidate of a fallback chain drops for itself', async () => {
  const first = recorder('first', { tools: true });
  const second = recorder('second', { parameters: ['top_k'], responseFormat: ['json_object'] });
  const config = { models: { chain: ['first/m', 'second/m'] } };
  const client = clientOf({ providers: [first.plugin, second.plugin({ unsupported: 'drop' })], config });
  const { provider, warnings } = await client.chat.completions.create({ ...params, model: 'chain' });
  expect(provider).toBe('second');
  expect(first.requests).toEqual([]);
  expect(second.requests).toMatchObject([{ parameters: { top_k: 3 } }]);
  expect(warnings).toEqual([
    'Fell back from first/m to second/m after unsupported.',
    expect.stringMatching(/^second\/m: .* temperature, seed,/),
    expect.stringMatching(/^second\/m: .* tools,/),
  ]);
});

test('what belongs to the conversation is never dropped', async () => {
  const { plugin, requests } = recorder('told', {}, { id: 'm', input: [] });
  const client = clientOf({ providers: [plugin], unsupported: 'drop' });
  for (const [messages, param] of [
    [
      [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://images.test/a.png' } }] }],
      'messages[0]',
    ],
    [
      [
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'a', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'c', content: '1' },
      ],
      'messages[0]',
    ],
  ] as const) {
    const error = await rejection(client.chat.completions.create({ model: 'm', messages }));
    expect(error).toMatchObject({ code: 'unsupported', param: expect.stringContaining(param) });
  }
  expect(requests).toEqual([]);
});

test('the detail of an image is dropped with a warning', async () => {
  const { plugin, requests } = recorder('told', { remoteMedia: true });
  const client = clientOf({ providers: [plugin], unsupported: 'drop' });
  const image_url = { url: 'https://images.test/a.png', detail: 'high' };
  const messages = [{ role: 'user', content: [{ type: 'image_url', image_url }] }] as const;
  const { warnings } = await client.chat.completions.create({ model: 'm', messages });
  expect(requests[0]?.messages[0]?.content).toEqual([{ type: 'image', source: image_url.url }]);
  expect(warnings).toEqual([expect.stringContaining('messages[0].content[0].image_url.detail')]);
});

test.each(['ignore', true, 'Drop'])('the mode %j is refused', async (mode) => {
  const unsupported = mode as 'drop';
  expect(() => new Client({ config: false, discover: false, unsupported })).toThrow(/unsupported must be/);
  const { plugin } = recorder('told', {});
  expect(() => clientOf({ providers: [plugin({ unsupported })] })).toThrow(/unsupported must be "error" or "drop"/);
  const asked = clientOf({ providers: [plugin] }).chat.completions.create({ ...params }, { unsupported });
  expect(await rejection(asked)).toMatchObject({ code: 'input_invalid', param: 'unsupported' });
});

test.each<[string, Accepts, Accepts, Partial<Record<string, unknown>>, string | undefined]>([
  ['a list of its own', { parameters: 'any' }, { parameters: ['seed'] }, { seed: 1 }, undefined],
  ['a list of its own that lacks one', { parameters: 'any' }, { parameters: ['seed'] }, { top_k: 1 }, 'top_k'],
  [
    'one that it refuses',
    { parameters: 'any' },
    { refusedParameters: ['temperature'] },
    { temperature: 1 },
    'temperature',
  ],
  [
    'others beside one that it refuses',
    { parameters: 'any' },
    { refusedParameters: ['temperature'] },
    { min_p: 1 },
    undefined,
  ],
  ['any where the provider has none', {}, { parameters: 'any' }, { min_p: 1 }, undefined],
  [
    'a name of two',
    { parameters: ['max_tokens', 'max_completion_tokens'] },
    { refusedParameters: ['max_tokens'] },
    { max_tokens: 1 },
    undefined,
  ],
  ['tools', { tools: true }, { tools: false }, { tools: params.tools }, 'tools'],
  ['nothing of its own', { parameters: ['seed'] }, {}, { seed: 1 }, undefined],
])('a model that accepts %s', async (_, provider, model, given, refused) => {
  const { plugin, requests } = recorder('told', provider, { id: 'm*', accepts: model });
  const { messages } = params;
  const error = await rejection(
    clientOf({ providers: [plugin] }).chat.completions.create({ model: 'm-1', messages, ...given }),
  );
  expect(requests).toHaveLength(refused === undefined ? 1 : 0);
  if (refused === undefined) expect(error).toBeUndefined();
  else expect(error).toMatchObject({ code: 'unsupported', param: refused });
});

test('models of a config say what they accept, under another name of the instance too', async () => {
  const { plugin, requests } = recorder(
    'told',
    { parameters: ['seed'] },
    { id: 'm', accepts: { parameters: ['top_k'] } },
  );
  const messages = [{ role: 'user', content: 'Hi' }] as const;
  const models = ['m', { id: 'own', accepts: { parameters: 'any' } }] as const;
  const client = clientOf({ providers: [plugin], config: { providers: { work: { use: 'told', models } } } });
  await client.chat.completions.create({ model: 'work/m', messages, top_k: 1 });
  await client.chat.completions.create({ model: 'work/own', messages, temperature: 1 });
  expect(requests.map(({ parameters }) => parameters)).toEqual([{ top_k: 1 }, { temperature: 1 }]);
});
