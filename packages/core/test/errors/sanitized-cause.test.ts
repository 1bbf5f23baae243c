import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { SanitizedCause, nameOfCause, sanitizeCause } from '../../src/errors/sanitized-cause.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';

test('name, code, syscall and the places in the code are left of an error, and no text', () => {
  const error = Object.assign(new TypeError('secret text\n    at "secret text"', { cause: 'secret text' }), {
    code: 'ENOENT',
    syscall: 'open',
    path: '/secret text',
    headers: { cookie: 'secret text' },
  });
  const reduced = sanitizeCause(error);
  expect(reduced).toBeInstanceOf(SanitizedCause);
  expect(reduced).toMatchObject({
    name: 'TypeError',
    message: 'TypeError (ENOENT, open)',
    code: 'ENOENT',
    syscall: 'open',
  });
  expect(reduced?.stack).toContain('sanitized-cause.test.ts:');
  expect(inspect(reduced, { showHidden: true, depth: Infinity })).not.toContain('secret text');
});

test.each<[unknown, string]>([
  ['secret text', 'string'],
  [null, 'object'],
  [undefined, 'undefined'],
  [{ name: 'secret text', code: 'secret text' }, 'Error'],
  [{ name: 'Custom', stack: 7 }, 'Custom'],
  [Object.assign(new Error('x'), { name: 'secret text' }), 'Error'],
  [Object.assign(new Error('x'), { code: 7 }), 'Error'],
  [Object.assign(new Error('x'), { syscall: 'connect' }), 'Error (connect)'],
  [new PlugboardError('aborted', 'secret text'), 'PlugboardError (aborted)'],
])('%j may stand in a sentence as %j', (error, name) => {
  expect(nameOfCause(error)).toBe(name);
});

test('an error whose properties throw is reduced too', () => {
  const error = new Proxy(new Error('x'), {
    get() {
      throw new Error('secret text');
    },
  });
  expect(inspect(sanitizeCause(error))).not.toContain('secret text');
});

test('what is ours, or reduced already, stays as it is', () => {
  const ours = new PlugboardError('aborted', 'Enough.');
  const reduced = sanitizeCause(new Error('x'));
  expect([sanitizeCause(ours), sanitizeCause(reduced), sanitizeCause(undefined)]).toEqual([ours, reduced, undefined]);
});
