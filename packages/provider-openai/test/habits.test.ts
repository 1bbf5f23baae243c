import type { ChatCompletion, ClientOptions } from '@plugboard/core';
import { sse, status, type Answer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { OpenAIOptions } from '../src/index.ts';
import { chunk, question, rejection, shortAnswer, startService } from './service.ts';

/** What services do that OpenAI does not, from public reports, through a client. */
async function askWith(answer: Answer, options: OpenAIOptions = {}, more: ClientOptions = {}): Promise<ChatCompletion> {
  await using service = await startService(options, { retry: { maxRetries: 0 }, ...more });
  service.server.on({}, answer);
  return await service.client.chat.completions.create(question);
}

const done = 'data: [DONE]\n\n';
const line = (value: object): string => `data: ${JSON.stringify(value)}\n`;
const hello = [chunk({ content: 'Hel' }), chunk({ content: 'lo' }), chunk({}, 'stop')];
const asJson = { 'content-type': 'application/json' };

test.each<[string, Answer]>([
  ['a finish reason on the first content', sse([chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' }), done])],
  [
    'the text "null" as finish reason',
    sse([chunk({ content: 'Hel' }, 'null'), chunk({ content: 'lo' }, 'null'), chunk({}, 'stop'), done]),
  ],
  ['a ping that is not JSON', sse(['event: ping\ndata: now\n\n', ...hello, done])],
  ['single line breaks between events', sse([[...hello.map(line), 'data: [DONE]\n'].join('')])],
  ['single line breaks and no [DONE]', sse([hello.map(line).join('')])],
  ['an event stream called JSON', status(200, hello.map((value) => `${line(value)}\n`).join(''), asJson)],
  [
    'the one choice under the number 1',
    sse([
      { choices: [{ index: 1, delta: { content: 'Hello' } }] },
      { choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] },
      done,
    ]),
  ],
  ['the older completions', sse([{ choices: [{ index: 0, text: 'Hello', finish_reason: 'stop' }] }, done])],
  ['a whole answer without a finish reason', status(200, { choices: [{ index: 0, message: { content: 'Hello' } }] })],
])('%s is read', async (_name, answer) => {
  const { choices, warnings } = await askWith(answer);
  expect(choices[0]).toMatchObject({ message: { content: 'Hello' }, finish_reason: 'stop' });
  expect(warnings).toEqual([]);
});

test.each<[string, Answer, string | undefined]>([
  ['half of the text', sse([chunk({ content: 'Hel' }), chunk({}, 'network_error'), done]), 'Hel'],
  ['no text', sse([chunk({ role: 'assistant', content: '' }), chunk({}, 'network_error'), done]), undefined],
])(
  'a word for a broken answer, with %s, is an error with the word and the text',
  async (_name, answer, partialText) => {
    const failure = await rejection(askWith(answer));
    expect(failure).toMatchObject({ code: 'server_error', serviceCode: 'network_error' });
    expect(failure).toHaveProperty('partialText', partialText);
    expect(failure).toHaveProperty('message', expect.stringContaining('"network_error"'));
  },
);

test('what cuts off a stream of single line breaks is told as a cut', async () => {
  const cut = `${hello.slice(0, 2).map(line).join('')}data: {"choices":[{"del`;
  expect(await rejection(askWith(sse([cut])))).toMatchObject({ code: 'stream_truncated', partialText: 'Hello' });
});

test('two calls without ids under one number are two, in a stream and whole', async () => {
  const call = (city: string, id: string | undefined): object => ({
    index: 0,
    id,
    type: 'function',
    function: { name: 'weather', arguments: JSON.stringify({ city }) },
  });
  const streamed = await askWith(
    sse([
      chunk({ tool_calls: [call('Oslo', '')] }),
      chunk({ tool_calls: [call('Lima', '')] }),
      chunk({}, 'tool_calls'),
    ]),
  );
  const message = { content: null, tool_calls: [call('Oslo', 'x'), call('Lima', 'x')] };
  const whole = await askWith(status(200, { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
  for (const { choices } of [streamed, whole]) {
    const calls = choices[0]?.message.tool_calls ?? [];
    expect(calls.map((made) => made.type === 'function' && made.function.arguments)).toEqual([
      '{"city":"Oslo"}',
      '{"city":"Lima"}',
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  }
});

test('the signature of a call reaches the service again', async () => {
  await using service = await startService();
  const signed = { google: { thought_signature: 'fake-signature' } };
  const call = { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: signed };
  service.server.on('next', sse([chunk({ tool_calls: [call] }), chunk({}, 'tool_calls'), done]));
  service.server.on({}, sse(shortAnswer));
  const { choices } = await service.client.chat.completions.create(question);
  const message = choices[0]?.message;
  if (message === undefined) throw new Error('no message');
  const result = { role: 'tool', tool_call_id: 'c', content: '1' } as const;
  await service.client.chat.completions.create({ ...question, messages: [...question.messages, message, result] });
  expect(service.body(1)).toMatchObject({ messages: [{}, { tool_calls: [{ id: 'c', extra_content: signed }] }, {}] });
});

test('the signature of a call that another program received reaches the service', async () => {
  const signed = { google: { thought_signature: 'FAKE+signature==' } };
  const calls = [
    { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: signed },
  ] as const;
  await using service = await startService();
  service.server.on({}, sse(shortAnswer));
  await service.client.chat.completions.create({
    ...question,
    messages: [
      { role: 'user', content: 'Call f.' },
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'c', content: 'done' },
    ],
  });
  expect(service.body(0)).toMatchObject({ messages: [{}, { tool_calls: [{ id: 'c', extra_content: signed }] }, {}] });
});

test('of two counts the last one wins, and the total is the service\u2019s', async () => {
  const count = (completion_tokens: number): object => ({
    usage: { prompt_tokens: 10, completion_tokens, total_tokens: 623 },
  });
  const { usage } = await askWith(sse([chunk({ content: 'ok' }, 'stop', count(0)), chunk({}, null, count(7)), done]));
  expect(usage).toEqual({ prompt_tokens: 10, completion_tokens: 7, total_tokens: 623 });
});

test('reasoning whose opening tag stood in the prompt is told apart', async () => {
  const pieces = ['The user', ' wants a sum.</thi', 'nk>\n\n', '391'].map((content) => chunk({ content }));
  const { choices } = await askWith(sse([...pieces, chunk({}, 'stop'), done]), { reasoningTags: 'think' });
  expect(choices[0]?.message).toMatchObject({ content: '391', reasoning_content: 'The user wants a sum.' });
});

test('an answer may be only a picture', async () => {
  const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
  const whole = status(200, { choices: [{ index: 0, message: { content: null, images }, finish_reason: 'stop' }] });
  for (const answer of [sse([chunk({ content: '', images }), chunk({}, 'stop'), done]), whole]) {
    const { choices, warnings } = await askWith(answer);
    expect(choices[0]?.message.content).toBe('');
    expect(choices[0]?.message.images).toEqual([{ ...images[0], index: 0 }]);
    expect(warnings).toEqual([]);
  }
});

test('a finish reason that is not known is kept, with a warning', async () => {
  const { choices, warnings } = await askWith(sse([chunk({ content: 'Hm' }, 'weird'), done]));
  expect(choices[0]).toMatchObject({ finish_reason: 'stop', native_finish_reason: 'weird' });
  expect(warnings).toEqual([expect.stringContaining('"weird"')]);
});

test('a list of models that is null is empty', async () => {
  await using service = await startService();
  service.server.on({}, status(200, { object: 'list', data: null }));
  expect(await service.client.models.list({ live: true })).toEqual([]);
});
