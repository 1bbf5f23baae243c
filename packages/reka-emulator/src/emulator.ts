import { randomUUID } from 'node:crypto';
import {
  EmulatorServer,
  Switchboard,
  type EmulatorHandle,
  type ReceivedFile,
  type ServerOptions,
} from '@plugboard/emulator-kit';
import { writeCookieFile } from './cookie-file.ts';
import type { RekaSite } from './auth-routes.ts';
import { Routes } from './routes.ts';
import { noSwitches, type RekaPhase, type RekaScenario, type SwitchesOf } from './scenario.ts';
import { Sessions } from './sessions.ts';

/** Options of {@link startRekaEmulator}. */
export interface RekaEmulatorOptions extends RekaScenario, ServerOptions {
  /** Which of the two known hosts of the web session is imitated. They differ in how users sign in. Default `chat.reka.ai`. */
  readonly site?: RekaSite | undefined;
  /** Milliseconds between the events of an answer. Default 0. */
  readonly delayMs?: number | undefined;
}

/** A running emulator. It accepts only credentials, files and signatures that it issued itself. */
export interface RekaEmulator extends EmulatorHandle<RekaPhase | 'other'> {
  /** The cookies of a new session, each time this is read. Suits the `cookies` option of `reka()`. */
  readonly cookies: Readonly<Record<string, string>>;
  /** A new token of the web session, each time this is read. Suits the `accessToken` option of `reka()`. */
  readonly accessToken: string;
  /** The only key that the official API accepts. */
  readonly apiKey: string;
  /** The accepted uploads, oldest first. */
  readonly uploads: readonly ReceivedFile[];
  /** Sets switches of one or more phases until they are changed again. `undefined` restores the default of a switch. */
  set(scenario: RekaScenario): void;
  /** Sets switches for the next request of a phase only. Several calls apply to as many requests, in order. */
  next<Phase extends RekaPhase>(phase: Phase, switches: SwitchesOf<Phase>): void;
  /** Restores the switches of the start and drops those of `next`. Sessions, files and the record stay. */
  reset(): void;
  /** Revokes all tokens. Sessions stay valid. */
  revokeTokens(): void;
  /** Revokes all sessions and tokens. */
  signOut(): void;
  /** Writes the cookies of a new session to a file, as a browser extension exports them. The path suits the `cookies` option of `reka()`. */
  writeCookieFile(path: string): Promise<void>;
}

/**
 * Starts an offline stand-in for Reka on a port of 127.0.0.1: the web session and the official API, with switches for each known
 * quirk. It is as strict as the service is known to be, and never claims to see a picture.
 *
 * ```ts
 * await using emulator = await startRekaEmulator();
 * const client = new Client({ provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }) });
 * ```
 */
export async function startRekaEmulator(options: RekaEmulatorOptions = {}): Promise<RekaEmulator> {
  const { port, site = 'chat.reka.ai', delayMs = 0, now, wait, ...scenario } = options;
  const server = new EmulatorServer<RekaPhase | 'other'>({ port, now, wait });
  const switches = new Switchboard<RekaScenario>(noSwitches, scenario);
  const sessions = new Sessions(() => server.now());
  const apiKey = `reka-emulator-${randomUUID()}`;
  const routes = new Routes({ server, switches, sessions, apiKey, delayMs, site });
  await server.listen(routes);
  const issue = (): ReturnType<Sessions['issueCookies']> =>
    sessions.issueCookies(switches.peek('auth').chunkedCookie ?? false);

  return {
    url: server.url,
    apiKey,
    get cookies() {
      return Object.fromEntries(issue().map(({ name, value }) => [name, value]));
    },
    get accessToken() {
      return sessions.issueToken(switches.peek('auth').opaqueToken ?? false);
    },
    get requests() {
      return server.requests;
    },
    get uploads() {
      return [...routes.files.values()];
    },
    get counts() {
      return server.counts;
    },
    set: (changed) => switches.set(changed),
    next: (phase, once) => switches.queue(phase, once),
    reset: () => switches.reset(),
    now: () => server.now(),
    advance: (milliseconds) => server.advance(milliseconds),
    revokeTokens: () => sessions.revokeTokens(),
    signOut: () => sessions.signOut(),
    writeCookieFile: (path) => writeCookieFile(path, issue(), '127.0.0.1'),
    openConnections: () => server.openConnections(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
