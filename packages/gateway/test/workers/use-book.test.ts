import { expect, test } from 'vitest';
import { KeyUsage, type KeyUse } from '../../src/access/key-usage.ts';
import { UseBook } from '../../src/workers/use-book.ts';

test('a new worker is told what all others used in the last minute and have running, and a dead one leaves nothing running', () => {
  let now = 0;
  const book = new UseBook<string>(() => now);
  book.add('first', { key: 'alice', requests: 1, running: 1 });
  now = 30_000;
  book.add('second', { key: 'alice', requests: 1, running: 1 });
  book.add('second', { key: 'alice', tokens: 70 });
  book.add('second', { key: 'bob', requests: 1, running: 1 });
  book.add('second', { key: 'bob', running: -1 });
  expect(book.summary()).toEqual([
    { key: 'alice', requests: 2, tokens: 70, running: 2 },
    { key: 'bob', requests: 1, tokens: 0, running: 0 },
  ]);
  expect(book.forget('second')).toEqual([{ key: 'alice', running: -1 }]);
  expect(book.forget('second')).toEqual([]);
  now = 60_001;
  expect(book.summary()[0]).toEqual({ key: 'alice', requests: 1, tokens: 70, running: 1 });
});

test('what others use counts towards the limits of a key, and they are told what is used here', () => {
  const told: KeyUse[] = [];
  const limits = { requestsPerMinute: 3, tokensPerMinute: 100, concurrent: 2 };
  const usage = new KeyUsage({ name: 'alice', key: 'fake', limits }, () => 0, { tellUse: (use) => told.push(use) });
  const first = usage.admit();
  first.useTokens(30);
  usage.add({ requests: 1, running: 1 });
  expect(() => usage.admit()).toThrow(/limit of 2 requests at the same time/);
  usage.add({ running: -1 });
  first.release();
  first.release();
  expect(usage.admit().headers).toMatchObject({ 'x-ratelimit-remaining-requests': '0' });
  expect(() => usage.admit()).toThrow(/limit of 3 requests a minute/);
  expect(told).toEqual([
    { key: 'alice', requests: 1, running: 1 },
    { key: 'alice', tokens: 30 },
    { key: 'alice', running: -1 },
    { key: 'alice', requests: 1, running: 1 },
  ]);
  const tokens = new KeyUsage({ name: 'bob', key: 'fake', limits: { tokensPerMinute: 100 } }, () => 0);
  tokens.add({ tokens: 100 });
  expect(() => tokens.admit()).toThrow(/limit of 100 tokens a minute/);
});
