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
  /** What thoughts are signed with. Default: a key of its own, so that the signatures of another emulator are refused. */
  readonly signingKey?: string | undefined;
}

/** A running emulator. Everything that it issues and accepts belongs to it alone. */
export interface GeminiEmulator extends EmulatorHandle<Phase> {
  /** The one key that it takes, as `x-goog-api-key`. */
  readonly apiKey: string;
  /** The files that were uploaded, not deleted and not over, oldest first. */
  readonly files: readonly StoredFile[];
  /** Changes switches, phase by phase, until they are changed again; `undefined` is the default. */
  set(scenario: GeminiScenario): void;
  /** Switches for the next request of a phase only. Several wait in line. */
  next<Name extends GeminiPhase>(phase: Name, switches: SwitchesOf<GeminiScenario, Name>): void;
  /** Back to the switches of the start; what waits is dropped. Files and the record stay. */
  reset(): void;
}

/**
 * Starts an offline stand-in for the Gemini API on a port of 127.0.0.1. It refuses what the service is known to refuse, signs its
 * calls and texts and knows them again, and never claims to see a picture.
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
