import type { Container, WirePhase } from '@plugboard/core';
import type { Dispatcher } from 'undici';
import type { Exchange, Fixture } from '../fixtures/fixture.ts';
import { FixtureError } from '../fixtures/fixture-error.ts';
import { fileBytes } from '../fixtures/fixture-files.ts';
import { Placeholders } from '../fixtures/placeholders.ts';
import type { Exchange as ServedExchange, Step } from '../server/exchange.ts';
import { startScriptedServer, type ScriptedServer } from '../server/scripted-server.ts';
import { status } from '../server/steps.ts';
import { answerSteps, type AnswerPlan } from './answer-steps.ts';
import { CallGuard } from './call-guard.ts';
import type { Strictness } from './compare-request.ts';
import { ExchangeBook } from './exchange-book.ts';
import { replayContainer } from './replay-container.ts';
import { createReroutedAgent, type ReroutedAgent } from './rerouted-agent.ts';

/** How {@link startReplay} answers. */
export interface ReplayOptions {
  /** Default `instant`: chunk edges are kept, waits are not. */
  readonly pace?: AnswerPlan['pace'];
  /** Default `whole`: headers and bodies too. `target`: method and URL only. */
  readonly strictness?: Strictness | undefined;
  /** Whether an exchange may be used several times. Default false. */
  readonly reuse?: boolean | undefined;
  /**
   * Called for each request that matches an exchange. Returns steps to run instead of the recorded response (the exchange then stays
   * unused), or how else to replay it. `undefined`: as recorded.
   */
  readonly answer?: ((matched: MatchedRequest) => readonly Step[] | AnswerPlan | undefined) | undefined;
}

/** A request and the exchange that it matches. */
export interface MatchedRequest {
  readonly exchange: Exchange;
  /** The fixture of the exchange. */
  readonly fixture: Fixture;
  /** How many requests of the same phase came before this one. */
  readonly before: number;
}

/** A request as it arrived. */
export interface ReplayedRequest {
  readonly phase: WirePhase;
  /** The whole URL that was meant. */
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** Recorded exchanges behind real sockets on loopback. */
export interface Replay extends AsyncDisposable {
  /** Register it as `HTTP_DISPATCHER`; every request through it ends here. */
  readonly dispatcher: Dispatcher;
  /** Fits `new Client({ container })`: the dispatcher, the clock of the fixture, random numbers that repeat. */
  readonly container: Container;
  /** Requests that match an exchange, in order. */
  readonly requests: readonly ReplayedRequest[];
  /** Requests that match no exchange, in order. `failures` says what is wrong with each. */
  readonly strays: readonly Omit<ReplayedRequest, 'phase'>[];
  /** What was wrong so far: requests that match nothing, and connections past the dispatcher. Redacted. */
  readonly failures: readonly string[];
  /** Exchanges that no request has used yet. */
  readonly unused: readonly Exchange[];
  /** What was printed on the console inside `run`. */
  readonly printed: readonly string[];
  /** Connections that carry a request whose response has not ended, as the client sees it. */
  readonly busy: number;
  /** The server behind it, for faults below HTTP. */
  readonly server: ScriptedServer;
  /**
   * Runs an action under guard: whatever it starts can open TCP connections (TLS and HTTP included) only through the dispatcher. Others
   * are refused and become failures. Child processes, worker threads, UDP and DNS are not guarded.
   */
  run<T>(action: () => T): T;
  /** Resolves when no connection is busy; with `false` if some still are after `withinMs` (default 1,000). */
  idle(withinMs?: number): Promise<boolean>;
  /** Throws a {@link FixtureError} for failures and, unless `unused` is `true`, for exchanges that were never used. */
  verify(options?: { readonly unused?: boolean | undefined }): void;
  /** Advances the client's clock. Timers do not notice. */
  advance(milliseconds: number): void;
  /** Ends all connections and the server; idempotent. */
  close(): Promise<void>;
}

/**
 * Replays fixtures on one server of 127.0.0.1. URLs, `Host` and `Secure` cookies stay real. Requests through the dispatcher look up no
 * name and do not leave the machine. {@link Replay.run} says which others it refuses.
 *
 * ```ts
 * await using replay = await startReplay(await loadFixtures(new URL('./fixtures/', import.meta.url)));
 * const client = new Client({ provider, container: replay.container });
 * ```
 */
export async function startReplay(
  fixtures: Fixture | readonly Fixture[],
  options: ReplayOptions = {},
): Promise<Replay> {
  const server = await startScriptedServer();
  return new LoopbackReplay(isList(fixtures) ? fixtures : [fixtures], options, server);
}

class LoopbackReplay implements Replay {
  readonly server: ScriptedServer;
  readonly container: Container;
  readonly requests: ReplayedRequest[] = [];
  readonly strays: Omit<ReplayedRequest, 'phase'>[] = [];
  readonly #fixtures: readonly Fixture[];
  readonly #options: ReplayOptions;
  readonly #placeholders: Placeholders;
  readonly #book: ExchangeBook;
  readonly #guard = new CallGuard();
  readonly #agent: ReroutedAgent;
  readonly #mismatches: string[] = [];
  readonly #unwatch: () => void;
  #finding: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;
  #now: number;

  constructor(fixtures: readonly Fixture[], options: ReplayOptions, server: ScriptedServer) {
    const at = Date.parse(fixtures[0]?.source.at ?? '2026-01-01');
    this.#now = at;
    this.#fixtures = fixtures;
    this.#options = options;
    this.#placeholders = new Placeholders(at);
    this.#book = new ExchangeBook(fixtures, this.#placeholders, {
      strictness: options.strictness ?? 'whole',
      reuse: options.reuse ?? false,
    });
    this.server = server;
    this.server.on(
      () => true,
      (served) => this.#serve(served),
    );
    this.#agent = createReroutedAgent(server.port, this.#guard.outside);
    this.container = replayContainer(this.#agent.dispatcher, () => this.#now);
    this.#unwatch = this.#guard.watch();
  }

  get dispatcher(): Dispatcher {
    return this.#agent.dispatcher;
  }

  get failures(): readonly string[] {
    const escapes = this.#guard.escapes.map(
      (target) => `Something connected to ${target} without the client. Send all requests through \`call.http\`.`,
    );
    return [...this.#mismatches, ...escapes];
  }

  get unused(): readonly Exchange[] {
    return this.#book.unused.map(({ exchange }) => exchange);
  }

  get printed(): readonly string[] {
    return this.#guard.printed;
  }

  get busy(): number {
    return this.#agent.busy;
  }

  run<T>(action: () => T): T {
    return this.#guard.run(action);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async idle(withinMs = 1_000): Promise<boolean> {
    const end = performance.now() + withinMs;
    while (this.busy > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 2));
    return this.busy === 0;
  }

  verify({ unused = true }: { readonly unused?: boolean | undefined } = {}): void {
    const problems = [...this.failures];
    if (unused) {
      for (const { phase, request } of this.unused) {
        problems.push(`No request used ${phase}, ${request.method} ${request.url}.`);
      }
    }
    if (problems.length === 0) return;
    const [fixture] = this.#fixtures;
    const name = this.#fixtures.length === 1 ? fixture?.name : undefined;
    const title = name === undefined ? 'The replay failed' : `The replay of fixture ${name} failed`;
    throw new FixtureError(
      `${title}:\n${problems.join('\n')}\nIf the service has changed, record the fixture again. If not, the provider sends the wrong request.`,
      name,
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    this.#unwatch();
    await this.#agent.destroy();
    await this.server.close();
  }

  async #serve(served: ServedExchange): Promise<void> {
    // One after the other: two requests must not get the same exchange.
    const finding = this.#finding.then(() => this.#choose(served));
    this.#finding = finding.catch(() => undefined);
    for (const step of await finding) {
      if (served.socket.destroyed) return;
      await step(served);
    }
  }

  async #choose({ request, socket }: ServedExchange): Promise<readonly Step[]> {
    const origin = this.#agent.originOf(socket.remotePort);
    // The client has gone.
    if (origin === undefined) return [({ socket: lost }) => void lost.destroy()];
    const url = `${origin}${request.path}`;
    const found = await this.#book.find({ request, url }).catch((error: unknown) => failureText(error));
    const { method, headers, body } = request;
    if (typeof found === 'string') {
      this.#mismatches.push(found);
      this.strays.push({ url, method, headers, body });
      return [status(501, { error: { message: 'The replay has no answer for this request.' } })];
    }
    const { exchange, fixture } = found;
    const before = this.requests.filter(({ phase }) => phase === exchange.phase).length;
    this.requests.push({ phase: exchange.phase, url, method, headers, body });
    const change = this.#options.answer?.({ exchange, fixture, before });
    // With `reuse`, an exchange counts as used even if it got another response: the next request like it then matches the one behind it.
    if (!isList(change) || this.#options.reuse === true) found.uses += 1;
    if (isList(change)) return change;
    const bytes = exchange.response.file === undefined ? undefined : fileBytes(fixture, exchange.response.file);
    return answerSteps(exchange.response, bytes, this.#placeholders, { pace: this.#options.pace, ...change });
  }
}

function failureText(error: unknown): string {
  return error instanceof FixtureError ? error.message : 'A request could not be compared with the fixture.';
}

function isList<T, U>(value: readonly T[] | U): value is readonly T[] {
  return Array.isArray(value);
}
