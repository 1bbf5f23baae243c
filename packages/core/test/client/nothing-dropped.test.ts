import type OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { ChatEvent, Client, CreateParams } from '../../src/index.ts';
import { clientOf, rejection } from './tool-provider.ts';

const answer: readonly ChatEvent[] = [
  { type: 'text-delta', text: 'ok' },
  { type: 'finish', reason: 'stop' },
];
const everything = { tools: true, responseFormat: ['json_object', 'json_schema'], remoteMedia: true } as const;
const question = { model: 'm', messages: [{ role: 'user', content: 'Warm in Oslo?' }] };
const tool = { type: 'function', function: { name: 'weather' } };
const call = { id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } };
const schema = { name: 'a', schema: { type: 'object' } };
const url = 'https://images.test/cat.png';

function turn(more: object): object {
  return { messages: [{ role: 'user', content: 'a', ...more }] };
}

function part(...content: readonly object[]): object {
  return turn({ content });
}

function calling(given: object): object {
  return { messages: [{ role: 'assistant', tool_calls: [given] }] };
}

test.each<[string, object]>([
  ['messages[0].name', turn({ name: 'Ada' })],
  ['messages[0].name', turn({ role: 'system', name: 'Ada' })],
  ['messages[0].refusal', turn({ refusal: 'No.' })],
  ['messages[0].tool_calls', turn({ tool_calls: [call] })],
  ['messages[0].tool_calls[0].signature', calling({ ...call, signature: 'abc' })],
  ['messages[0].tool_calls[0].function.strict', calling({ ...call, function: { ...call.function, strict: true } })],
  ['messages[0].content[0].file.file_id', part({ type: 'file', file: { file_id: 'file-1' } })],
  ['tools', { tools: [{ type: 'custom', custom: { name: 'a' } }] }],
  ['messages[0].tool_calls[0]', calling({ type: 'custom', id: 'c', custom: { name: 'a', input: 'b' } })],
  ['tool_choice', { tools: [tool], tool_choice: { type: 'custom', custom: { name: 'a' } } }],
  ['messages[0].content[0].cache_control', part({ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } })],
  [
    'messages[0].content[1].image_url.detail',
    part({ type: 'text', text: 'a' }, { type: 'image_url', image_url: { url, detail: 'high' } }),
  ],
  ['messages[0].content[0].cache_control', part({ type: 'image_url', image_url: { url }, cache_control: {} })],
  ['tools[0].cache_control', { tools: [{ ...tool, cache_control: {} }] }],
  ['tools[0].function.examples', { tools: [{ ...tool, function: { name: 'weather', examples: ['a'] } }] }],
  ['tool_choice.disable_parallel', { tools: [tool], tool_choice: { ...tool, disable_parallel: true } }],
  [
    'tool_choice.function.strict',
    { tools: [tool], tool_choice: { ...tool, function: { name: 'weather', strict: true } } },
  ],
  ['tools', { tools: [{ type: 'web_search' }, tool] }],
  ['response_format', { response_format: { type: 'grammar', grammar: 'root ::= "a"' } }],
  ['n', { n: 2 }],
  ['messages[0].content[0].image_url.min_pixels', part({ type: 'image_url', image_url: { url, min_pixels: 4 } })],
  ['response_format.schema', { response_format: { type: 'json_object', schema: {} } }],
  ['response_format.json_schema', { response_format: { type: 'text', json_schema: schema } }],
  [
    'response_format.json_schema.title',
    { response_format: { type: 'json_schema', json_schema: { ...schema, title: 'A' } } },
  ],
])('%s is unsupported before anything is sent, and not dropped', async (path, params) => {
  const { error, requests } = await ask(params);
  expect(error).toMatchObject({ code: 'unsupported', param: path, message: expect.stringContaining(path) });
  expect(requests).toEqual([]);
});

test.each<[object, RegExp]>([
  [{ stream: 'true' }, /^stream must be true or false/],
  [{ stream: 1 }, /^stream must be true or false/],
  [{ stream: {} }, /^stream must be true or false/],
  [{ stream_options: true }, /^stream_options must be an object/],
  [{ stream_options: { include_usage: 'yes' } }, /^stream_options\.include_usage must be true or false/],
  [turn({ role: 'assistant', refusal: {} }), /^messages\[0\]\.refusal must be a string/],
  [
    { response_format: { type: 'json_schema', json_schema: { ...schema, description: 5 } } },
    /^response_format\.json_schema\.description must be a string/,
  ],
  [
    { response_format: { type: 'json_schema', json_schema: { ...schema, strict: 'yes' } } },
    /^response_format\.json_schema\.strict must be true or false/,
  ],
])('%j is refused with words that say where', async (params, message) => {
  const { error, requests } = await ask(params);
  expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringMatching(message) });
  expect(requests).toEqual([]);
});

test('null is not given, wherever it stands', async () => {
  const { error, requests } = await ask({
    image: null,
    images: null,
    provider: null,
    provider_options: null,
    stream: null,
    stream_options: { include_usage: null, include_obfuscation: null },
    user: null,
    tools: [{ ...tool, cache_control: null, function: { name: 'weather', description: null, parameters: null } }],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'a', description: null, schema: null, strict: null, title: null },
    },
    messages: [
      { role: 'user', name: null, content: [{ type: 'image_url', image_url: { url, detail: null }, more: null }] },
    ],
  });
  expect(error).toBeUndefined();
  expect(requests).toEqual([
    {
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'image', source: url }] }],
      stream: false,
      parameters: {},
      extra: {},
      tools: [tool],
      response_format: { type: 'json_schema', json_schema: { name: 'a' } },
    },
  ]);
});

test.each([
  [undefined, false],
  [false, false],
  [true, true],
])('with stream: %s a provider is told %s', async (stream, told) => {
  const { error, requests } = await ask({ stream });
  expect(error).toBeUndefined();
  expect(requests).toMatchObject([{ stream: told }]);
});

test("a message of OpenAI's own client goes back as it is", async () => {
  const message: OpenAI.Chat.Completions.ChatCompletionMessage = {
    role: 'assistant',
    content: null,
    refusal: null,
    annotations: [],
    audio: null,
    tool_calls: [{ ...call, type: 'function' }],
  };
  const { error, requests } = await ask({ messages: [...question.messages, { ...message, function_call: null }] });
  expect(error).toBeUndefined();
  expect(requests[0]?.messages[1]).toEqual({
    role: 'assistant',
    content: [{ type: 'text', text: '' }],
    tool_calls: [call],
  });
});

test.each<[string, readonly ChatEvent[], readonly object[]]>([
  [
    'a refusal',
    [{ type: 'refusal-delta', text: 'I cannot do that.' }],
    [{ type: 'text', text: 'I cannot do that.', refusal: 'field' }],
  ],
  [
    'text and a refusal',
    [
      { type: 'text-delta', text: 'Well.' },
      { type: 'refusal-delta', text: 'I cannot do that.' },
    ],
    [
      { type: 'text', text: 'Well.' },
      { type: 'text', text: 'I cannot do that.', refusal: 'field' },
    ],
  ],
  [
    'thoughts',
    [
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'text-delta', text: 'No.' },
    ],
    [{ type: 'text', text: 'No.' }],
  ],
])('the message of a completion goes back with what was said: %s', async (_, events, content) => {
  const { client, requests } = clientOf([...events, { type: 'finish', reason: 'stop' }], {});
  const messages = [{ role: 'user', content: 'a' }] as const;
  const { choices } = await client.chat.completions.create({ model: 'm', messages });
  const message = choices[0]?.message;
  if (message === undefined) throw new Error('no message');
  await client.chat.completions.create({ model: 'm', messages: [...messages, message] });
  expect(requests[1]?.messages[1]).toEqual({ role: 'assistant', content });
});

test('a tool call that was put together from the pieces of a stream may keep its index', async () => {
  const { error, requests } = await ask(calling({ ...call, index: 0 }));
  expect(error).toBeUndefined();
  expect(requests[0]?.messages[0]?.tool_calls).toEqual([call]);
});

const grammar = { type: 'grammar', grammar: 'root ::= "a"' };

/** The other ways to ask, each with a form of the answer that core does not know. */
const inForm: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'parse()': (client) => client.chat.completions.parse({ ...question, response_format: grammar } as never),
  'stream()': (client) =>
    client.chat.completions.stream({ ...question, response_format: grammar } as never).finalChatCompletion(),
  'runTools()': (client) =>
    client.chat.completions.runTools({ ...question, tools: [], response_format: grammar } as never).done(),
};

test.each(Object.keys(inForm))('a form of the answer that core does not know is not dropped by %s', async (name) => {
  const taking = clientOf(answer, { parameters: 'any' });
  expect(await rejection(inForm[name]?.(taking.client) ?? Promise.reject(new Error(name)))).toBeUndefined();
  expect(taking.requests).toMatchObject([{ parameters: { response_format: grammar } }]);
  const refusing = clientOf(answer, everything);
  const error = await rejection(inForm[name]?.(refusing.client) ?? Promise.resolve());
  expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('response_format') });
  expect(refusing.requests).toEqual([]);
});

async function ask(params: object) {
  const { client, requests } = clientOf(answer, everything);
  const error = await rejection(client.chat.completions.create({ ...question, ...params } as CreateParams));
  return { error, requests };
}
