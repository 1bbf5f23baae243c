import { Refusal } from '../wire/refusal.ts';
import type { Exchange, ReplyHeaders } from '../exchange/exchange.ts';

/** Who may call, by host name and origin. */
export interface AddressRules {
  readonly allowedOrigins: readonly string[];
  /** In lower case. */
  readonly allowedHosts: readonly string[];
  /** Whether only names of this machine and `allowedHosts` are served. */
  readonly checksHost: boolean;
}

/** The name without the port. IPv6 addresses have brackets. */
export function hostNameOf(host: string): string {
  return /^(?:\[[^\]]*\]|[^:]*)/.exec(host.trim().toLowerCase())?.[0] ?? '';
}

/** Whether a name always leads to this machine, whatever a name server says. */
export function isLoopbackName(name: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:127(?:\.\d{1,3}){3}\]|::1)$/.test(name);
}

/**
 * Refuses requests under a foreign name. Otherwise a web page whose name was made to lead to this machine (DNS rebinding) would count as
 * a page of this gateway.
 */
export function checkHost(exchange: Exchange, { checksHost, allowedHosts }: AddressRules): void {
  if (!checksHost) return;
  const host = exchange.header('host')?.trim().toLowerCase() ?? '';
  const name = hostNameOf(host);
  if (isLoopbackName(name) || allowedHosts.includes(host) || allowedHosts.includes(name)) return;
  throw new Refusal(
    'This gateway does not serve the host name of this request. Its operator can allow the name with allowedHosts, or set keys.',
    { status: 403, code: 'host_not_allowed' },
  );
}

/**
 * The headers that let a page of another origin read the reply. There are none for requests that do not come from a page. Refuses pages
 * of origins that are not allowed.
 */
export function checkOrigin(exchange: Exchange, { allowedOrigins }: AddressRules): ReplyHeaders {
  const origin = exchange.header('origin');
  if (origin === undefined) return checkSite(exchange);
  if (isSameOrigin(origin, exchange.header('host'))) return {};
  if (!allowedOrigins.includes(origin)) throw foreignOrigin();
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers':
      'x-request-id, retry-after, retry-after-ms, x-should-retry, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens',
    vary: 'origin',
  };
}

/** Browsers send `Sec-Fetch-Site` even without an `Origin`. A followed link is a navigation, and is allowed. */
function checkSite(exchange: Exchange): ReplyHeaders {
  const site = exchange.header('sec-fetch-site');
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (isForeign && exchange.header('sec-fetch-mode') !== 'navigate') throw foreignOrigin();
  return {};
}

/** Ignores the scheme, because a proxy in front of the gateway that terminates TLS changes it. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  const match = /^https?:\/\/(?<host>[^/]+)$/i.exec(origin)?.groups?.['host'];
  return match !== undefined && host !== undefined && match.toLowerCase() === host.trim().toLowerCase();
}

const ownHeaders =
  /^(?:authorization|content-type|accept|x-request-id|traceparent|x-stainless-[a-z-]+|openai-[a-z-]+|x-plugboard-[a-z-]+)$/;

/** The reply to a browser that asks whether a page of another origin may send a request. */
export function preflightHeaders(exchange: Exchange, cors: ReplyHeaders): ReplyHeaders {
  const asked = (exchange.header('access-control-request-headers') ?? '').toLowerCase().split(',');
  const allowed = asked.map((name) => name.trim()).filter((name) => ownHeaders.test(name));
  const isPrivate = exchange.header('access-control-request-private-network') === 'true';
  return {
    ...cors,
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-max-age': '600',
    ...(allowed.length > 0 && { 'access-control-allow-headers': allowed.join(', ') }),
    ...(isPrivate && { 'access-control-allow-private-network': 'true' }),
  };
}

function foreignOrigin(): Refusal {
  const says = 'Web pages of this origin may not call this gateway. Its operator can allow them with allowedOrigins.';
  return new Refusal(says, { status: 403, code: 'origin_not_allowed' });
}
