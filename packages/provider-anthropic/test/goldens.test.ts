import { loadFixtures } from '@plugboard/provider-testkit';
import { expect, test } from 'vitest';
import { officialFactsOf, type OfficialFacts } from './official-facts.ts';
import { loadRecorded, type Recorded } from './recorded.ts';

const all = await loadRecorded();
const successes = all.filter(({ expect: { error } }) => error === undefined);
const failures = all.filter(({ expect: { error } }) => error !== undefined);

test('there are fixtures enough, and the testkit takes them', async () => {
  const folders = ['2023-06-01', '2026-10-21', 'uploads'].map(
    (name) => new URL(`../fixtures/${name}/`, import.meta.url),
  );
  const fixtures = (await Promise.all(folders.map((folder) => loadFixtures(folder)))).flat();
  expect(fixtures.every(({ source }) => source.kind === 'transcribed')).toBe(true);
  expect(fixtures.filter(({ expect: expected }) => 'text' in expected).length).toBeGreaterThanOrEqual(16);
  expect(fixtures.filter(({ expect: expected }) => 'error' in expected).length).toBeGreaterThanOrEqual(8);
});

/** How far a client gets before a broken connection reaches it is a matter of time; that it fails is tested below. */
const steady = all.filter(({ broken }) => !broken);

test.each(steady)('$name: the official client reads what its golden values say', async (recorded) => {
  const { content: _content, ...facts } = { content: [], ...(await officialFactsOf(recorded)) };
  await expect(`${JSON.stringify(facts, undefined, 2)}\n`).toMatchFileSnapshot(`../goldens/${recorded.name}.json`);
});

async function goldenOf(recorded: Recorded): Promise<OfficialFacts> {
  const facts = await officialFactsOf(recorded);
  if ('error' in facts) throw new Error(`The official client failed with ${facts.error.name}.`);
  return facts;
}

test.each(successes)('$name: what the fixture expects is what the official client reads', async (recorded) => {
  const golden = await goldenOf(recorded);
  const { text, toolCalls = [], usage } = recorded.expect;
  expect(text).toBe(golden.text);
  expect(toolCalls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) as unknown }))).toEqual(
    golden.calls.map(({ id, name, input }) => ({ id, name, arguments: input })),
  );
  expect(usage).toMatchObject(sumsOf(golden.usage));
});

test.each(failures)('$name: a failure of the service fails with the official client, too', async (recorded) => {
  expect(await officialFactsOf(recorded)).toHaveProperty('error.name');
});

/** OpenAI's counts: the input includes what was cached. */
function sumsOf(usage: unknown): object {
  const count = (name: string): number => Number(Reflect.get(Object(usage), name) ?? 0);
  const cached = count('cache_read_input_tokens') + count('cache_creation_input_tokens');
  return { inputTokens: count('input_tokens') + cached, outputTokens: count('output_tokens') };
}
