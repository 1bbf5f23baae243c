import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { CompleteClock } from '../../util/clock.ts';
import { expireAfterInput } from '../../stream/timers.ts';
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

export interface ConnectionOptionsOfTransport {
  readonly connectTimeoutMs: number;
  readonly clock: CompleteClock;
  readonly proxy: ProxyAddress | undefined;
  readonly network: NetworkOptions;
}

export type Connected = (error: Error | null, socket: Socket | null) => void;

/**
 * Opens one connection, through the proxy if there is one. The timeout covers the lookup, TCP, the proxy and TLS together.
 * Returns how to break it off; `connected` is called exactly once.
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
    // Most programs have no proxy, and never load node:https.
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
  // A socket that is broken off may still report an error; nobody else listens then.
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
