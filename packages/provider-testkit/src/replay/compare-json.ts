import { isFields } from '../fixtures/shape.ts';
import type { Difference } from './difference.ts';
import { showValue } from './show-value.ts';

/** Bounds what a failure prints. */
const mostDifferences = 20;

/** Compares two JSON values and names each place where they differ, such as `json messages[0].text`. `fold`: applied to all strings. */
export function compareJson(
  expected: unknown,
  received: unknown,
  fold: (text: string) => string,
): readonly Difference[] {
  const differences: Difference[] = [];
  walk(fold, expected, received, '', differences);
  return differences;
}

function walk(
  fold: (text: string) => string,
  expected: unknown,
  received: unknown,
  path: string,
  differences: Difference[],
): void {
  if (differences.length >= mostDifferences) return;
  if (Array.isArray(expected) && Array.isArray(received)) {
    for (let index = 0; index < Math.max(expected.length, received.length); index += 1) {
      walk(fold, expected[index], received[index], `${path}[${index}]`, differences);
    }
    return;
  }
  if (isFields(expected) && isFields(received)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(received)])) {
      walk(fold, expected[name], received[name], path === '' ? name : `${path}.${name}`, differences);
    }
    return;
  }
  const one = typeof expected === 'string' ? fold(expected) : expected;
  const other = typeof received === 'string' ? fold(received) : received;
  if (Object.is(one, other)) return;
  differences.push({ part: `json ${path}`.trimEnd(), expected: showValue(one), received: showValue(other) });
}
