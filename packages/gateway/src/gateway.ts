import { join } from 'node:path';
import { Keyring } from './access/keyring.ts';
import { TempFolder } from './body/temp-folder.ts';
import type { Exchange } from './exchange/exchange.ts';
import { FetchExchange } from './exchange/fetch-exchange.ts';
import { FileStore } from './files/file-store.ts';
import type { GatewayKey, GatewayOptions } from './gateway-options.ts';
import { Metrics } from './operation/metrics.ts';
import { RequestContext, type Services } from './request-context.ts';
import { requestIdOf, serve } from './serve.ts';
import { listen, type CloseOptions, type GatewayServer, type ListenOptions } from './server.ts';
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
  /** Replaces the accepted keys. Throws `config_invalid` for invalid keys, and then changes nothing. */
  replaceKeys(keys: readonly GatewayKey[]): void;
  /** Refuses new requests, and settles when the running ones are over. Those that take too long end with an error. Removes all files. */
  close(options?: CloseOptions): Promise<void>;
}

/** Makes a gateway. It opens nothing before `listen()` or the first request. Throws `config_invalid`. */
export function createGateway(options: GatewayOptions): Gateway {
  return new OpenGateway(options);
}

const defaultGraceMs = 30_000;

class OpenGateway implements Gateway {
  readonly #services: Services;
  readonly #keys: GatewayOptions['keys'];
  readonly #running = new Set<RequestContext>();
  #isClosing = false;
  /** Called when the last running request is over. */
  #onIdle: (() => void) | undefined;

  constructor(options: GatewayOptions) {
    const settings = readSettings(options);
    const { client, keys, accessLog, onFault } = options;
    const temp = new TempFolder();
    const worker = workerLink();
    this.#keys = keys;
    this.#services = {
      client,
      settings,
      keyring: Array.isArray(keys) ? new Keyring(keys, () => performance.now(), worker) : undefined,
      temp,
      files: new FileStore({ folder: () => worker?.filesFolder ?? join(temp.path, 'files'), now: Date.now }),
      metrics: new Metrics(worker),
      accessLog,
      onFault,
      isClosing: () => this.#isClosing,
    };
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const exchange = new FetchExchange(request);
    this.#handle(exchange);
    return exchange.response;
  };

  listen(options: ListenOptions = {}): Promise<GatewayServer> {
    return listen(options, {
      isOpen: this.#keys === undefined,
      handle: (exchange) => this.#handle(exchange),
      isClosing: this.#services.isClosing,
      close: (closing) => this.close(closing),
    });
  }

  replaceKeys(keys: readonly GatewayKey[]): void {
    const { keyring } = this.#services;
    if (keyring === undefined) throw new TypeError('A gateway that was created without keys cannot replace them.');
    keyring.replace(keys);
  }

  async close({ graceMs = defaultGraceMs }: CloseOptions = {}): Promise<void> {
    this.#isClosing = true;
    const timer = setTimeout(() => this.#abortAll(), graceMs);
    if (graceMs === 0) this.#abortAll();
    await this.#idle();
    clearTimeout(timer);
    await this.#services.temp.remove();
  }

  #handle(exchange: Exchange): void {
    const context = new RequestContext(this.#services, exchange, requestIdOf(exchange));
    this.#running.add(context);
    context.onEnd(() => {
      this.#running.delete(context);
      if (this.#running.size === 0) this.#onIdle?.();
    });
    void serve(context);
  }

  #idle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const before = this.#onIdle;
      this.#onIdle = () => {
        before?.();
        resolve();
      };
    });
  }

  #abortAll(): void {
    const says = 'The gateway shut down before the answer was complete.';
    for (const context of this.#running) context.abort(new Refusal(says, { status: 503, code: 'shutting_down' }));
  }
}
