import { Client, type ClientOptions, type CreateParams } from '@plugboard/core';
import { sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { openai } from '../src/index.ts';
import { bodyOf, question, rejection, shortAnswer } from './service.ts';

/** The model that the service is asked for, and which instance asked. */
async function sent(
  options: (baseUrl: string) => ClientOptions,
  params: Pick<CreateParams, 'model' | 'provider'>,
): Promise<string> {
  await using server = await startScriptedServer();
  server.on({}, sse(shortAnswer));
  await using client = new Client({ config: false, discover: false, ...options(`${server.origin}/v1`) });
  const { provider } = await client.chat.completions.create({ ...question, ...params });
  const { provider: explained } = await client.explain(params.model, {
    ...(params.provider !== undefined && { provider: params.provider }),
  });
  expect(explained).toBe(provider);
  return `${provider} ${String(bodyOf(server.requests[0])['model'])}`;
}

const auto = 'openrouter/auto';
const oss = 'openai/gpt-oss-120b';

test.each<[string, (baseUrl: string) => ClientOptions, Pick<CreateParams, 'model' | 'provider'>, string]>([
  [
    'a declared model of an instance that is called as its first part',
    (baseUrl) => ({ providers: [openai({ id: 'openrouter', baseUrl, models: [auto] })] }),
    { model: auto },
    `openrouter ${auto}`,
  ],
  [
    'a declared model of the default instance, although `gpt-*` claims what is behind the slash',
    (baseUrl) => ({ providers: [openai({ baseUrl, models: [oss] })] }),
    { model: oss },
    `openai ${oss}`,
  ],
  [
    "a declared model of the client's provider",
    (baseUrl) => ({ provider: openai({ baseUrl, models: [oss] }) }),
    { model: oss },
    `openai ${oss}`,
  ],
  [
    "a declared model of the call's provider",
    (baseUrl) => ({ providers: [openai({ baseUrl, models: [oss] })] }),
    { model: oss, provider: 'openai' },
    `openai ${oss}`,
  ],
  [
    'a declared model, written in full',
    (baseUrl) => ({ providers: [openai({ baseUrl, models: [oss] })] }),
    { model: `openai/${oss}` },
    `openai ${oss}`,
  ],
  [
    'a name that only a pattern declares whole',
    (baseUrl) => ({ providers: [openai({ id: 'openrouter', baseUrl, models: ['openrouter/*'] })] }),
    { model: auto },
    `openrouter ${auto}`,
  ],
  [
    'an alias of the config, whose target is a declared whole name',
    (baseUrl) => ({
      providers: [openai({ id: 'openrouter', baseUrl, models: [auto] })],
      config: { models: { assistant: [auto] } },
    }),
    { model: 'assistant' },
    `openrouter ${auto}`,
  ],
  [
    'a qualified id whose model nobody declares',
    (baseUrl) => ({ providers: [openai({ id: 'local', baseUrl })] }),
    { model: 'local/llava' },
    'local llava',
  ],
])('%s reaches the service under its own name', async (_, options, params, expected) => {
  expect(await sent(options, params)).toBe(expected);
});

test('a fallback with a slash is sent whole, and a switch to it names it', async () => {
  await using server = await startScriptedServer();
  server.on({ path: '/down/chat/completions' }, status(500, {}));
  server.on({ path: '/v1/chat/completions' }, sse(shortAnswer));
  await using client = new Client({
    providers: [
      openai({ id: 'first', baseUrl: `${server.origin}/down`, models: ['m'] }),
      openai({ id: 'openrouter', baseUrl: `${server.origin}/v1`, models: [auto] }),
    ],
    config: { models: { assistant: ['first/m', auto] } },
    discover: false,
    retry: { maxRetries: 0 },
  });
  const stream = await client.chat.completions.create({ ...question, model: 'assistant', stream: true });
  await stream.finalText();
  expect(server.requests.map((request) => bodyOf(request)['model'])).toEqual(['m', auto]);
  expect(stream.warnings.join()).toContain('Fell back from first/m to openrouter/openrouter/auto');
});

test('the whole name of one instance that begins with another is ambiguous before anything is sent', async () => {
  await using server = await startScriptedServer();
  const baseUrl = `${server.origin}/v1`;
  await using client = new Client({
    providers: [openai({ baseUrl }), openai({ id: 'groq', baseUrl, models: [oss] })],
    config: { models: { assistant: oss } },
    discover: false,
  });
  for (const model of [oss, 'assistant']) {
    const error = await rejection(client.chat.completions.create({ ...question, model }));
    expect(error).toMatchObject({ code: 'model_ambiguous', message: expect.stringContaining(`Write "groq/${oss}"`) });
    expect(await rejection(client.explain(model))).toMatchObject({ code: 'model_ambiguous' });
  }
  expect(server.requests).toHaveLength(0);
});

test('every model that is listed is found under the name of its instance and its own', async () => {
  await using server = await startScriptedServer();
  server.on({ path: '/v1/models' }, status(200, { data: [{ id: auto }, { id: oss }, { id: 'plain' }] }));
  const baseUrl = `${server.origin}/v1`;
  const providers = [openai({ baseUrl }), openai({ id: 'openrouter', baseUrl, models: [auto] })];
  await using client = new Client({ providers, config: false, discover: false });
  const listed = [...(await client.models.list()), ...(await client.models.list({ live: true }))];
  expect(listed).toContainEqual(expect.objectContaining({ id: oss, provider: 'openai' }));
  for (const { id, provider } of listed.filter((model) => !model.id.endsWith('*'))) {
    expect(await client.explain(`${provider}/${id}`)).toMatchObject({ provider, model: id });
  }
});

test('a service that does not know what is behind the slash leads to the whole name', async () => {
  await using server = await startScriptedServer();
  const message = 'The model `gpt-oss-120b` does not exist.';
  server.on({}, status(404, { error: { message } }));
  const failure = async (model: string, more: ClientOptions = {}): Promise<string> => {
    await using client = new Client({
      provider: openai({ baseUrl: `${server.origin}/v1` }),
      config: false,
      discover: false,
      ...more,
    });
    return String(await rejection(client.chat.completions.create({ ...question, model })));
  };
  expect(await failure(oss)).toContain(
    '"openai/gpt-oss-120b" was read as the model "gpt-oss-120b" of "openai": if the slash belongs to the ' +
      'service\'s own name, write "openai/openai/gpt-oss-120b", or declare it under `models` of the provider.',
  );
  expect(await failure('gpt-oss-120b')).not.toContain('was read as');
  expect(await failure(`openai/${oss}`)).not.toContain('was read as');
});
