import { expect, test } from 'vitest';
import type { ChatEvent, CreateParams, RequestOptions } from '../../src/index.ts';
import type { Accepts, ChatParameters } from '../../src/provider.ts';
import { clientOf, rejection } from './tool-provider.ts';

const answer: readonly ChatEvent[] = [
  { type: 'text-delta', text: 'ok' },
  { type: 'finish', reason: 'stop' },
];
const question = { model: 'm', messages: [{ role: 'user', content: 'Warm in Oslo?' }] } as const;

async function ask(params: object, accepts: Accepts = {}, options?: unknown) {
  const { client, requests } = clientOf(answer, accepts);
  const call = client.chat.completions.create(
    { ...question, ...params } as CreateParams,
    options as RequestOptions | undefined,
  );
  return { error: await rejection(call), requests };
}

/** A value of each parameter that asks for something. */
const asked: Required<ChatParameters> = {
  temperature: 0.2,
  top_p: 0.9,
  top_k: 7,
  max_tokens: 5,
  max_completion_tokens: 5,
  stop: ['END'],
  seed: 1,
  frequency_penalty: 0.1,
  presence_penalty: 0.1,
  reasoning_effort: 'xhigh',
  verbosity: 'low',
  parallel_tool_calls: false,
  logit_bias: { 50256: -100 },
  logprobs: true,
  top_logprobs: 2,
  modalities: ['text', 'audio'],
  audio: { voice: 'alloy', format: 'wav' },
  prediction: { type: 'content', content: 'Yes' },
  web_search_options: {},
  service_tier: 'flex',
  store: true,
  metadata: { run: '1' },
  user: 'u-1',
  safety_identifier: 's-1',
  prompt_cache_key: 'k-1',
  prompt_cache_retention: '24h',
  prompt_cache_options: { mode: 'explicit' },
  moderation: { model: 'omni-moderation-latest' },
  stream_options: { include_obfuscation: true },
};
const everyName = Object.keys(asked) as (keyof ChatParameters)[];

test.each(everyName)('%s reaches a provider that accepts it, and no other', async (name) => {
  const given = { [name]: asked[name] };
  const accepting = await ask({ ...given, stream: true }, { parameters: [name] });
  expect(accepting.error).toBeUndefined();
  expect(accepting.requests[0]?.parameters).toEqual(given);
  const other = await ask(
    { ...given, stream: true },
    { parameters: ['top_k', 'seed'].filter((one) => one !== name) as never },
  );
  expect(other.error).toMatchObject({
    code: 'unsupported',
    param: name,
    provider: 'told',
    message: expect.stringContaining(`no parameter ${name}.`),
  });
  expect(other.requests).toEqual([]);
});

test.each<[keyof ChatParameters, unknown]>([
  ['temperature', '0.2'],
  ['top_p', Number.NaN],
  ['max_completion_tokens', '5'],
  ['stop', 5],
  ['stop', [5]],
  ['reasoning_effort', 1],
  ['reasoning_effort', ''],
  ['verbosity', true],
  ['parallel_tool_calls', 'false'],
  ['logit_bias', [['50256', -100]]],
  ['logit_bias', { 50256: '-100' }],
  ['logprobs', 5],
  ['top_logprobs', true],
  ['modalities', 'text'],
  ['audio', 'wav'],
  ['prediction', 'Yes'],
  ['web_search_options', true],
  ['service_tier', 1],
  ['store', 'no'],
  ['metadata', { run: 1 }],
  ['metadata', 'run=1'],
  ['user', 17],
  ['safety_identifier', {}],
  ['prompt_cache_key', 1],
])('%s as %j is input_invalid, whatever the provider accepts', async (name, value) => {
  const { error, requests } = await ask({ [name]: value }, { parameters: everyName });
  expect(error).toMatchObject({
    code: 'input_invalid',
    param: name,
    message: expect.stringMatching(new RegExp(`^${name} must be `)),
  });
  expect(requests).toEqual([]);
});

test.each([
  { n: 1 },
  { logprobs: false },
  { logprobs: false, top_logprobs: 0 },
  { modalities: ['text'] },
  { modalities: [] },
  { reasoning_effort: null },
  { store: false },
  { tool_choice: 'auto' },
  { tool_choice: 'none' },
  { tools: [] },
  { parallel_tool_calls: true },
  { response_format: { type: 'text' } },
  { stream_options: {} },
  { stream: true, stream_options: { include_usage: true, include_obfuscation: false } },
  { stop: [] },
  { stop: null },
  { service_tier: 'auto' },
  { frequency_penalty: 0, presence_penalty: 0 },
  { logit_bias: {}, metadata: {} },
  { provider_options: {} },
  { messages: [{ role: 'user', content: [{ type: 'text', text: 'Warm?' }] }], images: [] },
])('%j asks for nothing, and no provider refuses it', async (params) => {
  const { error, requests } = await ask(params);
  expect(error).toBeUndefined();
  expect(requests[0]).toMatchObject({ parameters: {} });
  expect(Object.keys(requests[0]?.parameters ?? {})).toEqual([]);
  expect(requests[0]).not.toHaveProperty('tool_choice');
});

test('what asks for nothing goes to a provider that has the parameter: its default may be another', async () => {
  const given = { parallel_tool_calls: true, store: false, service_tier: 'auto', frequency_penalty: 0 };
  const { requests } = await ask(given, { parameters: everyName });
  expect(requests[0]?.parameters).toEqual(given);
});

test.each([
  { n: 2 },
  { parallel_tool_calls: false },
  { store: true },
  { modalities: ['text', 'audio'] },
  { web_search_options: {} },
  { metadata: { run: '1' } },
])('%j asks for something, and is refused by a provider without it', async (params) => {
  const { error, requests } = await ask(params, { parameters: ['temperature'] });
  expect(error).toMatchObject({ code: 'unsupported', param: Object.keys(params)[0] });
  expect(requests).toEqual([]);
});

test.each([{ n: 0 }, { n: 1.5 }, { n: '1' }])('%j is input_invalid', async (params) => {
  expect((await ask(params)).error).toMatchObject({ code: 'input_invalid', param: 'n' });
});

test.each(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'of-tomorrow'])(
  'the effort %s goes as it is to a provider that is told how much to think',
  async (reasoning_effort) => {
    const { error, requests } = await ask({ reasoning_effort }, { parameters: ['reasoning_effort'] });
    expect(error).toBeUndefined();
    expect(requests[0]?.parameters).toEqual({ reasoning_effort });
  },
);

test.each<[object, (keyof ChatParameters)[], object]>([
  [{ max_completion_tokens: 5 }, ['max_tokens', 'max_completion_tokens'], { max_completion_tokens: 5 }],
  [{ max_tokens: 5 }, ['max_tokens', 'max_completion_tokens'], { max_tokens: 5 }],
  [{ max_completion_tokens: 5 }, ['max_tokens'], { max_tokens: 5 }],
  [{ max_tokens: 5 }, ['max_completion_tokens'], { max_completion_tokens: 5 }],
  [{ max_tokens: 5, max_completion_tokens: 5 }, ['max_tokens', 'max_completion_tokens'], { max_completion_tokens: 5 }],
  [{ max_tokens: 5, max_completion_tokens: 5 }, ['max_tokens'], { max_tokens: 5 }],
  [{ max_tokens: null, max_completion_tokens: 5 }, ['max_tokens'], { max_tokens: 5 }],
])('%j goes to a provider with %j as %j', async (params, parameters, expected) => {
  const { error, requests } = await ask(params, { parameters });
  expect(error).toBeUndefined();
  expect(requests[0]?.parameters).toEqual(expected);
});

test('two limits that differ are one too many', async () => {
  const { error } = await ask({ max_tokens: 5, max_completion_tokens: 6 }, { parameters: everyName });
  expect(error).toMatchObject({ code: 'input_invalid', param: 'max_completion_tokens' });
});

test('candidates of a chain get the parameters each under the names that it knows', async () => {
  const older = clientOf([], { parameters: ['max_tokens'] });
  const { Client } = await import('../../src/index.ts');
  const { defineProvider } = await import('../../src/provider.ts');
  const seen: ChatParameters[] = [];
  const newer = defineProvider({
    id: 'newer',
    models: [{ id: 'n' }],
    create: () => ({
      accepts: { parameters: ['max_completion_tokens', 'store'] },
      async *stream({ parameters }) {
        seen.push(parameters);
        yield* answer;
      },
    }),
  });
  await using client = new Client({
    providers: [older.provider, newer()],
    config: { models: { smart: ['told/m', 'newer/n'] } },
    discover: false,
  });
  await client.chat.completions.create({ ...question, model: 'smart', max_tokens: 5, store: false });
  expect(older.requests[0]?.parameters).toEqual({ max_tokens: 5 });
  expect(seen).toEqual([{ max_completion_tokens: 5, store: false }]);
});

test.each<[object, RegExp]>([
  [{ signal: new AbortController().signal }, /^signal belongs in the second argument.*\{ signal \}\)/],
  [{ timeout: 5_000 }, /^timeout belongs in the second argument.*\{ timeout \}\)/],
  [{ maxRetries: 1 }, /\{ maxRetries \}\)/],
  [{ headers: { a: 'b' } }, /\{ headers \}\)/],
  [{ onProgress: () => undefined }, /\{ onProgress \}\)/],
  [{ signal: 1, timeout: 2 }, /^signal and timeout belong in the second argument.*\{ signal, timeout \}\)/],
  [{ abortSignal: 1 }, /^abortSignal belongs .*\{ signal \}\)/],
  [{ max_retries: 1 }, /\{ maxRetries \}\)/],
  [{ extra_headers: { a: 'b' } }, /\{ headers \}\)/],
  [{ timeout: 5, some_field: 1 }, /^timeout belongs in the second argument/],
])('an option of the call among the parameters leads to the second argument: %#', async (params, message) => {
  const { error, requests } = await ask(params);
  expect(error).toMatchObject({
    code: 'input_invalid',
    param: Object.keys(params)[0],
    message: expect.stringMatching(message),
  });
  expect(requests).toEqual([]);
});

test('a parameter that core does not know goes to a provider that accepts any, and to no other', async () => {
  const given = { min_p: 0.1, tomorrow: { deep: [1, 'two', null] } };
  const any = await ask(given, { parameters: 'any' });
  expect(any.error).toBeUndefined();
  expect(any.requests[0]?.parameters).toEqual(given);
  const listed = await ask(given, { parameters: everyName });
  expect(listed.error).toMatchObject({ code: 'unsupported', param: 'min_p', message: expect.stringContaining('drop') });
  expect(listed.requests).toEqual([]);
});

test('a parameter that core does not know must be JSON', async () => {
  for (const [value, param] of [
    [1n, 'tomorrow'],
    [{ a: [Number.NaN] }, 'tomorrow.a[0]'],
    [{ a: new Map() }, 'tomorrow.a'],
    [JSON.parse('{ "__proto__": {} }'), 'tomorrow'],
  ]) {
    const { error, requests } = await ask({ tomorrow: value }, { parameters: 'any' });
    expect(error).toMatchObject({ code: 'input_invalid', param });
    expect(requests).toEqual([]);
  }
  const { error } = await ask(JSON.parse('{ "__proto__": { "model": "x" } }'), { parameters: 'any' });
  expect(error).toMatchObject({ code: 'input_invalid', param: '__proto__' });
});

test('options of a stream go along with a stream, and without one they ask for nothing', async () => {
  const stream_options = { include_usage: true, include_obfuscation: false, tomorrow: 1 };
  const streamed = await ask({ stream: true, stream_options }, { parameters: 'any' });
  expect(streamed.requests[0]?.parameters).toEqual({ stream_options: { include_obfuscation: false, tomorrow: 1 } });
  const whole = await ask({ stream_options });
  expect(whole.requests[0]?.parameters).toEqual({});
});

test.each<[object, string, RegExp]>([
  [{ temperature: 1 }, 'temperature', /^temperature belongs in the first argument/],
  [{ stream: true }, 'stream', /^stream belongs in the first argument/],
  [{ retries: 1 }, 'retries', /no option retries.*signal, timeout/],
  [{ timeout: '5' }, 'timeout', /^timeout must be a number of milliseconds/],
  [{ maxRetries: -1 }, 'maxRetries', /^maxRetries must be/],
  [{ headers: 'a: b' }, 'headers', /^headers must be an object/],
  [{ headers: [5] }, 'headers', /^headers must be an object/],
  [{ headers: { a: 5 } }, 'headers', /^headers must have strings/],
])('%j in the second argument is refused', async (options, param, message) => {
  const { error, requests } = await ask({}, {}, options);
  expect(error).toMatchObject({ code: 'input_invalid', param, message: expect.stringMatching(message) });
  expect(requests).toEqual([]);
});

test.each([null, { signal: null, timeout: null, maxRetries: null, headers: null, onProgress: null, query: undefined }])(
  'null is not given in the second argument either: %j',
  async (options) => {
    expect((await ask({}, {}, options)).error).toBeUndefined();
  },
);

const url = 'https://images.test/cat.png';

function withImage(image_url: unknown): object {
  return {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image_url', image_url },
        ],
      },
    ],
  };
}

test.each(['low', 'high', 'auto', 'original'])(
  'the detail %s of an image reaches a provider that can hand it on',
  async (detail) => {
    const { error, requests } = await ask(withImage({ url, detail }), { remoteMedia: true, imageDetail: true });
    expect(error).toBeUndefined();
    expect(requests[0]?.messages[0]?.content[1]).toEqual({ type: 'image', source: url, detail });
  },
);

test('the detail auto asks for nothing; another one is refused by a provider that cannot hand it on', async () => {
  const auto = await ask(withImage({ url, detail: 'auto' }), { remoteMedia: true });
  expect(auto.error).toBeUndefined();
  expect(auto.requests[0]?.messages[0]?.content[1]).toEqual({ type: 'image', source: url });
  // An image without a home goes in front of the others.
  const low = await ask({ ...withImage({ url, detail: 'low' }), image: url }, { remoteMedia: true });
  expect(low.error).toMatchObject({ code: 'unsupported', param: 'messages[0].content[1].image_url.detail' });
  expect(low.requests).toEqual([]);
});

test.each([5, '', {}])('the detail %j is input_invalid', async (detail) => {
  const { error } = await ask(withImage({ url, detail }), { remoteMedia: true, imageDetail: true });
  expect(error).toMatchObject({ code: 'input_invalid', param: 'messages[0].content[1].image_url.detail' });
});

test('only an image has a detail', async () => {
  const content = [{ type: 'video_url', video_url: { url, detail: 'low' } }];
  const { error } = await ask({ messages: [{ role: 'user', content }] }, { remoteMedia: true, imageDetail: true });
  expect(error).toMatchObject({ code: 'unsupported', param: 'messages[0].content[0].video_url.detail' });
});

test('a URL may stand in place of the object that holds it', async () => {
  const { error, requests } = await ask(withImage(url), { remoteMedia: true });
  expect(error).toBeUndefined();
  expect(requests[0]?.messages[0]?.content[1]).toEqual({ type: 'image', source: url });
});

test('a remote image that the provider does not fetch is named by its place', async () => {
  expect((await ask(withImage(url))).error).toMatchObject({ param: 'messages[0].content[1].image_url' });
  expect((await ask({ image: url })).error).toMatchObject({ param: 'image' });
  expect((await ask({ images: [url] })).error).toMatchObject({ param: 'images[0]' });
});

test('an assistant that said nothing is a turn', async () => {
  const messages = [...question.messages, { role: 'assistant', content: null }, ...question.messages];
  const { error, requests } = await ask({ messages });
  expect(error).toBeUndefined();
  expect(requests[0]?.messages[1]).toEqual({ role: 'assistant', content: [{ type: 'text', text: '' }] });
});

test.each<[object, string]>([
  [{ model: '' }, 'model'],
  [{ messages: 'Hi' }, 'messages'],
  [{ messages: ['Hi'] }, 'messages[0]'],
  [{ messages: [{ role: 'bot', content: 'Hi' }] }, 'messages[0].role'],
  [{ messages: [{ role: 'user', content: null }] }, 'messages[0].content'],
  [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
  [{ messages: [{ role: 'user', content: [{ type: '' }] }] }, 'messages[0].content[0].type'],
  [withImage({}), 'messages[0].content[1].image_url'],
  [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].tool_call_id'],
  [{ images: 'cat.png' }, 'images'],
  [{ tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
  [{ tool_choice: 'required' }, 'tool_choice'],
  [{ response_format: { type: 5 } }, 'response_format.type'],
  [{ stream_options: { include_usage: 'yes' } }, 'stream_options.include_usage'],
  [{ provider_options: { told: 5 } }, 'provider_options.told'],
])('the error of %j names the place as param', async (params, param) => {
  const { error } = await ask(params);
  expect(error).toMatchObject({ code: 'input_invalid', param, message: expect.stringContaining(param) });
});

test.each<[object, string]>([
  [{ tools: [{ type: 'function', function: { name: 'f' } }] }, 'tools'],
  [{ response_format: { type: 'json_object' } }, 'response_format'],
  [{ provider_options: { told: { depth: 1 } } }, 'provider_options.told.depth'],
])('what a provider does not accept is named as param: %j', async (params, param) => {
  expect((await ask(params)).error).toMatchObject({ code: 'unsupported', param });
});

test.each<[object, string]>([
  [{ image: 'cat.png' }, 'image'],
  [{ images: [url, { path: '/etc/hosts' }] }, 'images[1]'],
  [withImage({ url: 'cat.png' }), 'messages[0].content[1].image_url'],
  [withImage('data:image/png'), 'messages[0].content[1].image_url'],
  // Looked at later, when the call is on its way.
  [{ images: [url, new Uint8Array([1, 2, 3])] }, 'images[1]'],
  [withImage({ url: new Uint8Array(0) }), 'messages[0].content[1].image_url'],
])('the error of a file that cannot be used names its place: %#', async (params, param) => {
  const { error } = await ask(params, { remoteMedia: true });
  expect(error).toMatchObject({ code: 'input_invalid', param });
});
