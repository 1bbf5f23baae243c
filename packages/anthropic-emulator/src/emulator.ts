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
import { noSwitches, type AnthropicPhase, type AnthropicScenario } from './scenario.ts';
import { PromptCache } from './usage.ts';

/** Options of {@link startAnthropicEmulator}. */
export interface AnthropicEmulatorOptions extends AnthropicScenario, ServerOptions {
  /** Milliseconds between the events of an answer. Default 0. */
  readonly delayMs?: number | undefined;
  /** What thoughts are signed with. Default: a key of its own, so that the thoughts of another emulator are refused. */
  readonly signingKey?: string | undefined;
  /** Tokens; a shorter prompt is not cached, whatever its marks say. Default 1024. */
  readonly minCacheTokens?: number | undefined;
}

/** A running emulator. Everything that it issues and accepts belongs to it alone. */
export interface AnthropicEmulator extends EmulatorHandle<Phase> {
  /** The one key that it takes, as `x-api-key` or as a bearer. */
  readonly apiKey: string;
  /** The files that were uploaded and not deleted, oldest first. */
  readonly files: readonly StoredFile[];
  /** Changes switches, phase by phase, until they are changed again; `undefined` is the default. */
  set(scenario: AnthropicScenario): void;
  /** Switches for the next request of a phase only. Several wait in line. */
  next<Name extends AnthropicPhase>(phase: Name, switches: SwitchesOf<AnthropicScenario, Name>): void;
  /** Back to the switches of the start; what waits is dropped. Files, thoughts and the record stay. */
  reset(): void;
}

/**
 * Starts an offline stand-in for the Anthropic Messages API on a port of 127.0.0.1. It refuses what the service is known to
 * refuse, by version and by model, signs its thoughts and knows them again, and never claims to see a picture.
 *
 * ```ts
 * await using emulator = await startAnthropicEmulator();
 * const client = new Anthropic({ baseURL: emulator.url, apiKey: emulator.apiKey });
 * ```
 */
export async function startAnthropicEmulator(options: AnthropicEmulatorOptions = {}): Promise<AnthropicEmulator> {
  const { port, now, wait, delayMs = 0, signingKey = randomUUID(), minCacheTokens = 1_024, ...scenario } = options;
  const server = new EmulatorServer<Phase>({ port, now, wait });
  const clock = (): number => server.now();
  const switches = new Switchboard<AnthropicScenario>(noSwitches, scenario);
  const files = new FileStore(clock);
  const apiKey = `anthropic-emulator-${randomUUID()}`;
  const signatures = new Signatures(signingKey);
  const cache = new PromptCache(clock, minCacheTokens);
  await server.listen(new Routes({ switches, files, apiKey, signatures, cache, issued: new Map(), delayMs }));

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
