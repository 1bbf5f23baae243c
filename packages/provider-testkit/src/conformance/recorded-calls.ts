import type { ChatEvent, ConfiguredProvider } from '@plugboard/core/provider';
import type { Exceptions } from '../exceptions/exceptions.ts';
import { overheard } from '../exceptions/overheard.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import type { Replay } from '../replay/start-replay.ts';
import { ask, type Outcome } from './stage/ask.ts';
import { Stage } from './stage/stage.ts';

/** The result of a call that is answered as its fixture says. */
export interface RecordedCall {
  readonly outcome: Outcome;
  /** What the provider yielded. */
  readonly yielded: readonly ChatEvent[];
  /** All requests, including those that match no fixture. */
  readonly requests: Replay['strays'];
  /** What is wrong with the requests that match no fixture. */
  readonly failures: readonly string[];
  /** Exchanges that no request used. */
  readonly unused: Replay['unused'];
}

/**
 * Calls that are answered as their fixtures say. Many cases look at the same call, so each is made once. A call that does not end as its
 * fixture expects is made again for the next case.
 */
export class RecordedCalls {
  readonly #create: () => ConfiguredProvider;
  readonly #patienceMs: number;
  readonly #exceptions: Exceptions;
  readonly #known = new Map<Fixture, { readonly call: RecordedCall; readonly thrown: readonly unknown[] }>();

  /** Adds what the provider throws to `exceptions`, for each case that looks at the call. */
  constructor(create: () => ConfiguredProvider, patienceMs: number, exceptions: Exceptions) {
    this.#create = create;
    this.#patienceMs = patienceMs;
    this.#exceptions = exceptions;
  }

  async of(fixture: Fixture): Promise<RecordedCall> {
    const known = this.#known.get(fixture);
    for (const thrown of known?.thrown ?? []) this.#exceptions.add(thrown);
    return known?.call ?? (await this.#make(fixture));
  }

  async #make(fixture: Fixture): Promise<RecordedCall> {
    const thrown: unknown[] = [];
    const given = overheard(this.#create(), (error) => {
      thrown.push(error);
      this.#exceptions.add(error);
    });
    await using stage = await Stage.open(fixture, given, this.#patienceMs);
    const outcome = await ask(stage, fixture);
    const { failures, unused } = stage.service.replay;
    const yielded = stage.record.streams.flatMap(({ events }) => events);
    const call: RecordedCall = { outcome, yielded, requests: stage.service.all, failures, unused };
    const asExpected =
      'error' in fixture.expect ? outcome.error?.code === fixture.expect.error : outcome.error === undefined;
    if (asExpected) this.#known.set(fixture, { call, thrown });
    return call;
  }
}
