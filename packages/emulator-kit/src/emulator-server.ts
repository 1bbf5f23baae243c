import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Exchange, type ExchangeRules, type ReceivedRequest } from './exchange.ts';
import { Refusal } from './refusal.ts';

/** The port and the clock of an emulator. */
export interface ServerOptions {
  /** The port. Default 0, any free one. The address is always 127.0.0.1. */
  readonly port?: number | undefined;
  /** The emulator's clock, in milliseconds since the epoch. `advance` adds to it. Default: the system's clock. */
  readonly now?: (() => number) | undefined;
  /**
   * Waits for the delays of the switches, in milliseconds. The signal fires when the emulator closes. Default: real time. A test
   * that is not about time can shorten them: `(milliseconds, signal) => setTimeout(milliseconds / 100, undefined, { signal })`.
   */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/** What every emulator offers. */
export interface EmulatorHandle<Phase extends string = string> extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The last 10,000 requests, oldest first. */
  readonly requests: readonly ReceivedRequest<Phase>[];
  /** The number of requests, by phase. */
  readonly counts: Readonly<Record<Phase, number>>;
  /** Milliseconds since the epoch, on the emulator's clock. */
  now(): number;
  /** Moves the clock forward, in milliseconds. */
  advance(milliseconds: number): void;
  /** How many connections are open. */
  openConnections(): Promise<number>;
  /** Closes all connections and the server. Can be called twice. */
  close(): Promise<void>;
}

/** The rules and routes of one service. */
export interface Service<Phase extends string> extends ExchangeRules<Phase> {
  /** A counter for every phase, starting at 0. */
  readonly counts: Readonly<Record<Phase, number>>;
  /** Answers a request, or throws a {@link Refusal}. */
  route(exchange: Exchange<Phase>): Promise<void>;
}

const keptRequests = 10_000;

/** A server on loopback that sends each request to its route and keeps the record. */
export class EmulatorServer<Phase extends string> implements EmulatorHandle<Phase> {
  readonly #requests: ReceivedRequest<Phase>[] = [];
  readonly #closing = new AbortController();
  readonly #server: Server;
  readonly #options: ServerOptions;
  #counts: Record<Phase, number> | undefined;
  #service: Service<Phase> | undefined;
  #offset = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  /** Starts to listen, and answers as the service does. */
  async listen(service: Service<Phase>): Promise<void> {
    this.#service = service;
    this.#counts = { ...service.counts };
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  get requests(): readonly ReceivedRequest<Phase>[] {
    return [...this.#requests];
  }

  get counts(): Readonly<Record<Phase, number>> {
    if (this.#counts === undefined) throw new Error('The emulator is not listening yet.');
    return { ...this.#counts };
  }

  now(): number {
    return (this.#options.now ?? Date.now)() + this.#offset;
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Answers one request; never rejects. */
  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const service = this.#service;
    if (service === undefined || this.#counts === undefined) return;
    const exchange = new Exchange(request, response, service, this.now(), (milliseconds) => this.#pause(milliseconds));
    this.#requests.push(exchange.record);
    if (this.#requests.length > keptRequests) this.#requests.shift();
    this.#counts[exchange.record.phase]++;
    try {
      await service.route(exchange);
    } catch (error) {
      // Anything but a refusal is a fault of the emulator or a connection that broke under it.
      if (error instanceof Refusal) exchange.refuse(error.fault);
      else if (response.headersSent) response.destroy();
      else exchange.refuse({ status: 500, body: service.faultBody(500) });
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    const wait = this.#options.wait ?? inRealTime;
    await wait(milliseconds, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function inRealTime(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return delay(milliseconds, undefined, { signal });
}
