import { inspect } from 'node:util';
import { Client, type ClientOptions } from '@plugboard/core';
import type { ConfiguredProvider, Model } from '@plugboard/core/provider';
import type { Fixture } from '../../fixtures/fixture.ts';
import type { Reading } from './observed-http.ts';
import { definitionOf, optionsOf, probed, type ProbeRecord } from './probe.ts';
import { filledIn } from './placeholders.ts';
import { settles } from '../until.ts';
import type { OnRead } from './watched-media.ts';
import { Service } from './service.ts';

/** How a stage is set up. */
export interface StageOptions {
  /** Default 0: a case that is about retries sets it. */
  readonly maxRetries?: number | undefined;
  /** Milliseconds to watch before the provider may continue. Shows what it does too early. */
  readonly holdMs?: number | undefined;
  readonly askAgain?: boolean | undefined;
  /** Called around `create`, for as long as it runs. */
  readonly aroundCreate?: (<T>(create: () => T) => T) | undefined;
  /** Called when `create` has returned: with the log so far, and the options as text before and after. */
  readonly onCreated?: ((output: readonly string[], before: string, after: string) => void) | undefined;
  /** Count the listeners on the signals of calls. */
  readonly watchSignal?: boolean | undefined;
  /** Called for each answer of a chat that the provider reads. */
  readonly onReading?: ((reading: Reading) => void) | undefined;
  /** Called for the bytes of files that the provider reads itself; with HTTP, also those that are sent. */
  readonly onRead?: OnRead | undefined;
  /** The most bytes of a piece of a file. Default: as core reads them. */
  readonly mediaPieces?: number | undefined;
  /** Replaces the patience of the suite. */
  readonly patienceMs?: number | undefined;
  /** Fixtures whose requests match as well. */
  readonly beside?: readonly Fixture[] | undefined;
  /** Each request must be as recorded, and come as often. */
  readonly strict?: boolean | undefined;
  /** Whether the provider is asked for a stream, whichever view of the answer the caller reads. Default: as the fixture says. */
  readonly stream?: boolean | undefined;
  /** Replaces the options of `create`. */
  readonly options?: object | undefined;
}

/** One client with the provider under test, its service on loopback, and what was seen. */
export class Stage implements AsyncDisposable {
  readonly client: Client;
  readonly service: Service;
  readonly record: ProbeRecord;
  readonly provider: string;
  readonly plugin: string;
  /** When the clock of the stage began. */
  readonly at: string;
  readonly fixture: Fixture;
  /** What a user might see: log lines, and what cases add. */
  readonly output: string[] = [];

  private constructor(
    service: Service,
    fixture: Fixture,
    given: ConfiguredProvider,
    patienceMs: number,
    set: StageOptions,
  ) {
    this.service = service;
    this.at = fixture.source.at;
    this.fixture = fixture;
    this.provider = given.id;
    this.plugin = given.plugin;
    const options = filledIn(set.options ?? optionsOf(given), this.at);
    const hold = set.holdMs === undefined ? undefined : () => pause(set.holdMs ?? 0);
    const { provider, record } = probed(definitionOf(given), options, given.id, {
      stream: set.stream ?? fixture.request.stream !== false,
      hold,
      askAgain: set.askAgain,
      aroundCreate: set.aroundCreate,
      onReading: set.onReading,
      onRead: set.onRead,
      mediaPieces: set.mediaPieces,
      watchSignal: set.watchSignal,
      // The clock of the stage advances at once, so that a provider that polls does not wait in real time.
      sleep: async (call, milliseconds) => {
        await call.sleep(Number.isFinite(milliseconds) ? Math.min(milliseconds, 1) : milliseconds);
        service.replay.advance(milliseconds);
      },
      onCreated: (before, after) => set.onCreated?.([...this.output], before, after),
      requestCount: () => service.replay.server.requests.length,
    });
    this.record = record;
    this.client = new Client({
      ...surroundings(this.output, patienceMs),
      provider,
      retry: { maxRetries: set.maxRetries ?? 0 },
      container: service.replay.container,
    });
  }

  static async open(
    fixture: Fixture,
    given: ConfiguredProvider,
    patienceMs: number,
    set: StageOptions = {},
  ): Promise<Stage> {
    const service = await Service.start(fixture, set.strict === true, set.beside);
    return new Stage(service, fixture, given, set.patienceMs ?? patienceMs, set);
  }

  /** What the provider itself lists. Rejects as `listModels` does. */
  async rawModels(): Promise<readonly Model[]> {
    await this.client.models.list({ live: true });
    return this.record.listed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A provider whose close() hangs must not hold the run.
    await settles(this.client.close(), 500);
    await this.service.close();
  }
}

function surroundings(output: string[], patienceMs: number): ClientOptions {
  const write = (message: string, fields?: object): void => {
    output.push(fields === undefined ? message : `${message} ${inspect(fields, { depth: 10 })}`);
  };
  const limit = patienceMs;
  return {
    config: false,
    discover: false,
    logger: { debug: write, warn: write },
    timeouts: { connect: limit, headers: limit, firstEvent: limit, idle: limit, upload: limit, total: limit * 3 },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
