import { expect, test } from 'vitest';
import { classifyFailure } from '../src/classify.ts';

const now = 1_750_710_750_000;

test.each<[number, unknown, string | undefined]>([
  [429, { error: { type: 'rate_limit_error', message: 'P001: Insufficient Balance' } }, 'quota_exhausted'],
  [429, { detail: 'You have no credits left' }, 'quota_exhausted'],
  [429, 'insufficient_quota', 'quota_exhausted'],
  [403, { error: 'Out of credit' }, 'quota_exhausted'],
  [402, undefined, 'quota_exhausted'],
  [429, { error: { message: 'Rate limit exceeded' } }, undefined],
  [429, undefined, undefined],
  [400, { error: { message: 'At most 3 image(s) may be provided in one request.' } }, 'limit_exceeded'],
  [422, { detail: [{ msg: 'Too many images' }] }, 'limit_exceeded'],
  [400, { message: "This model's maximum context length is 16384 tokens" }, 'limit_exceeded'],
  [400, { error: { message: "Unsupported response_format type: 'json_object'." } }, undefined],
  [500, { detail: 'too many images' }, undefined],
  [401, { error: { type: 'authentication_error', message: 'Invalid API key' } }, undefined],
])('%d with %j is %s', (status, body, code) => {
  expect(classifyFailure({ status, headers: new Map(), body }, now)?.code).toBe(code);
});

test('no credit is nothing to try again', () => {
  expect(classifyFailure({ status: 429, headers: new Map(), body: 'P001' }, now)).toEqual({
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
  const verdict = classifyFailure({ status: 429, headers: new Map(Object.entries(headers)), body: undefined }, now);
  expect(verdict?.retryAfterMs).toBe(expected);
});

test('a long hostile body costs little time', () => {
  const started = performance.now();
  classifyFailure({ status: 429, headers: new Map(), body: 'no '.repeat(100_000) }, now);
  expect(performance.now() - started).toBeLessThan(1_000);
});
