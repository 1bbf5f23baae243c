import { readFileSync } from 'node:fs';
import { errorCodes, PlugboardError } from '@plugboard/core';
import { expect, test } from 'vitest';
import { toErrorReply } from '../src/wire/errors.ts';

const page = readFileSync(new URL('../../../docs/gateway.md', import.meta.url), 'utf8');

test.each(errorCodes)('%s has the status and the type of its row in the documentation', (code) => {
  const { status, error } = toErrorReply(new PlugboardError(code, 'It failed.'), true);
  const row = page.split('\n').find((line) => line.startsWith(`| \`${code}\` `)) ?? '';
  const [documented, type] = row.split('|').slice(2, 4);
  expect([documented?.trim(), type?.trim()]).toEqual([String(status), `\`${String(error['type'])}\``]);
  expect(error).toMatchObject({ code, param: null, message: 'It failed.' });
});

test('a status of the service that says more is kept', () => {
  const found = [
    toErrorReply(new PlugboardError('server_error', '', { status: 503 }), true).status,
    toErrorReply(new PlugboardError('server_error', '', { status: 529 }), true).status,
    toErrorReply(new PlugboardError('bad_request', '', { status: 422 }), true).status,
    toErrorReply(new PlugboardError('auth_rejected', '', { status: 401 }), true).status,
  ];
  expect(found).toEqual([503, 502, 422, 502]);
});

test('what is no failure of a call says nothing of its reason', () => {
  const { status, error } = toErrorReply(new Error('/home/me/prompts.txt: my prompt'), true);
  expect([status, error.code]).toEqual([500, 'internal_error']);
  expect(JSON.stringify(error)).not.toContain('prompt');
});
