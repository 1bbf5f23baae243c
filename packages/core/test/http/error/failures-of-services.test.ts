import { expect, test } from 'vitest';
import { status } from '@plugboard/provider-testkit/server';
import { readServiceError } from '../../../src/http/error/service-error.ts';
import { isError, isReportedFailure } from '../../../src/errors/reported-failure.ts';
import { failuresOfServices } from './failures-of-services.ts';
import { clientFor, failureOf, serve } from '../fixture.ts';

for (const { name, body, judged: _, ...expected } of failuresOfServices) {
  test(`the words of a service are read: ${name}`, () => {
    const { words: _words, ...read } = readServiceError(body);
    const absent = { code: undefined, param: undefined, status: undefined, retryAfterMs: undefined };
    expect(read).toEqual({ ...absent, ...expected });
  });
}

for (const { name, body, message, judged } of failuresOfServices) {
  test(`a failure under status 200 is noticed and judged: ${name}`, async () => {
    expect(isReportedFailure(body)).toBe(true);
    const error = clientFor(await serve()).failure('chat', { error: body });
    expect(error.code).toBe(judged);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/PROMPT|PAGE/);
  });
}

for (const { name, body, message } of failuresOfServices) {
  test(`a failure under status 400 is told in the words of the service: ${name}`, async () => {
    const server = await serve();
    server.on({}, status(400, body as object));
    const error = await failureOf(clientFor(server).json({ phase: 'chat', url: '/x', json: {} }));
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/PROMPT|PAGE/);
  });
}

const answers: readonly (readonly [name: string, value: unknown])[] = [
  ['nothing', undefined],
  ['a text', 'error'],
  ['an empty list', []],
  ['an empty error', { error: '', choices: [{ index: 0, delta: { content: 'a' } }] }],
  ['an error that is an empty object', { error: {}, choices: [{ index: 0, delta: { content: 'a' } }] }],
  ['an error that is false', { error: false, choices: [{ index: 0, delta: { content: 'a' } }] }],
  ['an error that is null', { error: null, errors: [], choices: [] }],
  ['an error with empty fields', { error: { message: '', code: 0, type: null }, choices: [] }],
  ['an error that says that all is well', { error: { code: 0, message: 'Success' } }],
  ['a good outcome of MiniMax', { choices: [], base_resp: { status_code: 0, status_msg: '' } }],
  ['a good outcome of iFlytek', { code: 0, message: 'Success', sid: 'cha' }],
  ['a good outcome as text', { code: 'success', msg: 'done' }],
  ['a good outcome as a status', { code: 200, message: 'OK' }],
  ['a flag', { success: true, message: 'done' }],
  ['an answer with a message beside it', { message: 'note', choices: [{ index: 0, delta: {} }] }],
  ['a count of tokens', { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } }],
  ['a model list', { object: 'list', data: [] }],
];

test.each(answers)('no failure is reported by %s', (_, value) => {
  expect(isReportedFailure(value)).toBe(false);
});

test('an error inside a good answer is a failure when it says something', () => {
  const choices = [{ index: 0, delta: { content: 'a' } }];
  for (const error of ['boom', true, { message: 'boom' }, { code: 1 }, [{ message: 'boom' }]]) {
    expect(isReportedFailure({ error, choices })).toBe(true);
    expect(isError(error)).toBe(true);
  }
});

test('of the service behind a gateway, too, a message shows 300 characters, and no control characters', async () => {
  const raw = `\u001b[31mred\u0007 ${'x'.repeat(1_000)}`;
  const error = { message: 'Provider returned error', metadata: { raw, provider_name: 'A\u0000B' } };
  const { message } = clientFor(await serve()).failure('chat', { error });
  const said = /The service says: (.*\u2026) Try again later\.$/.exec(message)?.[1] ?? '';
  expect(said).toHaveLength(300);
  expect(said).toMatch(/^Provider returned error \(A\\u0000B: \\u001b\[31mred\\u0007 x+\u2026$/);
});

test('what is nested without end breaks nothing', () => {
  const deep = JSON.parse(`${'{"error":['.repeat(20_000)}${']}'.repeat(20_000)}`) as object;
  expect(isReportedFailure(deep)).toBe(true);
  expect(readServiceError(deep)).toMatchObject({ message: undefined, words: [] });
  const text = Array.from({ length: 12 }).reduce<string>((inner) => JSON.stringify({ message: inner }), 'end');
  expect(readServiceError(text).message).toBeUndefined();
});
