import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { exchangeOf, serveConnection } from './connection.ts';
import type { Answer, Step } from './exchange.ts';
import type { ReceivedRequest } from './received-request.ts';
import { matches, type RequestMatcher } from './request-matcher.ts';
import type { ArrivingRequest } from './request-reader.ts';
import { status } from './steps.ts';

/** How the server listens. */
export interface ServerOptions {
  /** Key and certificate for an `https:` server. */
  readonly tls?: Pick<TlsOptions, 'key' | 'cert'> | undefined;
  /** Default `127.0.0.1`. Only loopback makes sense. */
  readonly host?: string | undefined;
}

interface Rule {
  readonly matcher: RequestMatcher | 'next';
  readonly answers: (readonly Step[])[];
}

/**
 * An HTTP/1.1 server on loopback that does what a test tells it, byte by byte: good answers, and every way to break one.
 * Two servers share nothing.
 */
export interface ScriptedServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40001`. */
  readonly origin: string;
  readonly port: number;
  /** Every request whose headers came, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Connections open now. */
  readonly open: number;
  /**
   * Sets answers. Each argument is one answer; a list of steps runs in order. With `'next'`, each answer is used once, for the next
   * request, before any rule. With a matcher, the answers are used in turn, and the last one for all further requests. Later rules win
   * over earlier ones. A request without a rule gets 501.
   */
  on(matcher: RequestMatcher | 'next', ...answers: readonly Answer[]): void;
  /** Steps to run on each new connection instead of reading requests; `undefined` goes back to HTTP. */
  onConnection(steps: readonly Step[] | undefined): void;
  /** Stops listening: new connections are refused. Open ones stay. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  /** Resolves when this many connections are open; rejects after `withinMs` (default 10,000). */
  untilOpen(count: number, withinMs?: number): Promise<void>;
  /** Resolves when this many requests have come; rejects after `withinMs` (default 10,000). */
  untilRequests(count: number, withinMs?: number): Promise<void>;
  /** Ends everything: the listener and all connections. */
  close(): Promise<void>;
}

/** Starts a {@link ScriptedServer} on a free port. */
export async function startScriptedServer(options: ServerOptions = {}): Promise<ScriptedServer> {
  const server = new LoopbackServer(options);
  await server.accept();
  return server;
}

class LoopbackServer implements ScriptedServer {
  readonly requests: ReceivedRequest[] = [];
  readonly #host: string;
  readonly #scheme: string;
  readonly #server: Server;
  readonly #rules: Rule[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #watchers = new Set<() => void>();
  #connectionSteps: readonly Step[] | undefined;
  #port = 0;
  #accepted = 0;
  #served = 0;

  constructor(options: ServerOptions) {
    this.#host = options.host ?? '127.0.0.1';
    this.#scheme = options.tls === undefined ? 'http' : 'https';
    const serve = (socket: Socket): void => this.#serve(socket);
    if (options.tls === undefined) {
      this.#server = createServer({ allowHalfOpen: true, noDelay: true }, serve);
    } else {
      this.#server = createTlsServer({ ...options.tls, allowHalfOpen: true }, serve);
      this.#server.on('tlsClientError', () => {});
    }
    // `connection` also gets the sockets below TLS, so that a failed handshake leaves nothing open.
    this.#server.on('connection', (socket: Socket) => this.#track(socket));
  }

  get origin(): string {
    return `${this.#scheme}://${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get accepted(): number {
    return this.#accepted;
  }

  get open(): number {
    return this.#sockets.size;
  }

  on(matcher: RequestMatcher | 'next', ...answers: readonly Answer[]): void {
    this.#rules.unshift({ matcher, answers: answers.map(toSteps) });
  }

  onConnection(steps: readonly Step[] | undefined): void {
    this.#connectionSteps = steps;
  }

  refuse(): Promise<void> {
    // The port is free at once. The callback would wait for open connections.
    this.#server.close();
    return new Promise((resolve) => setImmediate(resolve));
  }

  accept(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#host, () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  untilOpen(count: number, withinMs?: number): Promise<void> {
    return this.#until(() => this.open === count, `${count} open connections`, withinMs);
  }

  untilRequests(count: number, withinMs?: number): Promise<void> {
    return this.#until(() => this.requests.length >= count, `${count} requests`, withinMs);
  }

  async close(): Promise<void> {
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.untilOpen(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #track(socket: Socket): void {
    this.#accepted += 1;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#notify();
    });
    this.#notify();
  }

  #serve(socket: Socket): void {
    socket.on('error', () => {});
    this.#served += 1;
    const steps = this.#connectionSteps;
    if (steps === undefined) {
      serveConnection(socket, this.#served, (request) => this.#choose(request));
      return;
    }
    socket.resume().on('end', () => socket.destroySoon());
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    void runAll(steps, exchangeOf(noRequest(this.#served), socket, closed));
  }

  #choose(request: ArrivingRequest): readonly Step[] {
    this.requests.push(request);
    this.#notify();
    const next = this.#rules.findLast((rule) => rule.matcher === 'next' && rule.answers.length > 0);
    const once = next?.answers.shift();
    if (once !== undefined) return once;
    const rule = this.#rules.find(({ matcher }) => matcher !== 'next' && matches(matcher, request));
    const answer = rule !== undefined && rule.answers.length > 1 ? rule.answers.shift() : rule?.answers[0];
    return answer ?? [status(501, 'no answer was scripted for this request', { 'content-type': 'text/plain' })];
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #until(reached: () => boolean, what: string, withinMs = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const watcher = (): void => {
        if (reached()) settle(resolve);
      };
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        done();
      };
      const timer = setTimeout(() => {
        const state = `${this.open} open, ${this.requests.length} requests`;
        settle(() => reject(new Error(`Waited ${withinMs} ms for ${what}; there are ${state}.`)));
      }, withinMs);
      this.#watchers.add(watcher);
      watcher();
    });
  }
}

function toSteps(answer: Answer): readonly Step[] {
  if (isList(answer)) return answer;
  if (typeof answer === 'function') return [answer];
  return [status(answer.status ?? 200, answer.body, answer.headers)];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

async function runAll(steps: readonly Step[], exchange: ReturnType<typeof exchangeOf>): Promise<void> {
  for (const step of steps) await step(exchange);
}

function noRequest(connection: number): ArrivingRequest {
  return {
    method: '',
    path: '',
    headers: new Map(),
    rawHeaders: [],
    body: Buffer.alloc(0),
    complete: false,
    connection,
    reused: false,
  };
}
