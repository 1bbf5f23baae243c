import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { reducedError } from '../../src/plugins/reduced-error.ts';

test('name, code and syscall are left of an error, and no text', () => {
  const error = Object.assign(new TypeError('secret text', { cause: 'secret text' }), {
    code: 'ENOENT',
    syscall: 'open',
    path: '/secret text',
  });
  const reduced = reducedError(error);
  expect(reduced).toMatchObject({
    name: 'TypeError',
    message: 'TypeError ENOENT open',
    code: 'ENOENT',
    syscall: 'open',
  });
  expect(inspect(reduced, { showHidden: true })).not.toContain('secret text');
});

test.each<[unknown, string]>([
  ['secret text', 'string'],
  [undefined, 'undefined'],
  [{ name: 'secret text', code: 'secret text' }, 'object'],
  [Object.assign(new Error('x'), { name: 'secret text' }), 'Error'],
  [Object.assign(new Error('x'), { code: 7 }), 'Error'],
])('%j becomes %j', (error, message) => {
  expect(reducedError(error).message).toBe(message);
});
