import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { finishReasonFrom, messageFrom } from '../../src/web/message.ts';

const nothing = { kind: 'answer', text: undefined, finishReason: undefined, usage: undefined, sources: [] };

test.each<[string, unknown, object]>([
  ['an event in between', { type: 'model', text: ' Hi' }, { text: ' Hi' }],
  [
    'the last event',
    { type: 'model', text: 'B', finish_reason: 'stop', metadata: { input_tokens: 39, generated_tokens: 2 } },
    { text: 'B', finishReason: 'stop', usage: { inputTokens: 39, outputTokens: 2 } },
  ],
  ['an event without a type', { text: 'x' }, { text: 'x' }],
  ['an empty object', {}, {}],
  ['a finish reason of null', { text: 'x', finish_reason: null }, { text: 'x' }],
  ['a finish reason without a word', { text: 'x', finish_reason: '' }, { text: 'x' }],
  ['a finish reason that nobody knows', { text: 'x', finish_reason: 'tired' }, { text: 'x', finishReason: 'tired' }],
  ['a negative count', { text: 'x', metadata: { input_tokens: -1, generated_tokens: 2 } }, { text: 'x' }],
  ['counts in quotes', { text: 'x', metadata: { input_tokens: '1', generated_tokens: '2' } }, { text: 'x' }],
  ['one count only', { text: 'x', metadata: { input_tokens: 1 } }, { text: 'x' }],
  ['counts that are no object', { text: 'x', metadata: 'none' }, { text: 'x' }],
  ['an error of null', { text: 'x', error: null }, { text: 'x' }],
  ['an error of nothing', { text: 'x', error: '' }, { text: 'x' }],
  ['an empty error', { text: 'x', error: {} }, { text: 'x' }],
  ['a detail beside a text', { text: 'x', detail: 'slow today' }, { text: 'x' }],
  [
    'search results',
    {
      text: 'x',
      retrieved_chunks: [{ sourceDocument: 'https://a.invalid/', text: 't', score: 0.1 }, { text: 'no name' }, 7],
    },
    { text: 'x', sources: [{ type: 'source', url: 'https://a.invalid/', text: 't' }] },
  ],
  ['search results that are no list', { text: 'x', retrieved_chunks: {} }, { text: 'x' }],
])('%s is read', (_name, body, expected) => {
  expect(messageFrom({ event: 'message', data: JSON.stringify(body) })).toEqual({ ...nothing, ...expected });
});

test.each([
  ['message', ''],
  ['message', ' [DONE] '],
  ['message', 'null'],
  ['message', '7'],
  ['message', '[]'],
  ['message', '"text"'],
  ['message', '{"type":"progress","text":"searching"}'],
  ['message', '{"type":7,"text":"x"}'],
  ['progress', '{"type":"model","text":"x"}'],
])('an event %s with %s is ignored', (event, data) => {
  expect(messageFrom({ event, data }).kind).toBe('ignored');
});

test.each([
  ['message', { error: { type: 'rate_limit_error', message: 'slow' } }],
  ['message', { error: 'broken' }],
  ['message', { detail: 'broken' }],
  ['message', { detail: [{ msg: 'broken' }] }],
  ['message', { type: 'error', text: 'broken' }],
  ['error', { message: 'broken' }],
  ['message', { message: 'broken' }],
  ['message', [{ error: { message: 'broken' } }]],
  ['message', { errors: [{ message: 'broken' }] }],
  ['message', { code: 401, msg: 'broken', success: false }],
  ['error', 'broken'],
])('an event %s with %j is a failure', (event, body) => {
  expect(messageFrom({ event, data: JSON.stringify(body) })).toEqual({ kind: 'failure', body });
});

test('a failure in plain text is one', () => {
  expect(messageFrom({ event: 'error', data: 'out of order' })).toEqual({ kind: 'failure', body: 'out of order' });
});

test.each([
  ['{"text":"SECRET', 'is not valid JSON (15 characters'],
  ['<html>SECRET</html>', 'is not valid JSON (19 characters'],
  ['{"text":7}', 'field text'],
  ['{"text":{"SECRET":1}}', 'field text'],
  ['{"finish_reason":1}', 'field finish_reason'],
])('%s is a protocol error that quotes nothing', (data, message) => {
  let caught: unknown;
  try {
    messageFrom({ event: 'message', data });
  } catch (error) {
    caught = error;
  }
  expect(caught).toMatchObject({ code: 'protocol_error', phase: 'chat', message: expect.stringContaining(message) });
  expect(inspect(caught)).not.toContain('SECRET');
});

test('fields of a prototype are none', () => {
  expect(messageFrom({ event: 'message', data: '{"__proto__":{"text":"x","error":"y"}}' })).toEqual(nothing);
});

test.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['context', 'length'],
  ['tired', 'other'],
] as const)('the word %s means %s', (word, reason) => {
  expect(finishReasonFrom(word)).toBe(reason);
});
