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

export function lookupOf(network: NetworkOptions): { readonly lookup?: LookupFunction } {
  return network.lookup === undefined ? {} : { lookup: network.lookup };
}

/** A proxy, with its credentials kept apart from what may be shown. */
export interface ProxyAddress {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** Host and port, for messages. */
  readonly shown: string;
  /** Value of `proxy-authorization`. */
  readonly authorization: string | undefined;
}

/** Why a connection could not be made; reaches the request through undici. */
export class ConnectFailure extends Error {
  /** A code of Node's or undici's, or one of {@link connectFailureCodes}. */
  readonly code: string;
  /** Host and port of the proxy that failed, never its credentials. */
  readonly proxy: string | undefined;
  /** What the proxy answered to `CONNECT`. */
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
  /** Bytes behind the response to `CONNECT` that nobody asked for. */
  proxyNoise: 'PLUGBOARD_PROXY_NOISE',
} as const;

/** What {@link guardAgainstReset} calls a reset. */
export const guardedReset = 'PLUGBOARD_RESET';

/**
 * Gives a reset another code before undici sees it. undici 7 takes `ECONNRESET` in a body that ends with its connection as a
 * normal end, and while that body is paused it fails an assertion in an event listener, which ends the whole process:
 * any service could do that to a slow consumer. With any other code it fails the request, as it should.
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
 * Milliseconds of silence until the system asks the other end whether it is still there. A model may think for minutes in which
 * nothing is sent; routers on the way forget a connection that is silent for a minute or more.
 */
const keepAliveMs = 30_000;

/** Sends small writes at once, and notices a vanished peer although nobody sends. */
export function setSocketOptions(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
}
