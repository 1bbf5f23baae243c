import type { LookupFunction, Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** Where a connection should lead. */
export interface ConnectionTarget {
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
}

/** Replacements for name lookup and trusted certificates. */
export interface NetworkOptions {
  readonly lookup?: LookupFunction | undefined;
  readonly ca?: ConnectionOptions['ca'];
}

/** The `lookup` option of a connection, if the network options have one. */
export function lookupOf(network: NetworkOptions): { readonly lookup?: LookupFunction } {
  return network.lookup === undefined ? {} : { lookup: network.lookup };
}

/** A proxy. Its credentials are separate from what messages may show. */
export interface ProxyAddress {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** Host and port, for messages. */
  readonly shown: string;
  /** The value of `proxy-authorization`. */
  readonly authorization: string | undefined;
}

/** Why a connection could not be made. It reaches the request through undici. */
export class ConnectFailure extends Error {
  /** A code of Node.js or undici, or one of {@link connectFailureCodes}. */
  readonly code: string;
  /** Host and port of the proxy that failed, never its credentials. */
  readonly proxy: string | undefined;
  /** The status with which the proxy answered `CONNECT`. */
  readonly status: number | undefined;

  constructor(
    code: string,
    details: { readonly proxy?: string | undefined; readonly status?: number | undefined } = {},
  ) {
    super(`no connection (${code})`);
    this.name = 'ConnectFailure';
    this.code = code;
    this.proxy = details.proxy;
    this.status = details.status;
  }
}

/** Codes of {@link ConnectFailure} that are not the system's. */
export const connectFailureCodes = {
  timeout: 'UND_ERR_CONNECT_TIMEOUT',
  abandoned: 'PLUGBOARD_CONNECT_ABANDONED',
  proxyAnswer: 'PLUGBOARD_PROXY_ANSWER',
  /** The proxy sent bytes after its response to `CONNECT` that nobody asked for. */
  proxyNoise: 'PLUGBOARD_PROXY_NOISE',
} as const;

/** What {@link guardAgainstReset} calls a reset. */
export const guardedReset = 'PLUGBOARD_RESET';

/**
 * Gives a reset another code before undici sees it. In a body that ends with its connection, undici 7 takes
 * `ECONNRESET` for a normal end. If the body is paused, undici then fails an assertion in an event listener, which ends
 * the whole process: any service could do that to a slow consumer. With any other code, undici fails the request, as it
 * should.
 *
 * @see https://github.com/nodejs/undici/pull/5273 for the same path, where a reset counted as the end of a chunked body
 */
export function guardAgainstReset(socket: Socket): void {
  socket.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = guardedReset;
  });
}

/** A listener for errors that nobody needs. Not a closure, which would keep its variables as long as the socket lives. */
export function ignoreError(): void {}

/**
 * After how many milliseconds of silence the system asks the other end whether it is still there. A model may think for
 * minutes without sending anything, and routers on the way forget a connection that is silent for a minute or more.
 */
const keepAliveMs = 30_000;

/** Sends small writes at once, and notices that the other end has vanished even if nobody sends. */
export function setSocketOptions(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
}
