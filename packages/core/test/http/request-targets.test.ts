import { expect, test } from 'vitest';
import { RequestTargets } from '../../src/http/request-targets.ts';
import { resolveTarget } from '../../src/http/request-url.ts';

test('what was asked before is the same target, and that of a resolver without a memory', () => {
  const targets = new RequestTargets();
  for (const [url, base] of [
    ['/chat', 'https://one.test/v1'],
    ['/chat', 'https://two.test/v1'],
    ['https://one.test/chat', 'https://one.test/v1'],
    ['https://one.test/chat', 'https://two.test/v1'],
    ['https://one.test/chat', undefined],
    [new URL('https://one.test/a'), new URL('https://one.test/')],
  ] as const) {
    const first = targets.resolve(url, base);
    expect(first).toEqual(resolveTarget(url, base));
    expect(targets.resolve(url, base)).toBe(first);
  }
});

test('an address that ends like another one and its base is not taken for them', () => {
  const targets = new RequestTargets();
  targets.resolve('https://one.test/a', 'https://one.test/');
  expect(targets.resolve('https://one.test/a https://one.test/', undefined).own).toBe(false);
});

test('what one service may is not taken over for another one', () => {
  const targets = new RequestTargets();
  expect(targets.resolve('/x', 'http://host.test', true).url.href).toBe('http://host.test/x');
  expect(() => targets.resolve('/x', 'http://host.test')).toThrow('allowHttp');
  expect(() => targets.resolve('/x', 'http://host.test', false)).toThrow('allowHttp');
});

test('a refusal is not remembered as anything else, and thousands of addresses take no memory for good', () => {
  const targets = new RequestTargets();
  for (let time = 0; time < 2; time += 1) expect(() => targets.resolve('/x', 'http://host.test')).toThrow('https:');
  const first = targets.resolve('/0', 'https://host.test');
  for (let id = 1; id <= 200; id += 1) targets.resolve(`/${id}`, 'https://host.test');
  expect(targets.resolve('/0', 'https://host.test')).not.toBe(first);
});
