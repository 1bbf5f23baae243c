import { isFields } from '../fixtures/shape.ts';
import type { Difference } from './difference.ts';
import { showValue } from './show-value.ts';

/** Limits what a failure prints. */
const mostDifferences = 20;

/**
 * Compares two JSON values and names each place where they differ, such as `json messages[0].text`. `fold` is applied to all strings.
 * `subset`: objects may have more fields.
 */
export function compareJson(
  expected: unknown,
  received: unknown,
  fold: (text: string) => string,
  subset = false,
): readonly Difference[] {
  const differences: Difference[] = [];
  walk({ fold, subset }, expected, received, '', differences);
  return differences;
}

interface Comparison {
  readonly fold: (text: string) => string;
  readonly subset: boolean;
}

function walk(how: Comparison, expected: unknown, received: unknown, path: string, differences: Difference[]): void {
  if (differences.length >= mostDifferences) return;
  if (Array.isArray(expected) && Array.isArray(received)) {
    for (let index = 0; index < Math.max(expected.length, received.length); index += 1) {
      walk(how, expected[index], received[index], `${path}[${index}]`, differences);
    }
    return;
  }
  if (isFields(expected) && isFields(received)) {
    for (const name of new Set([...Object.keys(expected), ...(how.subset ? [] : Object.keys(received))])) {
      walk(how, expected[name], received[name], path === '' ? name : `${path}.${name}`, differences);
    }
    return;
  }
  const one = typeof expected === 'string' ? how.fold(expected) : expected;
  const other = typeof received === 'string' ? how.fold(received) : received;
  if (Object.is(one, other)) return;
  differences.push({ part: `json ${path}`.trimEnd(), expected: showValue(one), received: showValue(other) });
}
