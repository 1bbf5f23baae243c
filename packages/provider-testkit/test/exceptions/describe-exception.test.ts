import { PlugboardError } from '@plugboard/core';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeException } from '../../src/exceptions/describe-exception.ts';

/** An error with a stack of its own. */
function thrownAt(...frames: readonly string[]): Error {
  const error = new RangeError('too far');
  error.stack = ['RangeError: too far', ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

const kit = 'file:///app/node_modules/@plugboard/core/bundle/chunk.js:9:9';
const zod = 'parse (file:///app/node_modules/zod/index.js:8:8)';

test.each([
  [['stream (file:///app/owl.js:1:2)'], 'at stream (/app/owl.js:1:2)'],
  [['file:///app/owl.js:1:2'], 'at (/app/owl.js:1:2)'],
  [['Object.stream (/app/owl.js:1:2)', 'main (/app/ask.js:3:4)'], 'at Object.stream (/app/owl.js:1:2)'],
  [['JSON.parse (<anonymous>)', 'async next (/app/owl.js:1:2)'], 'at async next (/app/owl.js:1:2)'],
  [['readFileSync (node:fs:1:2)', zod, 'get (/app/owl.js:1:2)'], 'at get (/app/owl.js:1:2)'],
  [[kit, `run (${kit})`, 'get (/app/node_modules/acme/owl.js:1:2)'], 'at get (/app/node_modules/acme/owl.js:1:2)'],
  [[`stream (${join(process.cwd(), 'src/owl.js')}:1:2)`], `at stream (${join('src', 'owl.js')}:1:2)`],
])('the place of %j is the first one in the files of the author', (frames, place) => {
  expect(describeException(thrownAt(...frames))).toBe(`RangeError: too far\n    ${place}`);
});

const key = 'sk-fake-0123456789abcdef0123';

test.each([
  [new PlugboardError('timeout', 'Too late.'), undefined],
  [new DOMException('This operation was aborted', 'AbortError'), undefined],
  ['text', 'string text'],
  [undefined, 'undefined undefined'],
  [{ message: 'no class' }, 'An object that is not an error: no class'],
  [thrownAt(kit), 'RangeError: too far'],
  [{ name: 'Error', message: 'several\n  lines' }, 'Error: several lines'],
  [{ name: 'Error', message: `refused ${key}` }, 'Error: refused [hidden]'],
  [{ name: 'Error', message: `Bearer ${key}` }, 'Error: Bearer [hidden]'],
  [{ name: 'Error', message: 'a '.repeat(500) }, `Error: ${'a '.repeat(150)}...`],
])('%s is described as %j', (thrown, expected) => {
  expect(describeException(thrown)).toBe(expected);
});

test('an object that throws whatever is asked of it is described', () => {
  const slip = (): never => {
    throw new Error('hostile');
  };
  expect(describeException(new Proxy({}, { get: slip, has: slip }))).toBe('An object that is not an error');
});
