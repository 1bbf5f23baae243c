import type { LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** Where a connection should lead. */
export interface ConnectionTarget {
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
}

/** What may be replaced of name lookup and trust. */
export interface NetworkOptions {
  readonly lookup?: LookupFunction | undefined;
  readonly ca?: ConnectionOptions['ca'];
}

export function lookupOf(network: NetworkOptions): { readonly lookup?: LookupFunction } {
  return network.lookup === undefined ? {} : { lookup: network.lookup };
}
