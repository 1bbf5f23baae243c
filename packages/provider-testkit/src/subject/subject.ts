import type { PlugboardError } from '@plugboard/core';
import type { ChatEvent, ChatParameters, WirePhase } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import type { Rechunk } from '../replay/rechunk.ts';

/** A provider under test, with its fixtures. */
export interface Subject {
  readonly fixtures: readonly Fixture[];
  /** What the provider offers, whether or not its fixtures show it. `http`: it sends requests, or some fixture has exchanges. */
  readonly has: { readonly [Part in 'http' | 'upload' | 'listModels']: boolean };
  /**
   * Makes one call through a fresh client and replays its fixture to it.
   *
   * @throws FixtureError If a request matches nothing, or a connection bypasses the client. Also if an exchange stays unused although the
   *   call succeeds, and no change ended or retried it.
   */
  play(fixture: Fixture, change?: Change): Promise<Played>;
}

/** What is done to a call. Parts can be combined. */
export interface Change {
  /** End the body of the chat after this many bytes. */
  readonly cutAfterBytes?: number | undefined;
  /** How the body then ends: regularly (`end`, the default), by FIN, or by RST. */
  readonly cutBy?: 'end' | 'fin' | 'reset' | undefined;
  /** Other chunk edges: each byte alone, line ends as CRLF, or random pieces from this seed. */
  readonly rechunk?: Rechunk | undefined;
  /** The first `times` requests of a phase get this status and a JSON error. The client may retry as often, at most twice. */
  readonly answer?: ChangedAnswer | undefined;
  /** Abort the caller's signal after this many events. 0: before the call. */
  readonly abortAfterEvents?: number | undefined;
  /** Abort the caller's signal while a request of this phase waits for its answer. */
  readonly abortDuring?: WirePhase | undefined;
  /** Leave the loop after this many events. 0: before the first. */
  readonly stopAfterEvents?: number | undefined;
  /** Added to those of the fixture. Bodies are then not compared. */
  readonly parameters?: ChatParameters | undefined;
  /** Added to the fixture's `extra`. Bodies are then not compared. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  /** How often the client may retry. Default: as often as the fixture and `answer` require, at most 2. */
  readonly maxRetries?: number | undefined;
  /** Default `instant`. */
  readonly pace?: 'instant' | 'recorded' | undefined;
}

/** A refusal instead of the recorded answer. */
export interface ChangedAnswer {
  readonly phase: WirePhase;
  readonly status: number;
  /** How many requests of the phase are refused before the recorded answers come. */
  readonly times: number;
  /** Default: a JSON object with an `error`. A string is sent as `text/html`. */
  readonly body?: string | object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The result of a call. */
export interface Played {
  readonly events: readonly ChatEvent[];
  /** Why the call failed. Absent if it succeeded. */
  readonly error?: PlugboardError | undefined;
  /**
   * What the provider's own code threw, such as a TypeError: name, message and the first place in the author's files. The error of the
   * call leaves the message out, because with real credentials it might quote one.
   */
  readonly thrown: readonly string[];
  readonly requests: readonly PlayedRequest[];
  /** Connections that still carried a request a second after the call had ended, before the client was closed. */
  readonly openSockets: number;
  /** Everything logged, warned and printed. */
  readonly output: readonly string[];
}

/** A request that reached the replay. */
export interface PlayedRequest {
  readonly phase: WirePhase;
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}
