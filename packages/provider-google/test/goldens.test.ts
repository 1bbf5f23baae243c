import { loadFixtures } from '@plugboard/provider-testkit';
import { expect, test } from 'vitest';
import { officialCallOf, type OfficialFacts } from './official-facts.ts';
import { loadRecorded, type Recorded } from './recorded.ts';

const all = await loadRecorded();
const successes = all.filter(({ expect: { error } }) => error === undefined);
const failures = all.filter(({ expect: { error } }) => error !== undefined);

test('there are fixtures enough, and the testkit takes them', async () => {
  const folders = ['../fixtures/', '../fixtures/uploads/'].map((folder) => new URL(folder, import.meta.url));
  const fixtures = (await Promise.all(folders.map((folder) => loadFixtures(folder)))).flat();
  expect(fixtures.every(({ source }) => source.kind === 'transcribed')).toBe(true);
  expect(fixtures.filter(({ expect: expected }) => 'text' in expected).length).toBeGreaterThanOrEqual(16);
  expect(fixtures.filter(({ expect: expected }) => 'error' in expected).length).toBeGreaterThanOrEqual(8);
});

/** How far a client gets before a broken connection reaches it is a matter of time; that it fails is tested below. */
const steady = all.filter(({ broken }) => !broken);

test.each(steady)('$name: the official client reads what its golden values say', async (recorded) => {
  const { facts } = await officialCallOf(recorded);
  const { parts: _parts, ...kept } = { parts: [], ...facts };
  await expect(`${JSON.stringify(kept, undefined, 2)}\n`).toMatchFileSnapshot(`../goldens/${recorded.name}.json`);
});

async function goldenOf(recorded: Recorded): Promise<OfficialFacts> {
  const { facts } = await officialCallOf(recorded);
  if ('error' in facts) throw new Error(`The official client failed with ${facts.error.name}.`);
  return facts;
}

test.each(successes)('$name: what the fixture expects is what the official client reads', async (recorded) => {
  const golden = await goldenOf(recorded);
  const { text, toolCalls = [], usage } = recorded.expect;
  expect(text).toBe(golden.text);
  expect(
    toolCalls.map(({ id, name, arguments: json }) => ({
      ...(id !== undefined && { id }),
      name,
      args: JSON.parse(json) as unknown,
    })),
  ).toEqual(golden.calls);
  expect(usage).toMatchObject(sumsOf(golden.usage));
});

test.each(successes)('$name: the recorded request is the one that the official client sends', async (recorded) => {
  const { sent } = await officialCallOf(recorded);
  expect(inOneForm(sent)).toEqual(inOneForm(recorded.body));
});

/** To the official client a stream without a finish reason ends like any other. */
const missed = ['cut-off'];

test.each(failures.filter(({ name }) => !missed.includes(name)))(
  '$name: a failure of the service fails with the official client, too',
  async (recorded) => {
    expect((await officialCallOf(recorded)).facts).toHaveProperty('error.name');
  },
);

/** OpenAI's counts: the output includes the thoughts, the input what the service's own tools were given. */
function sumsOf(usage: unknown): object {
  const count = (name: string): number => Number(Reflect.get(Object(usage), name) ?? 0);
  return {
    inputTokens: count('promptTokenCount') + count('toolUsePromptTokenCount'),
    outputTokens: count('candidatesTokenCount') + count('thoughtsTokenCount'),
  };
}

/** The official client sends an empty configuration, and names the role of an instruction. */
function inOneForm(body: unknown): unknown {
  const { generationConfig, systemInstruction, ...rest } = Object(body) as Record<string, unknown>;
  const parts: unknown = Reflect.get(Object(systemInstruction), 'parts');
  const empty = Object.keys(Object(generationConfig)).length === 0;
  return { ...rest, ...(!empty && { generationConfig }), ...(parts !== undefined && { systemInstruction: { parts } }) };
}
