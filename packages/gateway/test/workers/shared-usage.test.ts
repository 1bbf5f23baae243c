import { expect, test } from 'vitest';
import { KeyUsage } from '../../src/access/key-usage.ts';
import { SharedUsage } from '../../src/workers/shared-usage.ts';

test('requests of all workers count towards one limit, in the moment in which they begin', () => {
  let now = 0;
  const usage = new SharedUsage<string>(() => now);
  const limits = { requestsPerMinute: 3, tokensPerMinute: 100 };
  expect(usage.begin('first', 'alice', limits).headers).toMatchObject({ 'x-ratelimit-remaining-requests': '2' });
  now = 30_000;
  for (const worker of ['second', 'first']) expect(usage.begin(worker, 'alice', limits).reached).toBeUndefined();
  expect(usage.begin('second', 'alice', limits)).toMatchObject({ reached: '3 requests a minute', waitMs: 30_000 });
  expect(usage.begin('second', 'bob', limits).reached).toBeUndefined();
  now = 60_001;
  expect(usage.begin('second', 'alice', limits).reached).toBeUndefined();
  usage.useTokens('alice', 100);
  now = 95_000;
  expect(usage.begin('first', 'alice', limits)).toMatchObject({ reached: '100 tokens a minute', waitMs: 25_001 });
});

test('a worker that is gone leaves nothing running', () => {
  const usage = new SharedUsage<string>(() => 0);
  const limits = { concurrent: 2 };
  for (const worker of ['first', 'second']) expect(usage.begin(worker, 'alice', limits).reached).toBeUndefined();
  expect(usage.begin('first', 'alice', limits)).toMatchObject({ reached: '2 requests at the same time', waitMs: 1000 });
  usage.forget('second');
  usage.forget('second');
  expect(usage.begin('first', 'alice', limits).reached).toBeUndefined();
  usage.release('first', 'alice');
  expect(usage.begin('first', 'alice', limits).reached).toBeUndefined();
  expect(usage.begin('first', 'alice', limits).reached).toBe('2 requests at the same time');
});

test('what a key has used stays counted when its limits change', () => {
  const usage = new KeyUsage(() => 0);
  const first = usage.admit('alice', { requestsPerMinute: 1, concurrent: 2 });
  expect(() => usage.admit('alice', { requestsPerMinute: 1 })).toThrow(/limit of 1 requests a minute/);
  expect(() => usage.admit('alice', { concurrent: 1 })).toThrow(/limit of 1 requests at the same time/);
  expect(usage.admit('alice', { requestsPerMinute: 3 }).headers).toMatchObject({
    'x-ratelimit-remaining-requests': '1',
  });
  first.release();
  first.release();
  expect(usage.admit('alice', { concurrent: 2 }).headers).toEqual({});
});
