import { expect, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import type { ChatEvent } from '../../src/provider.ts';
import { chunk, collect, fakeHttp, requestWith } from './fake-http.ts';

const text = (value: string): ChatEvent => ({ type: 'text-delta', text: value });

async function eventsOf(events: readonly unknown[]): Promise<{ events: readonly ChatEvent[]; warnings: string[] }> {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const seen = await collect(streamChatCompletions(fakeHttp(events), requestWith(), { warn }));
  return { events: seen, warnings };
}

async function textOf(events: readonly unknown[]): Promise<string> {
  const { events: seen } = await eventsOf(events);
  expect(seen.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
  return seen.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

function numbered(index: unknown, content: string, finish_reason: string | null = null): object {
  return { choices: [{ index, delta: { content }, finish_reason }] };
}

test.each<[string, unknown]>([
  ['1', 1],
  ['"0"', '0'],
  ['"1"', '1'],
  ['null', null],
  ['nothing', undefined],
])('the one choice under the number %s is the answer', async (_name, index) => {
  const words = ['A', 'B', 'C'].map((word) => numbered(index, word));
  expect(await textOf([...words, numbered(index, '', 'stop')])).toBe('ABC');
});

test('a second choice is left out, and a warning tells of it once', async () => {
  const { events, warnings } = await eventsOf([
    numbered(1, 'A'),
    numbered(0, 'other'),
    numbered(0, 'other'),
    numbered(undefined, 'B'),
    numbered(1, '', 'stop'),
  ]);
  expect(events.slice(0, -1)).toEqual([text('A'), text('B')]);
  expect(warnings).toEqual([expect.stringContaining('second choice')]);
});

test('a chunk that has only a role does not decide which choice is the answer', async () => {
  const role = { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] };
  expect(await textOf([role, numbered(1, 'A'), numbered(1, 'B'), numbered(1, '', 'stop')])).toBe('AB');
  expect(await textOf([role, numbered(0, 'A'), numbered(1, 'B'), numbered(0, '', 'stop')])).toBe('A');
});

test.each<[string, object]>([
  ['a list of texts', { message: { content: ['Hel', 'lo'] } }],
  ['a list of texts and parts', { message: { content: ['Hel', { type: 'text', text: 'lo' }] } }],
  ['one part', { message: { content: { type: 'text', text: 'Hello' } } }],
  ['an object with a text', { message: { content: { text: 'Hello' } } }],
  ['a message that is a text', { message: 'Hello' }],
  ['a delta that is a text', { delta: 'Hello' }],
])('content in the form of %s is read', async (_name, choice) => {
  const { events, warnings } = await eventsOf([{ choices: [{ index: 0, ...choice, finish_reason: 'stop' }] }]);
  expect(events.map((event) => (event.type === 'text-delta' ? event.text : ''))).toEqual(['Hello', '']);
  expect(warnings).toEqual([]);
});

test.each<[string, unknown]>([
  ['a number', 42],
  ['true', true],
  ['an object of its own', { answer: 42 }],
  [
    'parts of its own',
    [
      { type: 'text', text: 'Hm.' },
      { type: 'table', rows: [] },
    ],
  ],
])('content in the form of %s is no empty success: a warning tells of it', async (_name, content) => {
  const { events, warnings } = await eventsOf([{ choices: [{ message: { content }, finish_reason: 'stop' }] }]);
  expect(events.at(-1)).toMatchObject({ type: 'finish' });
  expect(warnings).toEqual([expect.stringContaining('parts of an unknown format')]);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['false', false],
  ['an empty list', []],
  ['an empty part', [{}]],
  ['a part without text', [{ type: 'text', text: null }]],
])('content in the form of %s says nothing', async (_name, content) => {
  const { events, warnings } = await eventsOf([{ choices: [{ message: { content }, finish_reason: 'stop' }] }]);
  expect(events.map(({ type }) => type)).toEqual(['finish']);
  expect(warnings).toEqual([]);
});

const called = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };

test.each<[string, readonly object[], boolean]>([
  ['without numbers, streamed', [{ delta: { content: 'A' } }, { delta: { tool_calls: [called] } }], true],
  [
    'of the same number, whole',
    [
      { index: 0, message: { content: 'A' }, finish_reason: 'stop' },
      { index: 0, message: { tool_calls: [called] } },
    ],
    true,
  ],
  ['that say the same kind of thing', [{ message: { content: 'A' } }, { message: { content: 'B' } }], false],
  [
    'of two numbers',
    [
      { index: 0, message: { content: 'A' } },
      { index: 1, message: { tool_calls: [called] } },
    ],
    false,
  ],
])('two choices %s: one answer, or a second one that is left out', async (_name, choices, isOne) => {
  const { events, warnings } = await eventsOf([{ choices }, chunk({}, 'tool_calls')]);
  expect(events[0]).toEqual(text('A'));
  expect(events.filter(({ type }) => type === 'tool-call-delta')).toHaveLength(isOne ? 1 : 0);
  expect(warnings).toEqual(isOne ? [] : [expect.stringContaining('second choice')]);
});

test('a whole message at the end of a stream of deltas says nothing anew but what they left out', async () => {
  const message = { role: 'assistant', content: 'ABC', reasoning_content: 'Hm.', tool_calls: [called] };
  const last = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
  const { events } = await eventsOf([chunk({ content: 'AB' }), chunk({ content: 'C' }), last, '[DONE]']);
  expect(events.map(({ type }) => type)).toEqual([
    'text-delta',
    'text-delta',
    'reasoning-delta',
    'tool-call-delta',
    'finish',
  ]);
  const calls = await eventsOf([chunk({ tool_calls: [called] }), last]);
  expect(calls.events.filter(({ type }) => type === 'tool-call-delta')).toHaveLength(1);
  const piece = (content: string, finish_reason: string | null = null): object => ({
    choices: [{ index: 0, message: { content }, finish_reason }],
  });
  expect(await textOf([piece('A'), piece('BC'), piece('', 'stop')])).toBe('ABC');
});

test('the text of a choice counts where its delta is empty, and its thoughts are no text', async () => {
  const beside = (part: string, delta: object, finish_reason: string | null = null): object => ({
    choices: [{ index: 0, text: part, delta, finish_reason }],
  });
  expect(await textOf([beside('Hel', {}), beside('lo', { role: 'assistant' }), beside('', {}, 'stop')])).toBe('Hello');
  expect(await textOf([beside('Hm.', { reasoning: 'Hm.' }), beside('A', { content: 'A' }, 'stop')])).toBe('A');
});

test('a comment that a gateway wrapped into an event is none', async () => {
  const words = [
    ': keepalive',
    chunk({ content: 'A' }),
    ':ping',
    ` : PROCESSING\n${JSON.stringify(chunk({ content: 'B' }))}`,
  ];
  expect(await textOf([...words, chunk({}, 'stop')])).toBe('AB');
});

test.each([['\n\ndata: [DONE]\n\n'], ['data: [DONE]\n'], ['\ndata:[DONE]']])(
  'a JSON document with the end of a stream behind it is the answer: %j',
  async (behind) => {
    const document = JSON.stringify({ choices: [{ message: { content: 'Hello [DONE]' } }] }, null, 2);
    const http = fakeHttp([]);
    const whole = async function* () {
      yield { event: 'message', data: `${document}${behind}`, whole: true as const };
    };
    const seen = await collect(streamChatCompletions({ ...http, events: whole }, requestWith()));
    expect(seen[0]).toEqual(text('Hello [DONE]'));
  },
);

test('a document that is cut is no answer, whatever stands behind it', async () => {
  const http = fakeHttp([]);
  const whole = async function* () {
    yield { event: 'message', data: '{"choices":[{"message":{"con\n\ndata: [DONE]', whole: true as const };
  };
  const stream = streamChatCompletions({ ...http, events: whole }, requestWith());
  await expect(collect(stream)).rejects.toMatchObject({ code: 'protocol_error' });
});

test('the older completions have their text in the choice', async () => {
  const older = (part: string, finish_reason: string | null = null): object => ({
    object: 'text_completion',
    choices: [{ text: part, index: 0, logprobs: null, finish_reason }],
  });
  expect(await textOf([older('Hel'), older('lo'), older('', 'stop')])).toBe('Hello');
  const both = { choices: [{ index: 0, text: 'A', delta: { content: 'A' }, finish_reason: 'stop' }] };
  expect(await textOf([both])).toBe('A');
});

test.each<[string, object, object]>([
  [
    'the total, where it is more than the sum',
    { usage: { prompt_tokens: 18, completion_tokens: 200, total_tokens: 623 } },
    { inputTokens: 18, outputTokens: 200, totalTokens: 623 },
  ],
  [
    'no total, where it is the sum',
    { usage: { prompt_tokens: 18, completion_tokens: 200, total_tokens: 218 } },
    { inputTokens: 18, outputTokens: 200 },
  ],
  [
    'no total that is not a count',
    { usage: { prompt_tokens: 18, completion_tokens: 200, total_tokens: '218' } },
    { inputTokens: 18, outputTokens: 200 },
  ],
])('usage has %s', async (_name, count, usage) => {
  const { events } = await eventsOf([chunk({ content: 'A' }), chunk({}, 'stop', count)]);
  expect(events.at(-1)).toMatchObject({ usage });
  expect(events.at(-1)).toHaveProperty('usage', usage);
});

test('a count in the choice is read', async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
  const { events } = await eventsOf([
    { choices: [{ index: 0, delta: { content: 'A' }, finish_reason: 'stop', usage }] },
  ]);
  expect(events.at(-1)).toMatchObject({ usage: { inputTokens: 3, outputTokens: 5 } });
});

const whole = [chunk({ content: 'Hel' }), chunk({ content: 'lo' }), chunk({}, 'stop'), '[DONE]'];
const lines = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');

test.each<[string, readonly unknown[]]>([
  ['ping with a text', [{ event: 'ping', data: 'keep alive' }, ...whole]],
  ['ping with a time', [{ event: 'ping', data: '2026-11-22 12:00:00+00:00' }, ...whole]],
  ['ping with JSON', [{ event: 'ping', data: '{"type":"ping"}' }, ...whole]],
  ['status with a message', [{ event: 'status', data: '{"message":"queued","detail":"3rd"}' }, ...whole]],
  ['done without data', [...whole.slice(0, -1), { event: 'done', data: '' }]],
  ['chunk with a chunk', whole.map((value) => (typeof value === 'string' ? value : named('chunk', value)))],
])('an event called %s ends no answer', async (_name, events) => {
  expect(await textOf(events)).toBe('Hello');
});

function named(event: string, value: unknown): object {
  return { event, data: JSON.stringify(value) };
}

test('an event of another name fails the answer when it has an error', async () => {
  const failed = named('failure', { error: { message: 'overloaded' } });
  await expect(eventsOf([chunk({ content: 'A' }), failed])).rejects.toThrow('overloaded');
});

test.each<[string, readonly unknown[]]>([
  ['all of them', [lines(whole)]],
  ['some of them', [lines(whole.slice(0, 2)), lines(whole.slice(2))]],
  ['with what comes behind [DONE]', [lines([...whole, chunk({ content: 'late' })])]],
])('events that are parted by single line breaks are read: %s', async (_name, events) => {
  expect(await textOf(events)).toBe('Hello');
});

test('JSON over several lines is one event', async () => {
  expect(await textOf([JSON.stringify(chunk({ content: 'Hello' }, 'stop'), undefined, 2)])).toBe('Hello');
});

test('lines of which one is not JSON are refused', async () => {
  await expect(eventsOf([`${lines(whole)}\nnonsense`])).rejects.toMatchObject({ code: 'protocol_error' });
});

test.each(['[DONE]', ' [DONE]', '[DONE] '])('%j ends a stream', async (data) => {
  expect(await textOf([...whole.slice(0, -1), data, chunk({ content: 'late' })])).toBe('Hello');
});
