import { PlugboardError } from '@plugboard/core';
import type { ConfiguredProvider, Provider } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import { play } from '../subject/play.ts';
import { ask } from './stage/ask.ts';
import { definitionOf, optionsOf } from './stage/probe.ts';
import { Stage, type StageOptions } from './stage/stage.ts';
import type { CaseSubject } from './subject.ts';

/** How long cases wait. */
export interface Patience {
  /** Milliseconds for what should happen. Default 3,000. */
  readonly patienceMs?: number | undefined;
  /** Milliseconds to look on for what should not happen. Default 30. */
  readonly quietMs?: number | undefined;
}

/** `undefined` when none can be made: cases say why. */
async function firstInstance(
  open: (fixture: Fixture) => Promise<Stage>,
  fixture: Fixture,
): Promise<Provider | undefined> {
  try {
    await using stage = await open(fixture);
    await ask(stage, fixture);
    return stage.record.provider;
  } catch (error) {
    if (PlugboardError.isInstance(error)) return undefined;
    throw error;
  }
}

/** Makes an instance once, to learn what it can do, and gives cases their view of it. */
export async function openSubject(
  create: () => ConfiguredProvider,
  fixtures: readonly Fixture[],
  { patienceMs = 3_000, quietMs = 30 }: Patience = {},
): Promise<CaseSubject> {
  const [first] = fixtures;
  if (first === undefined) {
    throw new TypeError('There are no fixtures. A provider is proved by what it makes of one: add at least one.');
  }
  const given = create();
  const definition = definitionOf(given);
  const open = (fixture: Fixture, options?: StageOptions): Promise<Stage> =>
    Stage.open(fixture, create(), patienceMs, options);
  const provider = await firstInstance(open, first);
  return {
    fixtures,
    definition,
    options: optionsOf(given),
    models: definition.models,
    accepts: provider?.accepts ?? {},
    has: {
      http: fixtures.some(({ exchanges }) => exchanges.length > 0),
      upload: provider?.upload !== undefined,
      listModels: provider?.listModels !== undefined,
    },
    answers: fixtures.filter(({ expect }) => 'text' in expect),
    failures: fixtures.filter(({ expect }) => 'error' in expect),
    patienceMs,
    quietMs,
    open,
    ask,
    call: async (fixture) => {
      await using own = await open(fixture);
      return await ask(own, fixture);
    },
    play: (fixture, change) => play(create, fixture, change),
  };
}
