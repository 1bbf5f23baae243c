import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { CompleteClock } from '../clock/clock.ts';
import { ConnectFailure, connectFailureCodes } from './connect-failure.ts';
import { limits } from './limits.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { guardAgainstReset } from './reset-guard.ts';

/** What may be replaced of name lookup and trust. */
export interface NetworkOptions {
  readonly lookup?: LookupFunction | undefined;
  readonly ca?: ConnectionOptions['ca'];
}

export interface ConnectionOptionsOfTransport {
  readonly connectTimeoutMs: number;
  readonly clock: CompleteClock;
  readonly proxy: ProxyAddress | undefined;
  readonly network: NetworkOptions;
}

/** Where a connection should lead. */
export interface ConnectionTarget {
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
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
  const cancelTimer = options.clock.schedule(
    options.connectTimeoutMs,
    () => fail(new ConnectFailure(connectFailureCodes.timeout, { proxy: options.proxy?.shown })),
    true,
  );
  const secureOver = (socket: Socket | undefined): void => {
    const tls = connectTls({ ...tlsOptions(target, options.network), ...(socket === undefined ? {} : { socket }) });
    watch(tls, 'secureConnect', succeed, fail);
    current = tls;
  };
  if (options.proxy !== undefined) {
    current = tunnel(target, options.proxy, options.network, fail, (socket) => {
      if (settled) socket.destroy();
      else if (target.secure) secureOver(socket);
      else succeed(socket);
    });
  } else if (target.secure) {
    secureOver(undefined);
  } else {
    const socket = connectTcp({ host: target.hostname, port: target.port, ...lookupOf(options.network) });
    watch(socket, 'connect', succeed, fail);
    current = socket;
  }
  return fail;
}

/** Declared here: a function made beside others would hold their variables as long as the socket lives. */
function ignore(): void {}

function watch(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  succeed: (socket: Socket) => void,
  fail: (error: Error) => void,
): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  // A socket that is broken off may still report an error; nobody else listens then.
  socket.on('error', ignore);
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

function lookupOf(network: NetworkOptions): { readonly lookup?: LookupFunction } {
  return network.lookup === undefined ? {} : { lookup: network.lookup };
}

/** Asks the proxy for a tunnel; nothing of the request itself is said to it. */
function tunnel(
  target: ConnectionTarget,
  proxy: ProxyAddress,
  network: NetworkOptions,
  fail: (error: Error) => void,
  opened: (socket: Socket) => void,
): ClientRequest {
  const authority = `${isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const request = (proxy.secure ? httpsRequest : httpRequest)({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    agent: false,
    maxHeaderSize: limits.headers,
    headers: {
      host: authority,
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    },
    ...(network.ca === undefined ? {} : { ca: network.ca }),
    ...lookupOf(network),
  });
  request.on('error', (error: NodeJS.ErrnoException) => {
    fail(new ConnectFailure(error.code ?? 'ECONNRESET', { proxy: proxy.shown }));
  });
  request.on('connect', ({ statusCode }, socket, head) => {
    socket.on('error', ignore);
    if (statusCode === undefined || statusCode < 200 || statusCode > 299) {
      socket.destroy();
      fail(new ConnectFailure(connectFailureCodes.proxyAnswer, { proxy: proxy.shown, status: statusCode }));
      return;
    }
    if (head.length > 0) socket.unshift(head);
    socket.setNoDelay(true);
    opened(socket);
  });
  request.end();
  return request;
}
