import { join } from 'node:path';
import { KeyUsage } from './access/key-usage.ts';
import { Keyring } from './access/keyring.ts';
import { TempFolder } from './body/temp-folder.ts';
import type { Exchange } from './exchange/exchange.ts';
import { FetchExchange } from './exchange/fetch-exchange.ts';
import { FileStore } from './files/file-store.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { Metrics } from './operation/metrics.ts';
import { RequestContext, type Services } from './request-context.ts';
import { requestIdOf, serve } from './serve.ts';
import {
  defaultHost,
  listen,
  refuseExposed,
  type CloseOptions,
  type GatewayServer,
  type ListenOptions,
} from './server.ts';
import { readSettings } from './settings.ts';
import { Refusal } from './wire/refusal.ts';
import { workerLink } from './workers/worker.ts';

/** An OpenAI-compatible server over a client. */
export interface Gateway {
  /** Answers one request, in any server that has `Request` and `Response`. Never rejects. */
  fetch(this: void, request: Request): Promise<Response>;
  /**
   * Serves on a port of its own. Rejects with `config_invalid` if the port is not available, or if others can reach the address and there
   * are no keys.
   */
  listen(options?: ListenOptions): Promise<GatewayServer>;
  /**
   * Serves new requests with other options from now on. Requests that are under way keep theirs, and what keys have used stays counted.
   * Throws `config_invalid` for invalid options, and then changes nothing.
   */
  reconfigure(options: GatewayOptions): Reconfigured;
  /** Refuses new requests, and settles when the running ones are over. Those that take too long end with an error. Removes all files. */
  close(options?: CloseOptions): Promise<void>;
}

/** The result of new options for a gateway. */
export interface Reconfigured {
  /** Settles when the last request with the options before is over, so that a client that is no longer needed can be closed. */
  readonly drained: Promise<void>;
}

/** Makes a gateway. It opens nothing before `listen()` or the first request. Throws `config_invalid`. */
export function createGateway(options: GatewayOptions): Gateway {
  return new OpenGateway(options);
}

const defaultGraceMs = 30_000;

/** What a gateway keeps when it gets other options. */
type LastingServices = Pick<Services, 'admissions' | 'temp' | 'files' | 'metrics' | 'isClosing'>;

function servicesFor(options: GatewayOptions, lasting: LastingServices): Services {
  const { client, keys, accessLog, onFault } = options;
  const settings = readSettings(options);
  const keyring = Array.isArray(keys) ? new Keyring(keys) : undefined;
  return { ...lasting, client, settings, keyring, isOpen: keys === undefined, accessLog, onFault };
}

class OpenGateway implements Gateway {
  readonly #lasting: LastingServices;
  readonly #sharesPort: boolean;
  #services: Services;
  /** The addresses on which it listens. */
  readonly #hosts = new Set<string>();
  readonly #running = new Set<RequestContext>();
  /** Called when a request is over. */
  readonly #onEnd = new Set<() => void>();
  #isClosing = false;

  constructor(options: GatewayOptions) {
    const temp = new TempFolder();
    const worker = workerLink();
    this.#sharesPort = worker !== undefined;
    this.#lasting = {
      admissions: worker ?? new KeyUsage(() => performance.now()),
      temp,
      files: new FileStore({ folder: () => worker?.filesFolder ?? join(temp.path, 'files'), now: Date.now }),
      metrics: new Metrics(worker),
      isClosing: () => this.#isClosing,
    };
    this.#services = servicesFor(options, this.#lasting);
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const exchange = new FetchExchange(request);
    this.#handle(exchange);
    return exchange.response;
  };

  async listen(options: ListenOptions = {}): Promise<GatewayServer> {
    const { host = defaultHost } = options;
    refuseExposed(host, this.#services.isOpen);
    this.#hosts.add(host);
    return listen(
      { ...options, host },
      {
        sharesPort: this.#sharesPort,
        handle: (exchange) => this.#handle(exchange),
        isClosing: this.#lasting.isClosing,
        close: (closing) => this.close(closing),
      },
    );
  }

  reconfigure(options: GatewayOptions): Reconfigured {
    const before = this.#services;
    const services = servicesFor(options, this.#lasting);
    for (const host of this.#hosts) refuseExposed(host, services.isOpen);
    this.#services = services;
    return { drained: this.#over((context) => context.services === before) };
  }

  async close({ graceMs = defaultGraceMs }: CloseOptions = {}): Promise<void> {
    this.#isClosing = true;
    const timer = setTimeout(() => this.#abortAll(), graceMs);
    if (graceMs === 0) this.#abortAll();
    // Requests that are refused from now on must not delay the end.
    const running = new Set(this.#running);
    await this.#over((context) => running.has(context));
    clearTimeout(timer);
    await this.#services.temp.remove();
  }

  #handle(exchange: Exchange): void {
    const context = new RequestContext(this.#services, exchange, requestIdOf(exchange));
    this.#running.add(context);
    context.onEnd(() => {
      this.#running.delete(context);
      for (const look of this.#onEnd) look();
    });
    void serve(context);
  }

  /** Settles when none of these requests runs any more. */
  #over(isMeant: (context: RequestContext) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        for (const context of this.#running) if (isMeant(context)) return;
        this.#onEnd.delete(look);
        resolve();
      };
      this.#onEnd.add(look);
      look();
    });
  }

  #abortAll(): void {
    const says = 'The gateway shut down before the answer was complete.';
    for (const context of this.#running) context.abort(new Refusal(says, { status: 503, code: 'shutting_down' }));
  }
}
