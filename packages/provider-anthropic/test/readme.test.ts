import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { factsOf } from '../src/model-facts.ts';
import { models } from '../src/models.ts';

const least = { adaptive: 'always', between_tools: 'between calls of tools', disabled: 'not at all' };
const thinks = { adaptive: 'by effort', budget: 'by budget', never: '-' };
const yes = (has: boolean): string => (has ? 'yes' : '-');

/** The model of the longest pattern that fits, as routing finds it. */
function takesSampling(name: string): boolean {
  const [model] = models
    .filter(({ id }) => name.startsWith(id.replace(/\*$/, '')))
    .toSorted((one, other) => other.id.length - one.id.length);
  return model?.accepts === undefined;
}

test('the table of models says what requests are made by', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| (?<names>`claude-[^|]*)\|(?<cells>.*)\|$/gm)].flatMap(({ groups }) =>
    [...(groups?.['names'] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => [
      name,
      ...(groups?.['cells'] ?? '').split('|').map((cell) => cell.trim()),
    ]),
  );
  expect(rows.length).toBeGreaterThan(14);
  expect(rows).toEqual(
    rows.map(([name = '']) => {
      const facts = factsOf(name);
      return [
        name,
        String(facts.maxOutput),
        thinks[facts.thinks],
        least[facts.least],
        yes(facts.forcedTools),
        yes(facts.systemTurns),
        yes(takesSampling(name)),
      ];
    }),
  );
});
