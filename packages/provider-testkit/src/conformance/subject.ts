import type { Accepts, ConfiguredProvider, Model, ProviderDefinition } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import type { Exceptions } from '../exceptions/exceptions.ts';
import type { Subject } from '../subject/subject.ts';
import type { RecordedCall } from './recorded-calls.ts';
import type { Ask, Outcome } from './stage/ask.ts';
import type { Stage, StageOptions } from './stage/stage.ts';

/** A provider under test, as the suite's own cases see it: with more than playing its fixtures shows. */
export interface CaseSubject extends Subject {
  readonly definition: ProviderDefinition<object>;
  /** The options of `create`. */
  readonly options: object;
  readonly accepts: Accepts;
  /** The models that lead to the instance: those of the plugin, or those given for an instance of another name. */
  readonly models: readonly Model[];
  /** Whether it reads the answer of a chat as a stream. */
  readonly readsStream: boolean;
  /** Whether it asks its service in another way when the caller wants a whole answer. */
  readonly asksWhole: boolean;
  /** A fresh instance, as it was given to the suite. */
  create(): ConfiguredProvider;
  /** What the provider's own code threw on stages, since it was cleared. */
  readonly exceptions: Exceptions;
  /** Listeners on the process that it added when it was made and called for the first time. */
  readonly listeners: readonly string[];
  /** Changes of its first instance to globals and the like, in words. */
  readonly changedFirst: readonly string[];
  /** Fixtures that expect a text. */
  readonly answers: readonly Fixture[];
  /** Fixtures that expect an error. */
  readonly failures: readonly Fixture[];
  /** Milliseconds to wait for what should happen. */
  readonly patienceMs: number;
  /** Milliseconds to watch for what should not happen. */
  readonly quietMs: number;
  /** A client with a service for one fixture, for cases that do more than play it. */
  open(fixture: Fixture, options?: StageOptions): Promise<Stage>;
  /** One call on a stage. Never rejects: failures are in the outcome. */
  ask(stage: Stage, fixture: Fixture, ask?: Ask): Promise<Outcome>;
  /** A call that is answered as its fixture says; the same one for all cases that look at it. */
  recorded(fixture: Fixture): Promise<RecordedCall>;
  /** The outcome of {@link CaseSubject.recorded}. */
  call(fixture: Fixture): Promise<Outcome>;
}
