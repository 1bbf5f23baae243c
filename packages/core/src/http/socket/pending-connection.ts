import { type Socket, connect as connectTcp, isIP } from 'node:net';
import type { Client as UndiciClient, Dispatcher, buildConnector } from 'undici';
import {
  ConnectFailure,
  connectFailureCodes,
  lookupOf,
  type ConnectionTarget,
  type NetworkOptions,
  type ProxyAddress,
  guardAgainstReset,
  ignoreError,
  setSocketOptions,
} from './connection.ts';
import { Client } from './undici-parts.ts';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { CompleteClock } from '../../util/clock.ts';
import { expireAfterInput } from '../../stream/timers.ts';

export interface ConnectionOptionsOfTransport {
  readonly connectTimeoutMs: number;
  readonly clock: CompleteClock;
  readonly proxy: ProxyAddress | undefined;
  readonly network: NetworkOptions;
}

type Connected = (error: Error | null, socket: Socket | null) => void;

/**
 * Opens one connection, through the proxy if there is one. The timeout covers the lookup, TCP, the proxy and TLS
 * together. Returns a function that breaks it off. `connected` is called exactly once.
 */
export function openConnection(
  target: ConnectionTarget,
  options: ConnectionOptionsOfTransport,
  connected: Connected,
): (error: Error) => void {
  let settled = false;
  let current: { destroy(): unknown } | undefined;
  const fail = (error: Error): void => {
    if (settled) return;
    settled = true;
    cancelTimer();
    current?.destroy();
    connected(error, null);
  };
  const succeed = (socket: Socket): void => {
    if (settled) {
      socket.destroy();
      return;
    }
    settled = true;
    cancelTimer();
    socket.off('error', fail);
    guardAgainstReset(socket);
    connected(null, socket);
  };
  const expire = (): void => fail(new ConnectFailure(connectFailureCodes.timeout, { proxy: options.proxy?.shown }));
  let cancelTimer = options.clock.schedule(
    options.connectTimeoutMs,
    () => {
      cancelTimer = expireAfterInput(expire);
    },
    true,
  );
  const secureOver = (socket: Socket | undefined): void => {
    const tls = connectTls({ ...tlsOptions(target, options.network), ...(socket === undefined ? {} : { socket }) });
    watch(tls, 'secureConnect', succeed, fail);
    current = tls;
  };
  if (options.proxy !== undefined) {
    const { proxy, network } = options;
    const opened = (socket: Socket): void => {
      if (settled) socket.destroy();
      else if (target.secure) secureOver(socket);
      else succeed(socket);
    };
    // Imported only when it is needed: most programs have no proxy and never load node:https.
    import('./proxy-tunnel.ts')
      .then(({ openTunnel }) => {
        if (!settled) current = openTunnel(target, proxy, network, fail, opened);
      })
      .catch(fail);
  } else if (target.secure) {
    secureOver(undefined);
  } else {
    const socket = connectTcp({ host: target.hostname, port: target.port, ...lookupOf(options.network) });
    watch(socket, 'connect', succeed, fail);
    current = socket;
  }
  return fail;
}

function watch(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  succeed: (socket: Socket) => void,
  fail: (error: Error) => void,
): void {
  setSocketOptions(socket);
  // A socket that is broken off may still report an error, and then nobody else listens.
  socket.on('error', ignoreError);
  socket.on('error', fail);
  socket.once(event, () => succeed(socket));
}

function tlsOptions(target: ConnectionTarget, network: NetworkOptions): ConnectionOptions {
  return {
    host: target.hostname,
    port: target.port,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(target.hostname) === 0 ? { servername: target.hostname } : {}),
    ...(network.ca === undefined ? {} : { ca: network.ca }),
    ...lookupOf(network),
  };
}

/** Told about the connections of one origin. */
export interface ConnectionObserver {
  connecting(pending: PendingConnection): void;
  /** Called when the connection succeeded or failed. */
  settled(pending: PendingConnection): void;
}

const someone: ConnectionWaiter = { waiting: true };

/** The connecting socket of one undici client, and the requests that wait for it. */
export class PendingConnection implements HeldConnection {
  readonly #options: ConnectionOptionsOfTransport;
  readonly #observer: ConnectionObserver;
  /** The first request that waits. Most connections have only one, and need no set. */
  #waiter: ConnectionWaiter | undefined;
  #others: Set<ConnectionWaiter> | undefined;
  #breakOff: ((error: Error) => void) | undefined;
  #socket: Socket | undefined;
  #used = false;

  constructor(options: ConnectionOptionsOfTransport, observer: ConnectionObserver) {
    this.#options = options;
    this.#observer = observer;
  }

  /** The connector that undici calls. */
  readonly connect = (target: buildConnector.Options, callback: buildConnector.Callback): void => {
    const secure = target.protocol === 'https:';
    const port = target.port === '' ? (secure ? 443 : 80) : Number(target.port);
    // undici connects again for a request that was aborted, and the socket would stay idle. The callback must not be
    // called at once. See https://github.com/nodejs/undici/issues/386 and https://github.com/nodejs/undici/issues/5845
    if (!this.#isAwaited) {
      setImmediate(callback, new ConnectFailure(connectFailureCodes.abandoned), null);
      return;
    }
    this.#observer.connecting(this);
    const breakOff = openConnection({ hostname: target.hostname, port, secure }, this.#options, (error, socket) => {
      this.#breakOff = undefined;
      this.#socket = socket ?? undefined;
      this.#used = false;
      this.#observer.settled(this);
      if (socket === null) callback(error ?? new ConnectFailure(connectFailureCodes.abandoned), null);
      else callback(null, socket);
    });
    this.#breakOff = breakOff;
  };

  waitFor(options: WaitingDispatchOptions): void {
    const waiter = options[connectionWaiter] ?? someone;
    if (this.#waiter === undefined) this.#waiter = waiter;
    else (this.#others ??= new Set()).add(waiter);
    waiter.onConnection?.(this);
  }

  /** Forgets a request: a connection outlives thousands of requests, which must not stay in memory with it. */
  release(waiter: ConnectionWaiter): void {
    if (this.#waiter === waiter) this.#waiter = undefined;
    else this.#others?.delete(waiter);
  }

  begin(): boolean {
    const reused = this.#used;
    this.#used = true;
    return reused;
  }

  /** Overrides what undici does: it keeps the process alive while a request is under way, and not between requests. */
  setReferenced(referenced: boolean): void {
    if (referenced) this.#socket?.ref();
    else this.#socket?.unref();
  }

  /** Destroys the connecting socket if every request that waited for it has been aborted. */
  abandon(): void {
    if (!this.#isAwaited) this.#breakOff?.(new ConnectFailure(connectFailureCodes.abandoned));
  }

  get #isAwaited(): boolean {
    if (this.#waiter?.waiting === true) return true;
    for (const waiter of this.#others ?? []) if (waiter.waiting) return true;
    return false;
  }
}

/** An undici client that knows who waits for its connection. */
export class ObservedClient extends Client {
  readonly #pending: PendingConnection;

  constructor(origin: string | URL, options: UndiciClient.Options, pending: PendingConnection) {
    super(origin, { ...options, connect: pending.connect });
    this.#pending = pending;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.#pending.waitFor(options);
    return super.dispatch(options, handler);
  }
}

/** A request as a connecting socket sees it. */
export interface ConnectionWaiter {
  /** False as soon as the request was aborted, so that it no longer wants the connection. */
  readonly waiting: boolean;
  /** Called with the connection that the request will use. */
  onConnection?(connection: HeldConnection): void;
}

/** A connection that keeps the process alive, or does not. */
export interface HeldConnection {
  /** Called when a request is written to the socket. Returns whether the socket carried another request before. */
  begin(): boolean;
  setReferenced(referenced: boolean): void;
  /** Called when the request no longer needs the connection. */
  release(waiter: ConnectionWaiter): void;
}

/** The key of a request's {@link ConnectionWaiter} in its dispatch options, which dispatchers pass on as they are. */
export const connectionWaiter: unique symbol = Symbol('connection waiter');

/** Dispatch options with the request that waits. */
export interface WaitingDispatchOptions extends Dispatcher.DispatchOptions {
  readonly [connectionWaiter]?: ConnectionWaiter | undefined;
}
