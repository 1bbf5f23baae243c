import { Client, PlugboardError } from '@plugboard/core';
import type { Accepts, ConfiguredProvider, Model, Provider } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import { Exceptions } from '../exceptions/exceptions.ts';
import { overheard } from '../exceptions/overheard.ts';
import { asksWhole } from './asks-whole.ts';
import { RecordedCalls } from './recorded-calls.ts';
import { play } from '../subject/play.ts';
import { ask } from './stage/ask.ts';
import { watchExits } from './process/watch-exits.ts';
import { watchGlobals } from './process/watch-globals.ts';
import { watchListeners } from './process/watch-listeners.ts';
import type { Reading } from './stage/observed-http.ts';
import { definitionOf, optionsOf } from './stage/probe.ts';
import { Stage, type StageOptions } from './stage/stage.ts';
import type { CaseSubject } from './subject.ts';

/** How long cases wait. */
export interface Patience {
  /** Milliseconds for what should happen. Default 3,000. */
  readonly patienceMs?: number | undefined;
  /** Milliseconds to watch for what should not happen. Default 30. */
  readonly quietMs?: number | undefined;
}

/** What the first call of the first instance shows. */
interface FirstCall {
  /** `undefined` if none can be made. Cases say why. */
  readonly provider: Provider | undefined;
  readonly sends: boolean;
  readonly readsStream: boolean;
}

async function firstCall(
  open: (fixture: Fixture, options?: StageOptions) => Promise<Stage>,
  fixture: Fixture,
  onChanged: (changes: readonly string[]) => void,
): Promise<FirstCall> {
  let readsStream = false;
  const onReading = (reading: Reading): void => {
    readsStream ||= reading !== 'json';
  };
  try {
    await using stage = await open(fixture, { onReading, aroundCreate: (create) => watchedGlobals(create, onChanged) });
    await ask(stage, fixture);
    const { requests, failures } = stage.service.replay;
    return { provider: stage.record.provider, sends: requests.length + failures.length > 0, readsStream };
  } catch (error) {
    if (PlugboardError.isInstance(error)) return { provider: undefined, sends: false, readsStream };
    throw error;
  }
}

function watchedGlobals<T>(create: () => T, onChanged: (changes: readonly string[]) => void): T {
  using watch = watchGlobals();
  try {
    return create();
  } finally {
    onChanged(watch.seen);
  }
}

/** The models that lead to the instance. If the declaration is too wrong for a client, the models as declared. */
async function modelsOf(given: ConfiguredProvider): Promise<readonly Model[]> {
  try {
    await using client = new Client({ providers: [given], config: false, discover: false });
    return await client.models.list();
  } catch (error) {
    if (PlugboardError.isInstance(error)) return definitionOf(given).models;
    throw error;
  }
}

/** If `accepts` cannot be read, nothing is accepted. Every call then fails, which cases report. */
function acceptsOf(provider: Provider | undefined): Accepts {
  try {
    return provider?.accepts ?? {};
  } catch {
    return {};
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
    throw new TypeError('There are no fixtures. Add at least one: the suite tests a provider with fixtures.');
  }
  const given = create();
  const definition = definitionOf(given);
  const exceptions = new Exceptions();
  const open = (fixture: Fixture, options?: StageOptions): Promise<Stage> =>
    Stage.open(fixture, overheard(create(), exceptions.add), patienceMs, options);
  // What a module does only once shows in the first call alone.
  using listeners = watchListeners();
  using _exits = watchExits();
  const changedFirst: string[] = [];
  const { provider, sends, readsStream } = await firstCall(open, first, (changes) => changedFirst.push(...changes));
  const answers = fixtures.filter(({ expect }) => 'text' in expect);
  const calls = new RecordedCalls(create, patienceMs, exceptions);
  const differs = sends && (await asksWhole(open, answers[0] ?? first));
  return {
    fixtures,
    definition,
    options: optionsOf(given),
    models: await modelsOf(given),
    create,
    exceptions,
    listeners: listeners.seen,
    changedFirst,
    accepts: acceptsOf(provider),
    readsStream,
    asksWhole: differs,
    has: {
      http: sends || fixtures.some(({ exchanges }) => exchanges.length > 0),
      upload: provider?.upload !== undefined,
      listModels: provider?.listModels !== undefined,
    },
    answers,
    failures: fixtures.filter(({ expect }) => 'error' in expect),
    patienceMs,
    quietMs,
    open,
    ask,
    recorded: (fixture) => calls.of(fixture),
    call: async (fixture) => (await calls.of(fixture)).outcome,
    play: (fixture, change) => play(create, fixture, change),
  };
}
