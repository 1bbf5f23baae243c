import { expect, test } from 'vitest';
import { contained } from './contained.ts';
import { loadFaults } from './corpus.ts';
import { judge, type Judgement } from './judge.ts';
import { notNamed } from './not-named.ts';
import { chosen } from './sample.ts';

// All of them take minutes; by default some of each kind.
const faults = chosen(await loadFaults(), process.env['PLUGBOARD_CORPUS'] ?? '');
const known = faults.filter(({ name }) => !notNamed.has(name));
const open = faults.filter(({ name }) => notNamed.has(name));

test.each(known)('$name is named: $fault.says', async ({ fault }) => {
  // If no case names it, everything that is said helps.
  const judgement = await contained(() => judge(fault, true));
  expect(judgement.verdict, told(judgement)).toBe('named');
});

test.each(open)('$name is not named yet: $fault.says', async ({ fault }) => {
  const { verdict } = await contained(() => judge(fault));
  expect(verdict, 'It is named now: take it off the list in not-named.ts.').not.toBe('named');
});

test('there is a fault to judge', () => {
  expect(faults.length).toBeGreaterThan(0);
});

function told({ naming, failed }: Judgement): string {
  const lines = [
    ...naming.map(({ id, status, reason = '' }) => `should name it: ${id}: ${status}. ${reason}`),
    ...failed.map(({ id, reason = '' }) => `says something else: ${id}: ${reason}`),
  ];
  return lines.length === 0 ? 'No case says anything.' : lines.join('\n');
}
