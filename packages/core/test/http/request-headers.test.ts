import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { bearer, buildHeaders, checkedValue, version } from '../../src/http/prepare-request.ts';

const sources = { accept: 'application/json', defaults: undefined, request: undefined, caller: undefined };

test('later sources win, whatever the case of a name', () => {
  const headers = buildHeaders(
    { ...sources, defaults: { 'X-A': '1', 'X-B': '1' }, request: { 'x-b': '2', 'X-C': '2' }, caller: { 'X-c': '3' } },
    'chat',
  );
  expect(headers).toEqual({
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'plugboard/0.1.0',
    'x-a': '1',
    'x-b': '2',
    'x-c': '3',
  });
});

for (const name of [
  'Accept-Encoding',
  'content-length',
  'Host',
  'transfer-encoding',
  'connection',
  'expect',
  'upgrade',
]) {
  test(`the header ${name} cannot be set`, () => {
    expect(() => buildHeaders({ ...sources, request: { [name]: 'x' } }, 'chat')).toThrow(/cannot be set/);
  });
}

for (const value of ['a\nb', 'a\rb', 'a\0b', 'ü', '\u2028', 'x\x7f']) {
  test(`a header value with ${JSON.stringify(value)} is refused without being shown`, () => {
    const secret = `SEKRET${value}`;
    let caught: unknown;
    try {
      buildHeaders({ ...sources, caller: { 'x-key': secret } }, 'chat');
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'input_invalid', phase: 'chat' });
    expect(String(caught)).toContain('x-key');
    expect(String(caught)).not.toContain('SEKRET');
  });
}

test('a header value that is no text is refused', () => {
  expect(() => checkedValue({ toString: () => 'x' }, 'x-key', 'config_invalid', 'chat')).toThrow(/x-key/);
});

test('a bad header name is refused', () => {
  expect(() => buildHeaders({ ...sources, request: { 'a b': 'x' } }, 'chat')).toThrow(/header name/);
});

for (const token of ['', 'a b', 'SEKRET\n', 'SEKRETä', 5]) {
  test(`the token ${JSON.stringify(token)} is refused without being shown`, () => {
    let caught: unknown;
    try {
      bearer(token, 'auth');
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'auth_rejected', phase: 'auth' });
    expect(String(caught)).not.toContain('SEKRET');
  });
}

test('the version of the user agent is that of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest).toMatchObject({ version });
});

for (const [name, given] of [
  ['a Headers', new Headers({ 'X-A': '1', authorization: 'Bearer abc' })],
  [
    'a Map',
    new Map([
      ['X-A', '1'],
      ['authorization', 'Bearer abc'],
    ]),
  ],
  [
    'a list of pairs',
    [
      ['X-A', '1'],
      ['authorization', 'Bearer abc'],
    ] as const,
  ],
] as const) {
  test(`headers may be ${name}`, () => {
    for (const source of ['defaults', 'request', 'caller'] as const) {
      expect(buildHeaders({ ...sources, [source]: given }, 'chat')).toMatchObject({
        'x-a': '1',
        authorization: 'Bearer abc',
      });
    }
  });
}

for (const given of ['x-a: 1', 5, null, ['x-a', '1'], [5], new Set(['x-a'])]) {
  test(`headers that are ${JSON.stringify(given)} of type ${typeof given} are refused`, () => {
    expect(() => buildHeaders({ ...sources, request: given as never }, 'chat')).toThrow(
      expect.objectContaining({ code: 'config_invalid', phase: 'chat' }),
    );
  });
}
