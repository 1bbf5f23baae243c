import { expect, test } from 'vitest';
import { OutputFailure } from '../src/output-failure.ts';

test.each([
  ['EPIPE', true],
  ['ECONNRESET', true],
  ['EOF', true],
  ['ENOSPC', false],
])('an output that fails with %s was read far enough: %s', (code, isEnough) => {
  const failure = new OutputFailure(Object.assign(new Error('made up'), { code }));
  expect(failure).toMatchObject({
    name: 'OutputFailure',
    isEnough,
    message: `The output cannot be written (${code}).`,
  });
});

test('a failure of the output without a code is told without one', () => {
  expect(new OutputFailure(new Error('made up'))).toMatchObject({
    isEnough: false,
    message: 'The output cannot be written.',
  });
});
