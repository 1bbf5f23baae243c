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
  /** The key that signs thinking. Default: a random one, so that the thinking of another emulator is refused. */
  readonly signingKey?: string | undefined;
  /** The fewest tokens that are cached. A shorter prompt is not cached, even if it has `cache_control`. Default 1024. */
  readonly minCacheTokens?: number | undefined;
}

/** A running emulator. It accepts only credentials, files and signatures that it issued itself. */
export interface AnthropicEmulator extends EmulatorHandle<Phase> {
  /** The only API key that it accepts, as `x-api-key` or as a bearer token. */
  readonly apiKey: string;
  /** The uploaded files that are not deleted, oldest first. */
  readonly files: readonly StoredFile[];
  /** Sets switches of one or more phases until they are changed again. `undefined` restores the default of a switch. */
  set(scenario: AnthropicScenario): void;
  /** Sets switches for the next request of a phase only. Several calls apply to as many requests, in order. */
  next<Name extends AnthropicPhase>(phase: Name, switches: SwitchesOf<AnthropicScenario, Name>): void;
  /** Restores the switches of the start and drops those of `next`. Files, thinking and the record stay. */
  reset(): void;
}

/**
 * Starts an offline stand-in for the Anthropic Messages API on a port of 127.0.0.1. It refuses what the service is known to
 * refuse, by version and by model. It signs its thinking and checks the signatures that come back. It never claims to see a picture.
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
