import { expect, test } from 'vitest';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import { chunk, collect, fakeHttp, requestWith } from './fake-http.ts';

const usage = { usage: { prompt_tokens: 3, completion_tokens: 5 } };
const counted = { inputTokens: 3, outputTokens: 5 };

async function eventsOf(data: readonly unknown[], options: { reasoningTags?: string; hold?: boolean } = {}) {
  return collect(streamChatCompletions(fakeHttp(data, options), requestWith(), options));
}

test.each<[string, readonly unknown[]]>([
  ['usage with the finish reason', [chunk({ content: 'A' }), chunk({}, 'stop', usage), '[DONE]']],
  ['usage in a late chunk', [chunk({ content: 'A' }), chunk({}, 'stop'), { choices: [], ...usage }, '[DONE]']],
  [
    'usage in a late chunk that still has a choice',
    [chunk({ content: 'A' }), chunk({}, 'stop'), chunk({}, null, usage)],
  ],
  [
    'a count on the way and the real one late',
    [
      chunk({ content: 'A' }, null, { usage: { prompt_tokens: 3, completion_tokens: 1 } }),
      chunk({}, 'stop'),
      { choices: [], ...usage },
    ],
  ],
  ['no [DONE]', [chunk({ content: 'A' }, 'stop', usage)]],
  [
    'an answer as a whole',
    [{ choices: [{ message: { role: 'assistant', content: 'A' }, finish_reason: 'stop' }], ...usage }],
  ],
  [
    'other names of the counts',
    [chunk({ content: 'A' }), chunk({}, 'stop', { usage: { input_tokens: 3, output_tokens: 5 } })],
  ],
  ['counts in a field of its own', [chunk({ content: 'A' }), chunk({}, 'stop', { x_groq: usage })]],
  ['an error after the end', [chunk({ content: 'A' }), chunk({}, 'stop', usage), { error: { message: 'late' } }]],
  [
    'nothing chunks and null contents',
    [
      null,
      {},
      1,
      chunk({ role: 'assistant', content: null }),
      chunk({ content: 'A' }),
      chunk({ content: '' }, 'stop', usage),
    ],
  ],
])('%s: one answer', async (_name, data) => {
  expect(await eventsOf(data)).toEqual([
    { type: 'text-delta', text: 'A' },
    { type: 'finish', reason: 'stop', rawReason: 'stop', usage: counted },
  ]);
});

test('a second choice is not mixed into the answer', async () => {
  const choice = (index: number | undefined, content: string, finish_reason: string | null = null): object => ({
    ...(index !== undefined && { index }),
    delta: { content },
    finish_reason,
  });
  const events = await eventsOf([
    { choices: [choice(0, 'A')] },
    { choices: [choice(1, 'other')] },
    { choices: [choice(1, 'other'), choice(0, 'B')] },
    { choices: [choice(1, 'more', 'length')] },
    { choices: [choice(undefined, 'C')] },
    { choices: [choice(1, '')], ...usage },
    { choices: [choice(0, '', 'stop')] },
  ]);
  expect(events).toEqual([
    { type: 'text-delta', text: 'A' },
    { type: 'text-delta', text: 'B' },
    { type: 'text-delta', text: 'C' },
    { type: 'finish', reason: 'stop', rawReason: 'stop', usage: counted },
  ]);
});

test('a service that never counts and holds the connection does not hold the answer', async () => {
  const events = await eventsOf([chunk({ content: 'A' }, 'stop')], { hold: true });
  expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop', rawReason: 'stop', usage: undefined });
});

test.each<[string, object]>([
  ['reasoning_content', { reasoning_content: 'Hm.' }],
  ['reasoning', { reasoning: 'Hm.' }],
  ['both spellings at once', { reasoning_content: 'Hm.', reasoning: 'Hm.' }],
  ['parts of the content', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }],
])('reasoning in %s is told once', async (_name, delta) => {
  expect((await eventsOf([chunk(delta), chunk({ content: 'A' }, 'stop', usage)])).slice(0, 2)).toEqual([
    { type: 'reasoning-delta', text: 'Hm.' },
    { type: 'text-delta', text: 'A' },
  ]);
});

test('reasoning between tags is told apart when the tag is named, and is text otherwise', async () => {
  const data = [chunk({ content: '<thi' }), chunk({ content: 'nk>Hm.</think>\n\nA' }, 'stop', usage)];
  expect((await eventsOf(data, { reasoningTags: 'think' })).slice(0, -1)).toEqual([
    { type: 'reasoning-delta', text: 'Hm.' },
    { type: 'text-delta', text: 'A' },
  ]);
  expect((await eventsOf(data))[0]).toEqual({ type: 'text-delta', text: '<thi' });
});

test('a refusal is an event of its own', async () => {
  expect((await eventsOf([chunk({ refusal: 'No.' }), chunk({}, 'stop', usage)]))[0]).toEqual({
    type: 'refusal-delta',
    text: 'No.',
  });
});

test.each<[string, readonly unknown[]]>([
  ['an error object', [{ error: { message: 'x', code: 502 } }]],
  ['an error beside a choice', [chunk({ content: '' }, 'error', { error: { message: 'x' } })]],
  ['an error inside the choice', [{ choices: [{ error: { message: 'x' }, delta: {} }] }]],
  ['an error as text', [{ error: 'x' }]],
  ['an error as a list', [{ errors: [{ message: 'x' }] }]],
  ['a list of bodies', ['[{"error":{"message":"x"}}]']],
  ['a code of its own', [{ code: 401, msg: 'x', success: false }]],
  ['a header in the answer', [{ choices: null, base_resp: { status_code: 1004, status_msg: 'x' } }]],
  ['a header beside a choice', [chunk({ content: '' }, null, { base_resp: { status_code: 1027, status_msg: 'x' } })]],
  ['an object in the place of the message', [{ object: 'error', message: { detail: 'x' } }]],
  ['an object that says that it is an error', [{ object: 'error', message: 'x' }]],
  ['a message without choices', [{ code: 500, message: 'x' }]],
  ['a detail', [{ detail: 'x' }]],
  ['an event called error', [{ event: 'error', data: '{"message":"x"}' }]],
  ['an event called error in plain text', [{ event: 'error', data: 'x' }]],
  ['an event called error without data', [{ event: 'error', data: '' }]],
  ['an event called error that says nothing', [{ event: 'error', data: '{}' }]],
  ['the finish reason "error"', [chunk({}, 'error')]],
])('%s inside the stream fails the call', async (_name, data) => {
  await expect(eventsOf([chunk({ content: 'A' }), ...data])).rejects.toMatchObject({ code: 'server_error' });
});

test('data that is no JSON fails the call without being quoted', async () => {
  const error = await eventsOf(['secret words']).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'protocol_error', message: expect.not.stringContaining('secret') });
});

test('a stream without a finish reason ends without finish', async () => {
  expect(await eventsOf([chunk({ content: 'A' }), '[DONE]'])).toEqual([{ type: 'text-delta', text: 'A' }]);
});

test('tools, results, choice and form are sent as OpenAI has them', async () => {
  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } } as const;
  const tool = { type: 'function', function: { name: 'f' } } as const;
  const http = fakeHttp([chunk({}, 'stop', usage)]);
  const request = requestWith({
    messages: [
      { role: 'assistant', content: [{ type: 'text', text: '' }], tool_calls: [call] },
      { role: 'tool', content: [{ type: 'text', text: '1' }], tool_call_id: 'c' },
    ],
    tools: [tool],
    tool_choice: 'required',
    response_format: { type: 'json_object' },
    parameters: { max_tokens: 5 },
  });
  await collect(streamChatCompletions(http, request, { body: { stream_options: undefined, user: 'u' } }));
  expect(http.sent[0]).toEqual({
    phase: 'chat',
    url: '/chat/completions',
    json: {
      model: 'm',
      messages: [
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', content: '1', tool_call_id: 'c' },
      ],
      stream: true,
      stream_options: undefined,
      max_tokens: 5,
      tools: [tool],
      tool_choice: 'required',
      response_format: { type: 'json_object' },
      user: 'u',
    },
  });
});

test.each([
  [true, {}, { stream: true, stream_options: { include_usage: true } }, undefined],
  [true, { streamOptions: false }, { stream: true }, undefined],
  [true, { stream: false }, {}, { accept: 'application/json' }],
  [false, {}, {}, { accept: 'application/json' }],
  [false, { stream: true }, { stream: true, stream_options: { include_usage: true } }, undefined],
])('with stream: %s and %j a service is asked with %j', async (stream, options, asked, headers) => {
  const http = fakeHttp([chunk({}, 'stop', usage)]);
  await collect(streamChatCompletions(http, requestWith({ stream }), options));
  const { json, headers: sent } = http.sent[0] ?? {};
  expect(json).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...asked });
  expect(sent).toEqual(headers);
});

test.each([
  [undefined, { type: 'pdf_url', pdf_url: { url: 'https://a/b.pdf' } }],
  ['file' as const, { type: 'file', file: { filename: 'document.pdf', file_data: 'https://a/b.pdf' } }],
])('a PDF is spelled %s', async (pdf, part) => {
  const http = fakeHttp([chunk({}, 'stop', usage)]);
  const messages = [{ role: 'user', content: [{ type: 'pdf', source: 'https://a/b.pdf' }] }] as const;
  await collect(streamChatCompletions(http, requestWith({ messages }), { pdf }));
  expect(http.sent[0]?.json).toMatchObject({ messages: [{ content: [part] }] });
});

test.each<[string, object]>([
  ['empty text', { error: '' }],
  ['an empty object', { error: {} }],
  ['false', { error: false }],
  ['empty fields', { error: { message: '', type: null, code: 0 } }],
  ['a good outcome', { base_resp: { status_code: 0, status_msg: '' } }],
])('a field for errors that says nothing is no failure: %s', async (_, beside) => {
  const events = await eventsOf([
    chunk({ content: 'A' }, null, beside),
    chunk({ content: 'B' }, 'stop', beside),
    { choices: [], ...beside },
  ]);
  const said = events.filter(({ type }) => type !== 'response');
  expect(said.map((event) => (event.type === 'text-delta' ? event.text : event.type))).toEqual(['A', 'B', 'finish']);
});

test('events that a provider finds in a chunk come behind the response and before those of the chunk', async () => {
  const seen: unknown[] = [];
  const extraEvents = (value: Readonly<Record<string, unknown>>): readonly ChatEvent[] => {
    seen.push(value['found']);
    return typeof value['found'] === 'string' ? [{ type: 'source', url: value['found'] }] : [];
  };
  const events = await collect(
    streamChatCompletions(
      fakeHttp([
        chunk({ role: 'assistant', content: '' }, null, { id: 'x', found: 'https://a.test/' }),
        chunk({ content: 'A' }, null, { id: 'x' }),
        chunk({ content: 'B' }, null, { id: 'x' }),
        chunk({}, 'stop', { id: 'x', found: 'https://b.test/' }),
        '[DONE]',
      ]),
      requestWith(),
      { extraEvents },
    ),
  );
  expect(events.map((event) => (event.type === 'source' ? event.url : event.type))).toEqual([
    'response',
    'https://a.test/',
    'text-delta',
    'text-delta',
    'https://b.test/',
    'finish',
  ]);
  // The third chunk has a new text and nothing else.
  expect(seen).toEqual(['https://a.test/', undefined, 'https://b.test/']);
});
