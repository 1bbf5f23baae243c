import { expect, test } from 'vitest';
import { Client, type ChatEvent, type CreateParams, type Tool } from '../../src/index.ts';
import { clientOf, rejection } from './tool-provider.ts';

const weather: Tool = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const question = { model: 'm', messages: [{ role: 'user', content: 'Warm in Oslo?' }] } as const;
const twoCalls: readonly ChatEvent[] = [
  { type: 'tool-call-delta', index: 0, id: 'call_a', name: 'weather', arguments: '' },
  { type: 'tool-call-delta', index: 0, arguments: '{"city":' },
  { type: 'tool-call-delta', index: 1, id: 'call_b', name: 'weather', arguments: '{"city":"Rome"}' },
  { type: 'tool-call-delta', index: 0, arguments: '"Oslo"}' },
  { type: 'finish', reason: 'tool-calls', rawReason: 'tool_calls' },
];
const text: readonly ChatEvent[] = [
  { type: 'text-delta', text: 'ok' },
  { type: 'finish', reason: 'stop' },
];

test('pieces of tool calls become the calls of the message', async () => {
  const { client } = clientOf(twoCalls, { tools: true });
  const completion = await client.chat.completions.create({ ...question, tools: [weather] });
  expect(completion.choices[0]).toEqual({
    index: 0,
    finish_reason: 'tool_calls',
    logprobs: null,
    message: {
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { id: 'call_b', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
      ],
    },
  });
});

test('pieces of tool calls are chunks as OpenAI has them', async () => {
  const { client } = clientOf(twoCalls, { tools: true });
  const stream = await client.chat.completions.create({ ...question, tools: [weather], stream: true });
  const deltas = [];
  for await (const chunk of stream) deltas.push(chunk.choices[0]?.delta.tool_calls);
  expect(deltas).toEqual([
    undefined,
    [{ index: 0, id: 'call_a', type: 'function', function: { name: 'weather', arguments: '' } }],
    [{ index: 0, function: { arguments: '{"city":' } }],
    [{ index: 1, id: 'call_b', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
    [{ index: 0, function: { arguments: '"Oslo"}' } }],
    undefined,
  ]);
});

test('what a service wants back with a call is in the message and in the chunks, and goes back with it', async () => {
  const google = { thought_signature: 'fake-signature' };
  const { client, requests } = clientOf(
    [
      { type: 'tool-call-delta', index: 0, id: 'call_a', name: 'weather', arguments: '{}', extra: { google } },
      { type: 'tool-call-delta', index: 0, extra: { more: 1 } },
      { type: 'tool-call-delta', index: 1, id: 'call_b', name: 'weather', arguments: '{}' },
      { type: 'finish', reason: 'tool-calls' },
    ],
    { tools: true },
  );
  const completion = await client.chat.completions.create({ ...question, tools: [weather] });
  const message = completion.choices[0]?.message;
  if (message === undefined) throw new Error('no message');
  expect(message.tool_calls).toMatchObject([{ extra_content: { google, more: 1 } }, { id: 'call_b' }]);
  expect(message.tool_calls?.[1]).not.toHaveProperty('extra_content');

  // Through JSON, as a program that keeps its conversations does it.
  const kept = JSON.parse(JSON.stringify(message)) as typeof message;
  const stream = await client.chat.completions.create({
    ...question,
    messages: [...question.messages, kept, { role: 'tool', tool_call_id: 'call_a', content: '3 °C' }],
    tools: [weather],
    stream: true,
  });
  const [returned] = requests[1]?.messages[1]?.tool_calls ?? [];
  expect(JSON.stringify(returned?.extra_content)).toBe(JSON.stringify({ google, more: 1 }));
  const extras = [];
  for await (const chunk of stream) extras.push(chunk.choices[0]?.delta.tool_calls?.[0]?.extra_content);
  const plugboard = 'told/m';
  // Helpers of other clients keep the last one.
  expect(extras).toEqual([undefined, { google, plugboard }, { google, more: 1, plugboard }, undefined, undefined]);
});

test('a tool call is content: create() settles with it, and nothing is repeated after it', async () => {
  let tries = 0;
  const { client } = clientOf([], { tools: true });
  await client.close();
  const { defineProvider, PlugboardError } = await import('../../src/provider.ts');
  const failing = defineProvider({
    id: 'failing',
    models: [{ id: 'm' }],
    create: () => ({
      accepts: { tools: true },
      async *stream() {
        tries += 1;
        yield { type: 'tool-call-delta', index: 0, id: 'call_a', name: 'weather' } as const;
        throw new PlugboardError('server_error', 'It failed.');
      },
    }),
  });
  await using second = new Client({ providers: [failing()], config: false, discover: false });
  const stream = await second.chat.completions.create({ ...question, tools: [weather], stream: true });
  expect(await rejection(stream.finalCompletion())).toMatchObject({ code: 'server_error' });
  expect(tries).toBe(1);
});

test('tools, choice and form reach a provider that declared them, and nothing else does', async () => {
  const { client, requests } = clientOf(text, { tools: true, responseFormat: ['json_object', 'json_schema'] });
  await client.chat.completions.create({
    ...question,
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' }, strict: true } },
  });
  expect(requests[0]).toMatchObject({
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' }, strict: true } },
  });
  await client.chat.completions.create({ ...question, tools: [], response_format: { type: 'text' } });
  expect(Object.keys(requests[1] ?? {})).toEqual(['model', 'messages', 'stream', 'parameters', 'extra']);
});

test('the message of a completion goes back as it is, with the result of its call', async () => {
  const { client, requests } = clientOf(twoCalls, { tools: true });
  const first = await client.chat.completions.create({ ...question, tools: [weather] });
  const message = first.choices[0]?.message;
  if (message === undefined) throw new Error('no message');
  await client.chat.completions.create({
    model: 'm',
    tools: [weather],
    messages: [
      ...question.messages,
      message,
      { role: 'tool', tool_call_id: 'call_a', content: '3 °C' },
      { role: 'tool', tool_call_id: 'call_b', content: [{ type: 'text', text: '20 °C' }] },
    ],
  });
  expect(requests[1]?.messages.slice(1)).toEqual([
    { role: 'assistant', content: [{ type: 'text', text: '' }], tool_calls: message.tool_calls },
    { role: 'tool', content: [{ type: 'text', text: '3 °C' }], tool_call_id: 'call_a' },
    { role: 'tool', content: [{ type: 'text', text: '20 °C' }], tool_call_id: 'call_b' },
  ]);
});

const call = { id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } } as const;

test.each<[string, Partial<CreateParams>, RegExp]>([
  ['tools', { tools: [weather] }, /does not support tools/],
  [
    'a conversation with calls',
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', tool_calls: [call] },
      ],
    },
    /messages\[1\] is part of a tool call/,
  ],
  ['a form', { response_format: { type: 'json_object' } }, /no response_format json_object.*plain text only/],
])('%s that the provider did not declare is refused before it is asked', async (_name, params, message) => {
  const { client, requests } = clientOf(text, {});
  const error = await rejection(client.chat.completions.create({ ...question, ...params }));
  expect(error).toMatchObject({ code: 'unsupported', message: expect.stringMatching(message) });
  expect(requests).toEqual([]);
});

test('a candidate without tools is passed over for one that has them', async () => {
  const without = clientOf(text, {});
  const { defineProvider } = await import('../../src/provider.ts');
  const able = defineProvider({
    id: 'able',
    models: [{ id: 'n' }],
    create: () => ({
      accepts: { tools: true },
      async *stream() {
        yield* twoCalls;
      },
    }),
  });
  await using client = new Client({
    providers: [without.provider, able()],
    config: { models: { smart: ['told/m', 'able/n'] } },
    discover: false,
  });
  const completion = await client.chat.completions.create({ ...question, model: 'smart', tools: [weather] });
  expect(completion.provider).toBe('able');
  expect(completion.warnings.join()).toContain('unsupported');
  expect(without.requests).toEqual([]);
});

test.each<[unknown, RegExp]>([
  [{ tools: {} }, /tools must be an array/],
  [{ tools: [{ type: 5 }] }, /tools\[0\]\.type must be "function"/],
  [{ tools: [{ type: 'function', function: {} }] }, /tools\[0\]\.function\.name/],
  [{ tools: [{ type: 'function', function: { name: 'a', parameters: [] } }] }, /parameters must be a JSON Schema/],
  [{ tool_choice: 'required' }, /needs tools/],
  [{ tools: [weather], tool_choice: 'any' }, /tool_choice must be/],
  [{ tools: [weather], tool_choice: { type: 'function', function: { name: 'b' } } }, /must name a function in tools/],
  [{ response_format: { type: 5 } }, /response_format\.type/],
  [{ response_format: { type: 'json_schema' } }, /json_schema\.name/],
  [{ messages: [{ role: 'tool', content: 'x' }] }, /tool_call_id must be/],
  [{ messages: [{ role: 'tool', content: 'x', tool_call_id: 'c' }] }, /must be the id of a tool call/],
  [{ messages: [{ role: 'assistant' }] }, /content must be a string or an array/],
  [{ messages: [{ role: 'assistant', tool_calls: [{ ...call, id: '' }] }] }, /tool_calls\[0\]\.id/],
  [
    { messages: [{ role: 'assistant', tool_calls: [{ ...call, function: { name: 'a', arguments: {} } }] }] },
    /arguments must be a string of JSON/,
  ],
])('%j is refused with words that say where', async (params, message) => {
  const { client, requests } = clientOf(text, { tools: true });
  const given: CreateParams = { ...question, ...(params as Partial<CreateParams>) };
  const error = await rejection(client.chat.completions.create(given));
  expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringMatching(message) });
  expect(requests).toEqual([]);
});

test.each<[string, ChatEvent]>([
  ['an index', { type: 'tool-call-delta', index: -1, id: 'a', name: 'b' }],
  ['its name', { type: 'tool-call-delta', index: 0, id: 'a' }],
  ['its id', { type: 'tool-call-delta', index: 0, name: 'a', arguments: '{}' }],
])('a tool call that does not begin with %s is a fault of the provider', async (_name, event) => {
  const { client } = clientOf([event, { type: 'finish', reason: 'tool-calls' }], { tools: true });
  const error = await rejection(client.chat.completions.create({ ...question, tools: [weather] }));
  expect(error).toMatchObject({ code: 'protocol_error', message: expect.stringContaining('fault of the provider') });
});

test('a refusal is kept apart from the text', async () => {
  const refusal: readonly ChatEvent[] = [
    { type: 'refusal-delta', text: 'I cannot ' },
    { type: 'refusal-delta', text: 'do that.' },
    { type: 'finish', reason: 'stop' },
  ];
  const { client } = clientOf(refusal, {});
  const completion = await client.chat.completions.create(question);
  expect(completion.choices[0]?.message).toEqual({ role: 'assistant', content: null, refusal: 'I cannot do that.' });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  const pieces: unknown[] = [];
  for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.refusal);
  expect(pieces).toEqual([undefined, 'I cannot ', 'do that.', undefined]);
});

test('a stream that ends in the middle of a tool call was cut off', async () => {
  const { client } = clientOf(twoCalls.slice(0, 2), { tools: true });
  const error = await rejection(client.chat.completions.create({ ...question, tools: [weather] }));
  expect(error).toMatchObject({ code: 'stream_truncated' });
});
