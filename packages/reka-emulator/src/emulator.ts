import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { RekaRequest } from './exchange.ts';
import { writeCookieFile } from './cookie-file.ts';
import type { RekaSite } from './auth-routes.ts';
import type { ReceivedFile } from './received-file.ts';
import { Routes } from './routes.ts';
import type { RekaPhase, RekaScenario, SwitchesOf } from './scenario.ts';
import { Sessions } from './sessions.ts';
import { Switchboard } from './switchboard.ts';

/** Options of {@link startRekaEmulator}. */
export interface RekaEmulatorOptions extends RekaScenario {
  /** Default 0: any free port. The address is always 127.0.0.1. */
  readonly port?: number | undefined;
  /** Which of the two known hosts of the web session is imitated; they differ in how they sign people in. Default `chat.reka.ai`. */
  readonly site?: RekaSite | undefined;
  /** Milliseconds between the events of an answer. Default 0. */
  readonly delayMs?: number | undefined;
  /** ms since the epoch: the emulator's clock, to which `advance` adds. Default the system's. */
  readonly now?: (() => number) | undefined;
  /**
   * How the delays of the switches pass, in milliseconds; the signal fires when the emulator closes. Default: in real time. A test
   * that is not about time lets them pass faster: `(milliseconds, signal) => setTimeout(milliseconds / 100, undefined, { signal })`.
   */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/** A running emulator. Everything that it issues and accepts belongs to it alone. */
export interface RekaEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`: the base URL of both surfaces. */
  readonly url: string;
  /** The cookies of a fresh session, each time they are read; fits the `cookies` option. */
  readonly cookies: Readonly<Record<string, string>>;
  /** A fresh token of the web session, each time it is read; fits the `accessToken` option. */
  readonly accessToken: string;
  /** The one key that the official surface takes. */
  readonly apiKey: string;
  /** What arrived, oldest first; the last 10,000. */
  readonly requests: readonly RekaRequest[];
  /** The uploads that were accepted, oldest first. */
  readonly uploads: readonly ReceivedFile[];
  /** How many requests of each phase arrived. */
  readonly counts: Readonly<Record<RekaPhase | 'other', number>>;
  /** Changes switches, phase by phase, until they are changed again; `undefined` is the default. */
  set(scenario: RekaScenario): void;
  /** Switches for the next request of a phase only. Several wait in line. */
  next<Phase extends RekaPhase>(phase: Phase, switches: SwitchesOf<Phase>): void;
  /** Back to the switches of the start; what waits is dropped. Sessions, files and the record stay. */
  reset(): void;
  /** ms since the epoch, on the emulator's clock. */
  now(): number;
  /** Moves the clock forward. */
  advance(milliseconds: number): void;
  /** All tokens are refused from now on; the session goes on. */
  revokeTokens(): void;
  /** All sessions and tokens are refused from now on. */
  signOut(): void;
  /** Writes the cookies of a fresh session as a browser extension exports them; fits the `cookies` option as a path. */
  writeCookieFile(path: string): Promise<void>;
  /** How many connections are open. */
  openConnections(): Promise<number>;
  /** Ends all connections and the server; idempotent. */
  close(): Promise<void>;
}

/**
 * Starts an offline stand-in for Reka on a port of 127.0.0.1: the web session and the official API, with switches for each known
 * quirk. It is strict where the service is known to be, and never claims to see a picture.
 *
 * ```ts
 * await using emulator = await startRekaEmulator();
 * const client = new Client({ provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }) });
 * ```
 */
export async function startRekaEmulator(options: RekaEmulatorOptions = {}): Promise<RekaEmulator> {
  const { port = 0, site = 'chat.reka.ai', delayMs = 0, now: clock = Date.now, wait = pass, ...scenario } = options;
  let offset = 0;
  const now = (): number => clock() + offset;
  const switches = new Switchboard(scenario);
  const sessions = new Sessions(now);
  const apiKey = `reka-emulator-${randomUUID()}`;
  const routes = new Routes({ now, wait, switches, sessions, apiKey, delayMs, site });

  const server = createServer((request, response) => void routes.handle(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server)}`;
  const issue = (): ReturnType<Sessions['issueCookies']> =>
    sessions.issueCookies(switches.peek('auth').chunkedCookie ?? false);
  const close = async (): Promise<void> => {
    routes.stop();
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };

  return {
    url,
    apiKey,
    get cookies() {
      return Object.fromEntries(issue().map(({ name, value }) => [name, value]));
    },
    get accessToken() {
      return sessions.issueToken(switches.peek('auth').opaqueToken ?? false);
    },
    get requests() {
      return [...routes.requests];
    },
    get uploads() {
      return [...routes.files.values()];
    },
    get counts() {
      return { ...routes.counts };
    },
    set: (changed) => switches.set(changed),
    next: (phase, once) => switches.queue(phase, once),
    reset: () => switches.reset(),
    now,
    advance(milliseconds) {
      offset += milliseconds;
    },
    revokeTokens: () => sessions.revokeTokens(),
    signOut: () => sessions.signOut(),
    writeCookieFile: (path) => writeCookieFile(path, issue(), '127.0.0.1'),
    openConnections: () => connectionsOf(server),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function pass(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return delay(milliseconds, undefined, { signal });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
