import { randomUUID } from 'node:crypto';
import {
  EmulatorServer,
  Signatures,
  Switchboard,
  type EmulatorHandle,
  type ServerOptions,
  type SwitchesOf,
} from '@plugboard/emulator-kit';
import { FileStore, type StoredFile } from './file-store.ts';
import { Routes, type Phase } from './routes.ts';
import { noSwitches, type GeminiPhase, type GeminiScenario } from './scenario.ts';

/** Options of {@link startGeminiEmulator}. */
export interface GeminiEmulatorOptions extends GeminiScenario, ServerOptions {
  /** Milliseconds between the chunks of an answer. Default 0. */
  readonly delayMs?: number | undefined;
  /** The key for signatures. Default: a random one, so that the signatures of another emulator are refused. */
  readonly signingKey?: string | undefined;
}

/** A running emulator. It accepts only credentials, files and signatures that it issued itself. */
export interface GeminiEmulator extends EmulatorHandle<Phase> {
  /** The only API key that it accepts, as `x-goog-api-key`. */
  readonly apiKey: string;
  /** The uploaded files that are neither deleted nor expired, oldest first. */
  readonly files: readonly StoredFile[];
  /** Sets switches of one or more phases until they are changed again. `undefined` restores the default of a switch. */
  set(scenario: GeminiScenario): void;
  /** Sets switches for the next request of a phase only. Several calls apply to as many requests, in order. */
  next<Name extends GeminiPhase>(phase: Name, switches: SwitchesOf<GeminiScenario, Name>): void;
  /** Restores the switches of the start and drops those of `next`. Files and the record stay. */
  reset(): void;
}

/**
 * Starts an offline stand-in for the Gemini API on a port of 127.0.0.1. It refuses what the service is known to refuse. It signs its
 * calls and texts and checks the signatures that come back. It never claims to see a picture.
 *
 * ```ts
 * await using emulator = await startGeminiEmulator();
 * const client = new GoogleGenAI({ apiKey: emulator.apiKey, httpOptions: { baseUrl: emulator.url } });
 * ```
 */
export async function startGeminiEmulator(options: GeminiEmulatorOptions = {}): Promise<GeminiEmulator> {
  const { port, now, wait, delayMs = 0, signingKey = randomUUID(), ...scenario } = options;
  const server = new EmulatorServer<Phase>({ port, now, wait });
  const clock = (): number => server.now();
  const switches = new Switchboard<GeminiScenario>(noSwitches, scenario);
  const files = new FileStore(clock);
  const apiKey = `gemini-emulator-${randomUUID()}`;
  const signatures = new Signatures(signingKey);
  await server.listen(new Routes({ switches, files, apiKey, signatures, delayMs, url: () => server.url }));

  return {
    url: server.url,
    apiKey,
    get files() {
      return files.all;
    },
    get requests() {
      return server.requests;
    },
    get counts() {
      return server.counts;
    },
    set: (changed) => switches.set(changed),
    next: (phase, once) => switches.queue(phase, once),
    reset: () => switches.reset(),
    now: clock,
    advance: (milliseconds) => server.advance(milliseconds),
    openConnections: () => server.openConnections(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
