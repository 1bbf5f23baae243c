import { PlugboardError } from '../errors/plugboard-error.ts';
import { BoundedCache } from '../util/bounded-cache.ts';

/** Where a request goes. */
export interface RequestTarget {
  readonly url: URL;
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** Whether this is the origin that the default headers, the token and the caller's headers are meant for. */
  readonly own: boolean;
  /** Origin and path of the base URL: the address of the service. */
  readonly service: string | undefined;
}

/**
 * Resolves the URL of a request. A relative URL, with or without a leading slash, is appended to the path of `baseUrl`:
 * `https://host/v1` and `/chat` give `https://host/v1/chat`. The query of `baseUrl` is kept. Throws `config_invalid`
 * for anything but https (or http to loopback), for credentials in a URL, and for a relative URL without a base.
 *
 * @param allowHttp - Whether `http:` is allowed to any host. Default false.
 */
export function resolveTarget(
  url: string | URL,
  baseUrl: string | URL | undefined,
  allowHttp: boolean = false,
): RequestTarget {
  const base = baseUrl === undefined ? undefined : parse(String(baseUrl), 'The base URL', allowHttp);
  const text = String(url);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const absolute = parse(text, 'The URL of a request', allowHttp);
    return targetOf(absolute, base !== undefined && absolute.origin === base.origin, base);
  }
  if (base === undefined) {
    throw new PlugboardError('config_invalid', 'A relative URL needs a base: give baseUrl, or the whole URL.');
  }
  return targetOf(append(base, text), true, base);
}

function targetOf(url: URL, own: boolean, base: URL | undefined): RequestTarget {
  const service = base === undefined ? undefined : `${base.origin}${base.pathname}`;
  return { url, origin: url.origin, path: `${url.pathname}${url.search}`, own, service };
}

function append(base: URL, relative: string): URL {
  const [beforeQuery = '', ...query] = (relative.split('#', 1)[0] ?? '').split('?');
  const url = new URL(base);
  url.hash = '';
  const path = beforeQuery.replace(/^\/+/, '');
  if (path !== '') url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  url.search = [url.search.slice(1), query.join('?')].filter((part) => part !== '').join('&');
  return url;
}

function parse(text: string, what: string, allowHttp: boolean): URL {
  if (!URL.canParse(text)) throw new PlugboardError('config_invalid', `${what} is not a valid URL.`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new PlugboardError('config_invalid', `${what} begins with ${url.protocol}; it must begin with https:.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new PlugboardError('config_invalid', `${what} (${url.host}) contains a user name or password. Remove it.`);
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    throw new PlugboardError(
      'config_invalid',
      `${what} (${url.host}) begins with http:, which is allowed only for this machine. Use https:. With allowHttp, http: is allowed everywhere, but everybody on the way can read what is sent.`,
    );
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  // The URL parser has turned every notation of an IPv4 address into four decimal numbers.
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Caches {@link resolveTarget}: parsing URLs took 3 % of a short chat. Results are shared and must not be changed. */
export class RequestTargets {
  readonly #known = new BoundedCache<RequestTarget>();
  readonly #onService: ((address: string) => void) | undefined;

  /** @param onService - Called with the address of each new service. */
  constructor(onService?: (address: string) => void) {
    this.#onService = onService;
  }

  resolve(url: string | URL, baseUrl: string | URL | undefined, allowHttp: boolean = false): RequestTarget {
    const text = String(url);
    // The length in the key separates URL and base URL without ambiguity.
    const key = `${allowHttp ? 'http ' : ''}${text.length} ${text}${baseUrl === undefined ? '' : ` ${String(baseUrl)}`}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const target = resolveTarget(text, baseUrl, allowHttp);
    this.#known.set(key, target);
    if (target.service !== undefined) this.#onService?.(target.service);
    return target;
  }
}
