import { expect, test } from 'vitest';
import { readServiceError } from '../../../src/http/error/service-error.ts';

const none = { message: undefined, code: undefined, param: undefined, words: [], status: undefined };

const table: readonly (readonly [name: string, body: unknown, expected: object])[] = [
  ['nothing', undefined, none],
  ['null', null, none],
  ['a number', 5, none],
  ['a list', [1], none],
  ['plain text', 'slow down', { ...none, message: 'slow down' }],
  ['a page', '<!DOCTYPE html><p>secret', none],
  ['detail as text', { detail: 'Not authenticated' }, { ...none, message: 'Not authenticated' }],
  [
    'detail as a list',
    {
      detail: [
        { loc: ['body', 'messages', 0], msg: 'field required', type: 'missing', input: 'the prompt' },
        'too bad',
      ],
    },
    { message: 'body.messages.0: field required; too bad', code: 'missing', param: 'messages.0' },
  ],
  ['detail as an object', { detail: { message: 'no', code: 'nope' } }, { message: 'no', code: 'nope' }],
  ['error as text', { error: 'boom' }, { message: 'boom' }],
  ['error as a word', { error: 'overloaded_error' }, { message: 'overloaded_error', words: ['overloaded_error'] }],
  [
    'error as an object',
    { error: { message: 'no credit', type: 'insufficient_quota', code: 'q1', param: null } },
    { message: 'no credit', code: 'q1', words: ['q1', 'insufficient_quota'] },
  ],
  [
    'the parameter that it is about',
    { error: { message: 'Unknown.', param: 'stream_options', code: 'unknown_parameter' } },
    { param: 'stream_options', code: 'unknown_parameter' },
  ],
  ['a parameter beside the message', { object: 'error', message: 'no', param: 'top_k' }, { param: 'top_k' }],
  ['a parameter that is no text', { error: { message: 'm', param: { a: 1 } } }, { param: undefined }],
  ['a numeric code', { error: { message: 'm', code: 429 } }, { message: 'm', status: 429, code: undefined }],
  ['a numeric code as text', { error: { message: 'm', status: '503' } }, { status: 503 }],
  ['a status beside it', { status: 401, message: 'who?' }, { message: 'who?', status: 401 }],
  ['a number that is no status', { error: { code: 1234, message: 'm' } }, { status: undefined }],
  ['a message', { message: 'plain' }, { message: 'plain' }],
  ['a message of the wrong type', { message: { a: 1 }, error: { message: 5 } }, { message: undefined }],
  ['nothing known', { input: 'the prompt', foo: 'bar' }, none],
];

for (const [name, body, expected] of table) {
  test(`the error body of a service: ${name}`, () => {
    expect(readServiceError(body)).toMatchObject(expected);
  });
}

test('a long list of faults is cut', () => {
  const detail = Array.from({ length: 1000 }, (_, index) => ({ loc: ['body', index], msg: 'bad' }));
  expect(readServiceError({ detail }).message?.length).toBeLessThan(100);
});

test('foreign keys of prototypes are only read', () => {
  readServiceError(JSON.parse('{"__proto__":{"polluted":1},"error":{"constructor":{"prototype":{"polluted":1}}}}'));
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
