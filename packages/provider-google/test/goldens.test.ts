import { loadFixtures } from '@plugboard/provider-testkit';
import { expect, test } from 'vitest';
import { officialCallOf, type OfficialFacts } from './official-facts.ts';
import { loadExpected, loadRecorded, type Recorded } from './recorded.ts';

const all = await loadRecorded();
const successes = all.filter(({ expect: { error } }) => error === undefined);
const failures = all.filter(({ expect: { error } }) => error !== undefined);

test('there are fixtures enough, and the testkit takes them', async () => {
  const fixtures = await loadFixtures(new URL('../fixtures/', import.meta.url));
  expect(fixtures.every(({ source }) => source.kind === 'transcribed')).toBe(true);
  expect(fixtures.filter(({ expect: expected }) => 'text' in expected).length).toBeGreaterThanOrEqual(16);
  expect(fixtures.filter(({ expect: expected }) => 'error' in expected).length).toBeGreaterThanOrEqual(8);
});

/** How far a client gets before a broken connection reaches it is a matter of time; that it fails is tested below. */
const steady = all.filter(({ broken }) => !broken);

test.each(steady)('$name: the official client reads what its golden values say', async (recorded) => {
  const { facts } = await officialCallOf(recorded);
  await expect(`${JSON.stringify(facts, undefined, 2)}\n`).toMatchFileSnapshot(`../goldens/${recorded.name}.json`);
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
  expect(usage).toEqual(sumsOf(golden.usage));
});

test.each(successes.filter(({ stream }) => stream !== undefined))(
  '$name: the events that should come out say the same',
  async (recorded) => {
    const golden = await goldenOf(recorded);
    const events = await loadExpected(recorded.name);
    const of = (type: string): readonly Readonly<Record<string, unknown>>[] =>
      events.filter((event) => event['type'] === type);
    expect(events[0]).toMatchObject({ type: 'response', id: golden.id, model: golden.model });
    expect(
      of('text-delta')
        .map((event) => event['text'])
        .join(''),
    ).toBe(golden.text);
    expect(
      of('reasoning-delta')
        .map((event) => event['text'])
        .join(''),
    ).toBe(golden.thoughts);
    expect(of('file').map(({ mediaType, data }) => ({ mimeType: mediaType, data }))).toEqual(golden.files);
    expect(of('source').map((event) => event['url'])).toEqual(golden.sources);
    expect(signaturesIn(events)).toEqual(golden.signatures);
    const { reason, blocked } = golden.finish;
    expect(of('finish')).toMatchObject([{ rawReason: blocked ?? reason, usage: sumsOf(golden.usage) }]);
  },
);

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

function signaturesIn(events: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  return events.flatMap((event) => {
    const ofCall: unknown = Reflect.get(Object(Reflect.get(Object(event['extra']), 'google')), 'thought_signature');
    const ofPart: unknown = Reflect.get(Object(event['detail']), 'thoughtSignature');
    return [ofCall, ofPart].filter((signature) => signature !== undefined);
  });
}

/** The official client sends an empty configuration, and names the role of an instruction. */
function inOneForm(body: unknown): unknown {
  const { generationConfig, systemInstruction, ...rest } = Object(body) as Record<string, unknown>;
  const parts: unknown = Reflect.get(Object(systemInstruction), 'parts');
  const empty = Object.keys(Object(generationConfig)).length === 0;
  return { ...rest, ...(!empty && { generationConfig }), ...(parts !== undefined && { systemInstruction: { parts } }) };
}
