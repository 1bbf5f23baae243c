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
