import { expect, test } from 'vitest';
import { resolveTarget, RequestTargets } from '../../src/http/request-target.ts';

const good: readonly (readonly [url: string, base: string | undefined, result: string, own: boolean])[] = [
  ['/chat', 'https://host.test', 'https://host.test/chat', true],
  ['chat', 'https://host.test', 'https://host.test/chat', true],
  ['/chat/completions', 'https://host.test/v1', 'https://host.test/v1/chat/completions', true],
  ['chat/completions', 'https://host.test/v1/', 'https://host.test/v1/chat/completions', true],
  ['', 'https://host.test/v1', 'https://host.test/v1', true],
  ['?a=1', 'https://host.test/v1', 'https://host.test/v1?a=1', true],
  ['/x?b=2#part', 'https://host.test/v1?api-version=1', 'https://host.test/v1/x?api-version=1&b=2', true],
  ['//evil.test/x', 'https://host.test', 'https://host.test/evil.test/x', true],
  ['/models/llama3:8b', 'https://host.test', 'https://host.test/models/llama3:8b', true],
  ['https://host.test/other', 'https://host.test/v1', 'https://host.test/other', true],
  ['https://HOST.test:443/other', 'https://host.test/v1', 'https://host.test/other', true],
  ['https://host.test:8443/x', 'https://host.test', 'https://host.test:8443/x', false],
  ['https://other.test/x', 'https://host.test', 'https://other.test/x', false],
  ['https://other.test/x', undefined, 'https://other.test/x', false],
  ['http://127.0.0.1:11434/api', undefined, 'http://127.0.0.1:11434/api', false],
  ['http://localhost/api', undefined, 'http://localhost/api', false],
  ['http://[::1]:1/api', undefined, 'http://[::1]:1/api', false],
  ['http://2130706433/api', undefined, 'http://127.0.0.1/api', false],
];

for (const [url, base, result, own] of good) {
  test(`${url} at ${base} is ${result}`, () => {
    const target = resolveTarget(url, base);
    expect(target.url.href).toBe(result);
    expect(target.own).toBe(own);
  });
}

for (const host of ['192.168.1.20:11434', 'ollama:11434', 'host.docker.internal:1234', '[fd00::5]:1']) {
  test(`http: to ${host} needs allowHttp`, () => {
    for (const [url, base] of [
      ['/x', `http://${host}/v1`],
      [`http://${host}/v1/x`, undefined],
    ] as const) {
      expect(() => resolveTarget(url, base)).toThrow(/allowHttp/);
      expect(() => resolveTarget(url, base, false)).toThrow(/allowHttp/);
      expect(resolveTarget(url, base, true).url.href).toBe(`http://${host}/v1/x`);
    }
  });
}

test('allowHttp allows nothing else', () => {
  for (const url of ['file:///etc/passwd', 'http://user:hunter22@host.test/', 'ftp://host.test/'])
    expect(() => resolveTarget(url, undefined, true)).toThrow(/must begin with https:|user name/);
});

const bad: readonly (readonly [url: string, base: string | undefined, message: RegExp])[] = [
  ['/chat', undefined, /needs a base/],
  ['http://host.test/x', undefined, /host\.test.*[Uu]se https:/],
  ['/x', 'http://host.test', /The base URL \(host\.test\).*[Uu]se https:/],
  ['http://localhost.evil.test/', undefined, /[Uu]se https:/],
  ['http://127.0.0.1.evil.test/', undefined, /[Uu]se https:/],
  ['https://user:hunter22@host.test/', undefined, /user name or password/],
  ['https://example.com%5C@evil.test/', undefined, /user name or password/],
  ['/x', 'https://:hunter22@host.test/', /user name or password/],
  ['file:///etc/passwd', undefined, /begins with file:/],
  ['javascript:alert(1)', 'https://host.test', /begins with javascript:/],
  ['https://', undefined, /not a valid URL/],
  ['/x', 'host.test/v1', /not a valid URL/],
];

for (const [url, base, message] of bad) {
  test(`${url} at ${base} is refused`, () => {
    let caught: unknown;
    try {
      resolveTarget(url, base);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
    expect(String(caught)).not.toContain('hunter22');
  });
}

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
