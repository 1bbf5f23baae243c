import { defineProvider, PlugboardError, type Provider } from '@plugboard/core/provider';
import { expect, test } from 'vitest';
import { createSubject, runConformance, type Fixture, type Played } from '../../src/index.ts';
import { localFixtures, localMediaFixtures } from '../conformance/fake-local.ts';

interface Mistaken {
  readonly provider?: Partial<Provider>;
  readonly create?: () => Provider;
  readonly validate?: (value: unknown) => { readonly value: object };
}

const right: Provider = {
  async *stream() {
    yield { type: 'text-delta', text: 'So many parts: 1' };
    yield { type: 'finish', reason: 'stop' };
  },
};

function slip(): never {
  throw new TypeError('a slip of the pen');
}

async function played({ provider, create, validate }: Mistaken, fixtures: readonly Fixture[]): Promise<Played> {
  const local = defineProvider<object>({
    id: 'local',
    models: [{ id: 'local-tiny', input: ['image'] }],
    ...(validate !== undefined && { options: { '~standard': { version: 1, vendor: 'test', validate } } }),
    create: create ?? (() => ({ ...right, ...provider })),
  });
  const subject = await createSubject({ create: () => local(), fixtures });
  const [fixture] = fixtures;
  if (fixture === undefined) throw new Error('no fixture');
  return subject.play(fixture);
}

class Private implements Provider {
  readonly #text = 'So many parts: 1';
  get accepts() {
    return { parameters: this.#text.length > 0 ? (['seed'] as const) : [] };
  }
  async *stream() {
    yield { type: 'text-delta' as const, text: this.#text };
    yield { type: 'finish' as const, reason: 'stop' as const };
  }
}

test.each<readonly [string, Mistaken]>([
  [
    '`stream`',
    {
      provider: {
        async *stream() {
          yield slip();
        },
      },
    },
  ],
  ['`stream`, before it gives an iterator', { provider: { stream: slip } }],
  ['the iterator of `stream`', { provider: { stream: () => ({ [Symbol.asyncIterator]: slip }) } }],
  ['`next`', { provider: { stream: () => ({ [Symbol.asyncIterator]: () => ({ next: async () => slip() }) }) } }],
  ['`create`', { create: slip }],
  [
    '`accepts`',
    {
      create: () => ({
        ...right,
        get accepts() {
          return slip();
        },
      }),
    },
  ],
  ['the schema of the options', { validate: slip }],
  ['`close`', { provider: { close: async () => slip() } }],
])('what %s throws is told with its message and its place', async (name, mistaken) => {
  // A call of text alone asks nothing of `accepts`.
  const asksMore = name === '`accepts`' && { parameters: { seed: 7 } };
  const fixtures = localFixtures.map((one) => ({ ...one, request: { ...one.request, ...asksMore } }));
  const { thrown } = await played(mistaken, fixtures);
  expect(thrown).toEqual([
    expect.stringMatching(/^TypeError: a slip of the pen\n {4}at .*overheard\.test\.ts:\d+:\d+\)$/),
  ]);
});

test('what `upload` throws is told, and the error of the call says nothing of it', async () => {
  const { thrown, error } = await played({ provider: { upload: async () => slip() } }, localMediaFixtures);
  expect(thrown).toEqual([expect.stringContaining('a slip of the pen')]);
  expect(error?.message).not.toContain('slip');
});

test.each<readonly [string, Mistaken]>([
  ['nothing', { provider: {} }],
  ['nothing, with private fields and getters', { create: () => new Private() }],
  ['nothing, frozen', { create: () => Object.freeze({ ...right }) }],
])('%s is thrown, and nothing is told', async (_, fine) => {
  const { thrown, error, events } = await played(fine, localFixtures);
  expect(thrown).toEqual([]);
  expect(error).toBeUndefined();
  expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
});

test('an error of Plugboard says everything itself', async () => {
  const refuse = (): never => {
    throw new PlugboardError('auth_missing', 'Set KEY.');
  };
  const { thrown, error } = await played({ provider: { stream: refuse } }, localFixtures);
  expect(thrown).toEqual([]);
  expect(error?.message).toContain('Set KEY.');
});

test('failures of the suite say what was thrown, each thing once and of the case alone', async () => {
  const local = defineProvider<object>({
    id: 'local',
    models: [{ id: 'local-tiny', input: [] }],
    create: () => ({ ...right, stream: slip, close: async () => {} }),
  });
  const { results } = await runConformance({ create: () => local(), fixtures: localFixtures });
  const failed = results.filter(({ status }) => status === 'failed');
  const text = failed.find(({ id }) => id === 'answering/text')?.reason;
  expect(text).toMatch(
    /\n {2}Thrown by the provider: TypeError: a slip of the pen\n {4}at .*overheard\.test\.ts:\d+:\d+\)$/,
  );
  expect(text?.match(/slip of the pen/g)).toHaveLength(1);
});
