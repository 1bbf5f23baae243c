import { expect, test } from 'vitest';
import type { ChatEvent, CreateParams } from '../../src/index.ts';
import { clientOf, rejection } from './tool-provider.ts';

const messages = [{ role: 'user' as const, content: 'Warm in Oslo?' }];
const functions = [{ name: 'weather' }, { name: 'clock' }];
const oslo = { name: 'weather', arguments: '{"city":"Oslo"}' };
const call: readonly ChatEvent[] = [
  { type: 'tool-call-delta', index: 0, id: 'c1', name: 'weather', arguments: '' },
  { type: 'tool-call-delta', index: 0, arguments: '{"city":' },
  { type: 'tool-call-delta', index: 0, arguments: '"Oslo"}', extra: { signature: 's' } },
];
const finish: ChatEvent = { type: 'finish', reason: 'tool-calls' };
const second: ChatEvent = {
  type: 'tool-call-delta',
  index: 1,
  id: 'c2',
  name: 'weather',
  arguments: '{"city":"Rome"}',
};

function clientThatCalls(...events: readonly ChatEvent[]) {
  return clientOf([...events, finish], { tools: true });
}

test('who declares functions reads function_call, and the call goes back with all that belongs to it', async () => {
  const { client, requests } = clientThatCalls(...call);
  const { choices, warnings } = await client.chat.completions.create({ model: 'm', messages, functions });
  const message = choices[0]?.message;
  if (message === undefined) throw new Error('no message');
  expect(choices[0]?.finish_reason).toBe('function_call');
  expect(message).toMatchObject({ content: null, function_call: oslo, tool_calls: [{ id: 'c1', function: oslo }] });
  expect(warnings).toEqual([]);
  const result = { role: 'function' as const, name: 'weather', content: '18' };
  await client.chat.completions.create({ model: 'm', messages: [...messages, message, result], functions });
  expect(requests[1]?.messages).toMatchObject([
    {},
    { role: 'assistant', tool_calls: [{ id: 'c1', function: oslo, extra_content: { signature: 's' } }] },
    { role: 'tool', tool_call_id: 'c1' },
  ]);
});

test('chunks have function_call as OpenAI streams it', async () => {
  const { client } = clientThatCalls(...call, second);
  const stream = await client.chat.completions.create({ model: 'm', messages, functions, stream: true });
  const pieces: unknown[] = [];
  const reasons: unknown[] = [];
  for await (const { choices } of stream) {
    if (choices[0]?.delta.function_call !== undefined) pieces.push(choices[0].delta.function_call);
    reasons.push(choices[0]?.finish_reason);
  }
  expect(pieces).toEqual([{ name: 'weather', arguments: '' }, { arguments: '{"city":' }, { arguments: '"Oslo"}' }]);
  expect(reasons.at(-1)).toBe('function_call');
});

test('who declares tools gets no function_call', async () => {
  const { client } = clientThatCalls(...call);
  const tools = [{ type: 'function' as const, function: { name: 'weather' } }];
  const { choices } = await client.chat.completions.create({ model: 'm', messages, tools });
  expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls' });
  expect(choices[0]?.message).not.toHaveProperty('function_call');
});

test('an answer without a call ends as it does with tools', async () => {
  const { client } = clientOf(
    [
      { type: 'text-delta', text: 'No.' },
      { type: 'finish', reason: 'stop' },
    ],
    { tools: true },
  );
  const { choices } = await client.chat.completions.create({ model: 'm', messages, functions });
  expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'No.' } });
  expect(choices[0]?.message).not.toHaveProperty('function_call');
});

test('of several calls, function_call has the first one, and a warning says so', async () => {
  const { client } = clientThatCalls(...call, second);
  const { choices, warnings } = await client.chat.completions.create({ model: 'm', messages, functions });
  expect(choices[0]?.message).toMatchObject({ function_call: oslo, tool_calls: [{ id: 'c1' }, { id: 'c2' }] });
  expect(warnings).toEqual([expect.stringContaining('several functions at once')]);
});

test.each([
  ['the older form: the others are left out', [{ role: 'function', name: 'weather', content: '18' }], ['c1']],
  [
    'the newer form: all go back',
    [
      { role: 'tool', tool_call_id: 'c1', content: '18' },
      { role: 'tool', tool_call_id: 'c2', content: '25' },
    ],
    ['c1', 'c2'],
  ],
])('of several calls, the first one may be answered in %s', async (_, results, ids) => {
  const { client, requests } = clientThatCalls(...call, second);
  const { choices } = await client.chat.completions.create({ model: 'm', messages, functions });
  const turns = [...messages, choices[0]?.message, ...results];
  await client.chat.completions.create({ model: 'm', messages: turns, functions } as CreateParams & { stream?: false });
  const [, turn, ...answers] = requests[1]?.messages ?? [];
  expect(turn?.tool_calls?.map(({ id }) => id)).toEqual(ids);
  expect(answers.map(({ tool_call_id: id }) => id)).toEqual(ids);
});

test.each([
  [{ functions, tools: [{ type: 'function', function: { name: 'clock' } }] }, 'functions'],
  [{ functions, function_call: 'auto', tool_choice: 'none' }, 'function_call'],
])('%j says one thing twice', async (params, param) => {
  const { client, requests } = clientThatCalls(...call);
  const error = await rejection(client.chat.completions.create({ model: 'm', messages, ...params } as CreateParams));
  expect(error).toMatchObject({ code: 'input_invalid', param });
  expect(requests).toEqual([]);
});
