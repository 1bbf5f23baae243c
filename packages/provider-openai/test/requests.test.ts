import { fileURLToPath } from 'node:url';
import { Client, type CreateParams, file } from '@plugboard/core';
import { sse } from '@plugboard/provider-testkit/server';
import OpenAI7 from 'openai7';
import { expect, test } from 'vitest';
import { openai, presets, type OpenAIOptions, type PresetName } from '../src/index.ts';
import { question, rejection, shortAnswer, startService } from './service.ts';

const cat = fileURLToPath(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));

async function ask(options: OpenAIOptions, params: Partial<CreateParams> = {}) {
  await using service = await startService(options);
  service.server.on({}, sse(shortAnswer));
  const call: CreateParams = { ...question, ...params };
  const error = await rejection(service.client.chat.completions.create(call));
  return { error, request: service.server.requests[0], body: service.body(), count: service.server.requests.length };
}

test('key, organization, project, headers and query go with the request', async () => {
  const { request } = await ask({
    apiKey: 'fake-key',
    organization: 'org',
    project: 'proj',
    headers: { 'X-Title': 'test' },
    query: { 'api-version': '1' },
  });
  expect(request?.path).toBe('/v1/chat/completions?api-version=1');
  expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
    authorization: 'Bearer fake-key',
    'openai-organization': 'org',
    'openai-project': 'proj',
    'x-title': 'test',
  });
});

test('an authorization header of the options goes out where there is no apiKey', async () => {
  const { request, error } = await ask({ preset: 'openai', headers: { Authorization: 'Basic fake' } });
  expect(error).toBeUndefined();
  expect(request?.headers.get('authorization')).toBe('Basic fake');
});

test('a local server gets no authorization header', async () => {
  const { request, error } = await ask({});
  expect(error).toBeUndefined();
  expect(request?.headers.has('authorization')).toBe(false);
});

test('a server that is not this machine is reached over http: with allowHttp, and only then', async () => {
  await using service = await startService();
  service.server.on({}, sse(shortAnswer));
  // Leads to this machine, but is not one of its loopback addresses.
  const baseUrl = `http://0.0.0.0:${service.server.port}/v1`;
  const askAt = async (options: OpenAIOptions): Promise<unknown> => {
    const provider = openai({ baseUrl, models: ['m'], ...options });
    await using client = new Client({ provider, config: false, discover: false });
    return await rejection(client.chat.completions.create(question));
  };
  for (const options of [{}, { allowHttp: false }]) {
    const error = await askAt(options);
    expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringContaining('allowHttp') });
  }
  expect(service.server.requests).toHaveLength(0);
  expect(await askAt({ allowHttp: true })).toBeUndefined();
  expect(service.server.requests).toHaveLength(1);
});

test('allowHttp may stand in a config', async () => {
  await using service = await startService();
  service.server.on({}, sse(shortAnswer));
  const plugin = {
    use: '@plugboard/provider-openai',
    baseUrl: `http://0.0.0.0:${service.server.port}/v1`,
    allowHttp: true,
    models: ['m'],
  };
  const root = fileURLToPath(new URL('..', import.meta.url));
  await using client = new Client({
    root,
    providers: [openai],
    config: { providers: { lan: plugin } },
    discover: false,
  });
  expect(await rejection(client.chat.completions.create({ ...question, model: 'lan/m' }))).toBeUndefined();
});

test.each<[PresetName | undefined, Partial<CreateParams>, object]>([
  [undefined, { max_tokens: 5, top_k: 2 }, { max_tokens: 5, top_k: 2 }],
  ['openai', { max_tokens: 5 }, { max_completion_tokens: 5 }],
  ['groq', { max_tokens: 5 }, { max_completion_tokens: 5 }],
  ['mistral', { seed: 7 }, { random_seed: 7 }],
  ['vllm', { top_k: 3, reasoning_effort: 'low' }, { top_k: 3, reasoning_effort: 'low' }],
  [undefined, { max_completion_tokens: 5 }, { max_completion_tokens: 5 }],
  ['openai', { max_completion_tokens: 5 }, { max_completion_tokens: 5 }],
  ['openrouter', { max_completion_tokens: 5 }, { max_completion_tokens: 5 }],
  ['openrouter', { max_tokens: 5 }, { max_tokens: 5 }],
  ['mistral', { max_completion_tokens: 5 }, { max_tokens: 5 }],
  ['deepseek', { max_completion_tokens: 5 }, { max_tokens: 5 }],
  ['mistral', { parallel_tool_calls: false }, { parallel_tool_calls: false }],
  ['openai', { verbosity: 'low', store: false, user: 'u' }, { verbosity: 'low', store: false, user: 'u' }],
])('parameters reach %s under its own names', async (preset, params, expected) => {
  const { body, error } = await ask({ preset, apiKey: 'fake-key' }, params);
  expect(error).toBeUndefined();
  expect(body).toMatchObject(expected);
});

test.each<[PresetName, Partial<CreateParams>, string]>([
  ['mistral', { max_completion_tokens: 5 }, 'max_completion_tokens'],
  ['openai', { max_tokens: 5 }, 'max_tokens'],
  ['ollama', { store: false }, 'store'],
  ['ollama', { n: 1 }, 'n'],
  ['groq', { frequency_penalty: 0 }, 'frequency_penalty'],
  ['deepseek', { parallel_tool_calls: true }, 'parallel_tool_calls'],
  ['deepseek', { logprobs: false, modalities: ['text'] }, 'logprobs'],
  ['openai', { stop: [] }, 'stop'],
])('%s gets of %j no %s', async (preset, params, name) => {
  const { body, error } = await ask({ preset, apiKey: 'fake-key' }, params);
  expect(error).toBeUndefined();
  expect(body).not.toHaveProperty(name);
});

/* oxlint-disable typescript/no-deprecated -- What OpenAI has deprecated still has to arrive. */
/** One call with every parameter and every part that the official types have, but for older forms and custom tools. */
const inFull = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be short.', name: 'rules' },
    {
      role: 'user',
      name: 'Ada',
      content: [
        { type: 'text', text: 'What is this?', prompt_cache_breakpoint: { mode: 'explicit' } },
        { type: 'image_url', image_url: { url: 'https://example.com/cat.jpg', detail: 'auto' } },
        { type: 'image_url', image_url: { url: `data:image/png;base64,iVBORw0KGgo=`, detail: 'original' } },
        { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${base64('%PDF-1.7\n')}` } },
        { type: 'file', file: { file_id: 'file-abc' } },
        { type: 'input_audio', input_audio: { data: base64('RIFF\x24\0\0\0WAVEfmt '), format: 'wav' } },
      ],
    },
    { role: 'assistant', content: 'A cat.', name: 'bot', audio: { id: 'audio_1' } },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: '18' },
    { role: 'user', content: 'Sure?' },
  ],
  audio: { voice: 'alloy', format: 'wav' },
  frequency_penalty: 0,
  logit_bias: { '50256': -100 },
  logprobs: true,
  max_completion_tokens: 5,
  metadata: { run: '1' },
  modalities: ['text', 'audio'],
  moderation: { model: 'omni-moderation-latest' },
  parallel_tool_calls: false,
  prediction: { type: 'content', content: 'Yes.' },
  presence_penalty: 0.5,
  prompt_cache_key: 'k-1',
  prompt_cache_options: { mode: 'explicit' },
  prompt_cache_retention: '24h',
  reasoning_effort: 'none',
  response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object' }, strict: true } },
  safety_identifier: 's-1',
  seed: 7,
  service_tier: 'flex',
  stop: ['END'],
  store: false,
  temperature: 0,
  tool_choice: { type: 'function', function: { name: 'weather' } },
  tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' }, strict: false } }],
  top_logprobs: 2,
  top_p: 0.5,
  user: 'u-1',
  verbosity: 'low',
  web_search_options: { search_context_size: 'low' },
} as const satisfies OpenAI7.ChatCompletionCreateParams;
/* oxlint-enable typescript/no-deprecated */

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

test.each([undefined, 'openai'] as const)(
  '%s gets parameters and messages in full, as the official client sends them',
  async (preset) => {
    await using service = await startService({ preset, apiKey: 'fake-key' });
    service.server.on({}, sse(shortAnswer));
    const official = new OpenAI7({ baseURL: `${service.server.origin}/v1`, apiKey: 'fake-key', maxRetries: 0 });
    const stream_options = { include_usage: true, include_obfuscation: false };
    // Fields that no type has yet.
    const tomorrow = { tomorrow: { deep: [1] } };
    await official.chat.completions.create({ ...inFull, ...tomorrow, stream: true, stream_options });
    await service.client.chat.completions.create({ ...inFull, ...tomorrow, stream: true, stream_options });
    expect(service.body(1)).toEqual(service.body(0));
  },
);

test('a part in bare base64 goes to OpenAI as OpenAI has it, a recording from a file as well', async () => {
  const sound = new File([Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')], 'a.wav');
  const { body, error } = await ask(
    { preset: 'openai', apiKey: 'fake-key' },
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', file: { filename: 'a.pdf', file_data: base64('%PDF-1.7\n') } },
            { type: 'audio_url', audio_url: { url: sound } },
          ],
        },
      ],
    },
  );
  expect(error).toBeUndefined();
  expect(body).toMatchObject({
    messages: [
      {
        content: [
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${base64('%PDF-1.7\n')}` },
          },
          { type: 'input_audio', input_audio: { data: base64('RIFF\x24\0\0\0WAVEfmt '), format: 'wav' } },
        ],
      },
    ],
  });
});

test.each<[PresetName, object, string]>([
  ['mistral', { messages: [{ role: 'user', name: 'Ada', content: 'Hi' }] }, 'messages[0].name'],
  [
    'groq',
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
    'messages[0].content[0].file.file_id',
  ],
  ['deepseek', { tomorrow: 1 }, 'tomorrow'],
])('%s is not sent %j', async (preset, params, param) => {
  const { error, count } = await ask({ preset, apiKey: 'fake-key' }, params);
  expect(error).toMatchObject({ code: 'unsupported', param });
  expect(count).toBe(0);
});

test.each(['llama.cpp', 'vllm', 'together'] as const)('%s is not told how to look at an image', async (preset) => {
  const look = (detail: string): Partial<CreateParams> => ({
    messages: [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/b.png', detail } }] },
    ],
  });
  const { body, error } = await ask({ preset, apiKey: 'fake-key' }, look('auto'));
  expect(error).toBeUndefined();
  expect(JSON.stringify(body)).not.toContain('detail');
  expect((await ask({ preset, apiKey: 'fake-key' }, look('high'))).error).toMatchObject({ code: 'unsupported' });
});

test('headers of a call may be a Headers', async () => {
  await using service = await startService();
  service.server.on({}, sse(shortAnswer));
  const headers = new Headers({ 'X-Trace': 'fake-trace' });
  await service.client.chat.completions.create(question, { headers });
  await service.client.chat.completions.create(question, { headers: { 'x-trace': 'table', 'x-none': undefined } });
  expect(service.server.requests.map((request) => request.headers.get('x-trace'))).toEqual(['fake-trace', 'table']);
  expect(service.server.requests[1]?.headers.has('x-none')).toBe(false);
});

test('Mistral gets no stream_options, and ids of tool calls in its form', async () => {
  const calls = [
    { id: 'call_from_elsewhere', type: 'function', function: { name: 'f', arguments: '{}' } },
    { id: 'abcdEF123', type: 'function', function: { name: 'f', arguments: '{}' } },
  ] as const;
  const { body } = await ask(
    { preset: 'mistral', apiKey: 'fake-key' },
    {
      stream: true,
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', tool_calls: calls },
        { role: 'tool', tool_call_id: 'call_from_elsewhere', content: '1' },
        { role: 'tool', tool_call_id: 'abcdEF123', content: '2' },
      ],
    },
  );
  expect(body).toMatchObject({ stream: true });
  expect(body).not.toHaveProperty('stream_options');
  const messages = body['messages'] as Record<string, unknown>[];
  const sent = messages[1]?.['tool_calls'] as { id: string }[];
  expect(sent[0]?.id).toMatch(/^[0-9a-f]{9}$/);
  expect(sent[1]?.id).toBe('abcdEF123');
  expect([messages[2]?.['tool_call_id'], messages[3]?.['tool_call_id']]).toEqual(sent.map(({ id }) => id));
});

test('an image of the disk travels as a data URL, one of the web as its URL', async () => {
  const image_url = { url: 'https://example.com/cat.jpg' };
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url },
  ] as const;
  const { body } = await ask({}, { messages: [{ role: 'user', content }], image: file(cat) });
  expect(body['messages']).toEqual([
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,\/9j\//) } },
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url },
      ],
    },
  ]);
});

test('a PDF goes to OpenAI as a file', async () => {
  const pdf = new TextEncoder().encode('%PDF-1.4\n%%EOF\n');
  const messages = [{ role: 'user', content: [{ type: 'pdf_url', pdf_url: { url: pdf } }] }] as const;
  const { body } = await ask({ preset: 'openai', apiKey: 'fake-key' }, { messages });
  const sent = {
    filename: expect.stringMatching(/\.pdf$/),
    file_data: expect.stringMatching(/^data:application\/pdf;base64,/),
  };
  expect(body['messages']).toMatchObject([{ content: [{ type: 'file', file: sent }] }]);
});

test('fields of the call are sent on as they are', async () => {
  const { body } = await ask({}, { provider_options: { openai: { min_p: 0.1, parallel_tool_calls: false } } });
  expect(body).toMatchObject({ min_p: 0.1, parallel_tool_calls: false });
});

test.each<[string, OpenAIOptions, Partial<CreateParams>, string, RegExp]>([
  ['a missing key', { preset: 'groq' }, {}, 'auth_missing', /Groq needs an API key.*GROQ_API_KEY/],
  ['top_k at OpenAI', { preset: 'openai', apiKey: 'fake-key' }, { top_k: 1 }, 'unsupported', /no parameter top_k/],
  [
    'a remote image at Ollama',
    { preset: 'ollama' },
    { image: 'https://a.example/b.png' },
    'unsupported',
    /does not fetch/,
  ],
  [
    'a remote PDF at OpenAI',
    { preset: 'openai', apiKey: 'fake-key' },
    { messages: [{ role: 'user', content: [{ type: 'pdf_url', pdf_url: { url: 'https://a.example/b.pdf' } }] }] },
    'unsupported',
    /does not fetch files of kind pdf/,
  ],
  [
    'an image at DeepSeek',
    { preset: 'deepseek', apiKey: 'fake-key' },
    { image: file(cat) },
    'unsupported',
    /DeepSeek takes text only/,
  ],
  [
    'a schema at DeepSeek',
    { preset: 'deepseek', apiKey: 'fake-key' },
    { response_format: { type: 'json_schema', json_schema: { name: 'a' } } },
    'unsupported',
    /no response_format json_schema/,
  ],
  [
    "Mistral's name of seed as an option",
    { preset: 'mistral', apiKey: 'fake-key' },
    { seed: 1, provider_options: { openai: { random_seed: 2 } } },
    'input_invalid',
    /random_seed belongs to create/,
  ],
  [
    'a parameter in both places',
    {},
    { parallel_tool_calls: true, provider_options: { openai: { parallel_tool_calls: false } } },
    'input_invalid',
    /parallel_tool_calls is given both to create\(\) itself and in provider_options/,
  ],
  ['two answers', {}, { n: 2 }, 'unsupported', /create\(\) returns one answer/],
  ['several answers', {}, { provider_options: { openai: { n: 2 } } }, 'unsupported', /create\(\) returns one answer/],
  [
    'messages as an option',
    {},
    { provider_options: { openai: { messages: [] } } },
    'input_invalid',
    /belongs to create/,
  ],
])('%s is refused before anything is sent', async (_name, options, params, code, message) => {
  const { error, count } = await ask(options, params);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(count).toBe(0);
});

test.each([
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'reasoning_effort',
  'tools',
  'tool_choice',
  'response_format',
  'stream',
  'stream_options',
])('%s as an option is refused, also where create() has another value for it', async (name) => {
  const { error, count } = await ask(
    {},
    { temperature: 1, max_tokens: 5, provider_options: { openai: { [name]: 2 } } },
  );
  expect(error).toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining(`${name} belongs to create()`),
  });
  expect(count).toBe(0);
});

test('without options the environment is used, and a missing key says so without traffic', async () => {
  await using client = new Client({ providers: [openai()], config: false, discover: false });
  const { provider } = await client.explain('gpt-4o-mini');
  expect(provider).toBe('openai');
});

test('several instances under names of their own in one config', async () => {
  await using first = await startService();
  await using second = await startService();
  first.server.on({}, sse(shortAnswer));
  second.server.on({}, sse(shortAnswer));
  await using client = new Client({
    providers: [openai()],
    config: {
      providers: {
        ollama: { use: 'openai', preset: 'ollama', baseUrl: `${first.server.origin}/v1`, models: ['llava:7b'] },
        lab: {
          use: 'openai',
          preset: 'vllm',
          baseUrl: `${second.server.origin}/v1`,
          models: ['org/Model-7B', 'gpt-oss-*'],
        },
      },
    },
    discover: false,
  });
  const models = ['llava:7b', 'org/Model-7B', 'gpt-oss-20b', 'ollama/anything:latest'];
  for (const model of models) await client.chat.completions.create({ ...question, model });
  expect(first.server.requests.map((_request, index) => first.body(index)['model'])).toEqual([
    'llava:7b',
    'anything:latest',
  ]);
  expect(second.server.requests.map((_request, index) => second.body(index)['model'])).toEqual([
    'org/Model-7B',
    'gpt-oss-20b',
  ]);
  expect((await client.explain('gpt-4o')).provider).toBe('openai');
});

test.each<[string, string]>([
  ['https://api.groq.com/openai/v1', 'groq'],
  ['https://api.mistral.ai/v1', 'mistral'],
  ['https://api.openai.com/v1', 'openai'],
])('the base URL %s alone brings what is known of %s', async (baseUrl, name) => {
  const { presetOf } = await import('../src/presets.ts');
  expect(presetOf(undefined, baseUrl).service).toBe(presets[name as PresetName].service);
});

test('every preset has a base URL that can be used and the document that it is from', () => {
  for (const preset of Object.values(presets)) {
    expect(new URL(preset.baseUrl).protocol).toMatch(preset.keyRequired ? /^https:$/ : /^http:$/);
    expect(preset.document).toMatch(/^https:\/\//);
    expect(preset.keyRequired).toBe(preset.keyRequired && preset.keyVariable !== undefined);
    expect(preset.media).toEqual(expect.arrayContaining([...preset.remoteMedia]));
  }
});
