import { expect, test } from 'vitest';
import { cpuMs } from '../../../scripts/lib/cpu-time.ts';
import { classifyFailure } from '../src/classify.ts';

const now = 1_750_710_750_000;

const none: ReadonlyMap<string, string> = new Map();

test.each<[number, string, string | undefined]>([
  [429, 'P001: Insufficient Balance\nrate_limit_error', 'quota_exhausted'],
  [429, 'You have no credits left', 'quota_exhausted'],
  [429, 'insufficient_quota', 'quota_exhausted'],
  [403, 'Out of credit', 'quota_exhausted'],
  [402, '', 'quota_exhausted'],
  [429, 'Rate limit exceeded', undefined],
  [429, '', undefined],
  [400, 'At most 3 image(s) may be provided in one request.', 'limit_exceeded'],
  [422, 'Too many images', 'limit_exceeded'],
  [400, "This model's maximum context length is 16384 tokens", 'limit_exceeded'],
  [400, "Unsupported response_format type: 'json_object'.", undefined],
  [500, 'too many images', undefined],
  [401, 'Invalid API key\nauthentication_error', undefined],
])('%d with the words %j is %s', (status, words, code) => {
  expect(classifyFailure({ status, headers: none, body: undefined, words }, now)?.code).toBe(code);
});

test('no credit is nothing to try again', () => {
  expect(classifyFailure({ status: 429, headers: none, body: 'P001', words: 'P001' }, now)).toEqual({
    code: 'quota_exhausted',
    retryable: false,
  });
});

test.each<[Record<string, string>, number | undefined]>([
  [{ 'x-ratelimit-reset': '1750710800.5404356' }, 50_541],
  [{ 'x-ratelimit-reset': '1750710800.5404356', 'retry-after': '60' }, undefined],
  [{ 'x-ratelimit-reset': '1750710700' }, undefined],
  [{ 'x-ratelimit-reset': 'soon' }, undefined],
  [{ 'x-ratelimit-reset': '1e12' }, undefined],
])('the wait told by %j is %s ms', (headers, expected) => {
  const given = new Map(Object.entries(headers));
  const verdict = classifyFailure({ status: 429, headers: given, body: undefined, words: '' }, now);
  expect(verdict?.retryAfterMs).toBe(expected);
});

test('a long hostile body costs little time', () => {
  const started = cpuMs();
  classifyFailure({ status: 429, headers: none, body: undefined, words: 'no '.repeat(100_000) }, now);
  expect(cpuMs() - started).toBeLessThan(1_000);
});
