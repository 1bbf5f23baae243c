import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonLength } from '../../../src/http/sse/common-length.ts';

test('the common start is found whatever is guessed', () => {
  const size = fc.nat({ max: 700 });
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: -10, max: 900 }), fc.nat({ max: 9 }), (same, a, b, guess, from) => {
      const left = Buffer.from('-'.repeat(from) + 's'.repeat(same) + 'l'.repeat(a));
      const right = Buffer.from('s'.repeat(same) + 'r'.repeat(b));
      const length = commonLength(
        { bytes: left, from, to: left.length },
        { bytes: right, from: 0, to: right.length },
        guess,
      );
      expect(length).toBe(same);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test('bytes behind the end of a stretch are not looked at', () => {
  const bytes = Buffer.alloc(500, 's');
  const length = commonLength({ bytes, from: 10, to: 300 }, { bytes, from: 0, to: 200 }, 400);
  expect(length).toBe(200);
});
