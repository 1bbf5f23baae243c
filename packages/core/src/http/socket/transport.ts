import type { Client, Dispatcher } from 'undici';
import type { CompleteClock } from '../../util/clock.ts';
import { limits } from '../limits.ts';
import type { NetworkOptions, ProxyAddress } from './connection.ts';
import {
  type ConnectionOptionsOfTransport,
  ObservedClient,
  PendingConnection,
  type ConnectionObserver,
} from './pending-connection.ts';
import { Agent, Pool } from './undici-parts.ts';

/** How a client connects. */
export interface TransportOptions {
  /** Milliseconds for lookup, TCP, proxy and TLS together. */
  readonly connectTimeoutMs: number;
  readonly clock: CompleteClock;
  /** The proxy that all connections go through, in tunnels. */
  readonly proxy?: ProxyAddress | undefined;
  /** The user's own dispatcher. It is used as it is and never closed. `proxy` and the timeout do not apply to it. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Replacements for the system's name lookup and certificates. */
  readonly network?: NetworkOptions | undefined;
}

/** Makes the {@link Transport} of one client. Opens no connection. */
export function createTransport(options: TransportOptions): Transport {
  if (options.dispatcher !== undefined) return new GivenTransport(options.dispatcher);
  return new AgentTransport({
    connectTimeoutMs: options.connectTimeoutMs,
    clock: options.clock,
    proxy: options.proxy,
    network: options.network ?? {},
  });
}

/** Turns off undici's timers, because requests have their own. */
const clientOptions: Client.Options = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: limits.headers };

class AgentTransport implements Transport {
  readonly own = true;
  readonly #options: ConnectionOptionsOfTransport;
  readonly #pending = new Map<string, Set<PendingConnection>>();
  readonly #closing = new Set<Promise<void>>();
  #agent: Dispatcher;
  #closed: Promise<void> | undefined;

  constructor(options: ConnectionOptionsOfTransport) {
    this.#options = options;
    this.#agent = this.#createAgent();
  }

  get dispatcher(): Dispatcher {
    return this.#agent;
  }

  renew(): void {
    if (this.#closed !== undefined) return;
    const old = this.#agent;
    this.#agent = this.#createAgent();
    const closing = old.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  abandonConnects(origin: string): void {
    for (const pending of this.#pending.get(origin) ?? []) pending.abandon();
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all([this.#agent.close(), ...this.#closing]).then(() => {});
    return this.#closed;
  }

  #createAgent(): Dispatcher {
    return new Agent({
      factory: (origin) => {
        const observer = this.#observe(new URL(origin).origin);
        return new Pool(origin, {
          ...clientOptions,
          factory: (poolOrigin) =>
            new ObservedClient(poolOrigin, clientOptions, new PendingConnection(this.#options, observer)),
        });
      },
    });
  }

  #observe(origin: string): ConnectionObserver {
    return {
      connecting: (pending) => {
        const all = this.#pending.get(origin) ?? new Set();
        this.#pending.set(origin, all.add(pending));
      },
      settled: (pending) => {
        const all = this.#pending.get(origin);
        all?.delete(pending);
        if (all?.size === 0) this.#pending.delete(origin);
      },
    };
  }
}

class GivenTransport implements Transport {
  readonly own = false;
  readonly dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.dispatcher = dispatcher;
  }

  renew(): void {}

  abandonConnects(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The sockets of one client. */
export interface Transport {
  /** Where requests go. Read it for each request: `renew` changes it. */
  readonly dispatcher: Dispatcher;
  /** Whether the connections are core's own. Core knows nothing about those of the user's dispatcher. */
  readonly own: boolean;
  /**
   * From now on, requests use new connections, and running ones may finish. Does nothing with the user's dispatcher.
   */
  renew(): void;
  /** Destroys connecting sockets of this origin that nobody waits for any more. */
  abandonConnects(origin: string): void;
  /** Closes idle connections at once, and all others when their requests are done. May be called twice. */
  close(): Promise<void>;
}
