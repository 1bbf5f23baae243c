import { expect, test } from 'vitest';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import { EventGuard } from '../../src/stream/event-guard.ts';

const detail = { type: 'reasoning.text', format: 'test', index: 0, signature: 'not-a-secret' };
const logprob = { token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] };
const counts = { inputTokens: 1, outputTokens: 2 };

test.each<[string, unknown]>([
  ['a response', { type: 'response', id: 'r', model: 'm', created: 1, requestId: 'q', fields: { a: 1 } }],
  ['a response that says nothing', { type: 'response' }],
  ['log probabilities', { type: 'text-delta', text: 'a', logprobs: [logprob] }],
  ['log probabilities of a token without a text', { type: 'text-delta', text: '', logprobs: [logprob] }],
  ['log probabilities of a refusal', { type: 'refusal-delta', text: 'a', logprobs: [logprob] }],
  ['the name of a thought', { type: 'reasoning-delta', text: 'a', id: 't' }],
  ['a detail', { type: 'reasoning-detail', detail }],
  ['a place in the text', { type: 'source', url: 'https://example.com', start: 0, end: 3 }],
  ['a file', { type: 'file', mediaType: 'image/png', data: 'AAAA' }],
  ['a file elsewhere', { type: 'file', mediaType: 'audio/pcm;rate=24000', url: 'https://example.com', id: 'f' }],
  ['all counts', { type: 'finish', reason: 'stop', usage: { ...counts, cachedInputTokens: 1, raw: { cost: 1 } } }],
  ['late fields', { type: 'finish', reason: 'stop', fields: { citations: [] } }],
])('an event with %s passes as it is', (_name, event) => {
  expect(new EventGuard().validate(event as ChatEvent)).toBe(event);
});

test.each<[string, unknown, string]>([
  ['a response with a number as id', { type: 'response', id: 1 }, 'a response whose id is not a string'],
  ['a response of some time', { type: 'response', created: 'now' }, 'a response whose created is not a number'],
  ['a response with a list', { type: 'response', fields: [] }, 'a response whose fields are not a JSON object'],
  [
    'a detail without a type',
    { type: 'reasoning-detail', detail: { format: 'f', index: 0 } },
    'without type and format',
  ],
  [
    'a detail without a format',
    { type: 'reasoning-detail', detail: { type: 't', index: 0 } },
    'without type and format',
  ],
  ['a detail with half an index', { type: 'reasoning-detail', detail: { ...detail, index: 0.5 } }, 'and index'],
  ['a detail that is a text', { type: 'reasoning-detail', detail: 'signature' }, 'is not a JSON object'],
  [
    'a detail that is not JSON',
    { type: 'reasoning-detail', detail: { ...detail, big: 1n } },
    'cannot be written as JSON',
  ],
  ['a detail without end', { type: 'reasoning-detail', detail: { ...detail, x: 'x'.repeat(4_000_000) } }, 'at most'],
  ['a thought with a number', { type: 'reasoning-delta', text: 'a', id: 1 }, 'whose id is not a string'],
  ['a file without a type', { type: 'file', data: 'AAAA' }, 'without a mediaType'],
  ['a file without data', { type: 'file', mediaType: 'image/png' }, 'either data or url'],
  [
    'a file with both',
    { type: 'file', mediaType: 'image/png', data: 'AAAA', url: 'https://a.example' },
    'either data or url',
  ],
  ['a file of bytes', { type: 'file', mediaType: 'image/png', data: '\u0000\u0001' }, 'are not base64'],
  ['a file on this machine', { type: 'file', mediaType: 'image/png', url: 'file:///etc/hosts' }, 'not an http(s) URL'],
  ['a file with a number as id', { type: 'file', mediaType: 'a/b', data: 'AAAA', id: 1 }, 'whose id is not a string'],
  ['a source at no place', { type: 'source', url: 'https://example.com', start: -1 }, 'not a position in the text'],
  [
    'an extra that is a list',
    { type: 'tool-call-delta', index: 0, id: 'c', name: 'f', extra: [] },
    'not a JSON object',
  ],
  ['a finish with a list', { type: 'finish', reason: 'stop', fields: [] }, 'whose fields are not a JSON object'],
])('%s is a fault of the provider', (_name, event, message) => {
  expect(() => new EventGuard().validate(event as ChatEvent)).toThrow(message);
});

test('counts and log probabilities that are none are left out, and the rest of the event passes', () => {
  const guard = new EventGuard();
  const usage = { ...counts, reasoningTokens: 'many', cachedInputTokens: 3, raw: [] };
  expect(guard.validate({ type: 'text-delta', text: 'a', logprobs: [{ token: 'a' }] } as unknown as ChatEvent)).toEqual(
    {
      type: 'text-delta',
      text: 'a',
    },
  );
  expect(guard.validate({ type: 'finish', reason: 'stop', usage } as unknown as ChatEvent)).toStrictEqual({
    type: 'finish',
    reason: 'stop',
    rawReason: undefined,
    usage: { ...counts, cachedInputTokens: 3 },
  });
});

test('a response comes once, before content, and commits to nothing', () => {
  const guard = new EventGuard();
  guard.validate({ type: 'response', id: 'a' });
  expect(guard.hasContent).toBe(false);
  expect(() => guard.validate({ type: 'response', id: 'b' })).toThrow('a second response event');
  const later = new EventGuard();
  later.validate({ type: 'text-delta', text: 'a' });
  expect(() => later.validate({ type: 'response' })).toThrow('after content');
});

test.each<[ChatEvent, boolean]>([
  [{ type: 'reasoning-detail', detail }, true],
  [{ type: 'file', mediaType: 'image/png', data: 'AAAA' }, true],
  [{ type: 'text-delta', text: '', logprobs: [logprob] }, false],
  [{ type: 'source', url: 'https://example.com' }, false],
])('$0.type is content: $1', (event, isContent) => {
  const guard = new EventGuard();
  guard.validate(event);
  expect(guard.hasContent).toBe(isContent);
});

test('half a character is held back, and the log probabilities beside it are not', () => {
  const guard = new EventGuard();
  const [first, second] = ['\ud83d', '\ude00'];
  expect(guard.validate({ type: 'text-delta', text: first, logprobs: [logprob] })).toMatchObject({ text: '' });
  expect(guard.validate({ type: 'text-delta', text: second, logprobs: [logprob] })).toMatchObject({
    text: first + second,
    logprobs: [logprob],
  });
});
