import { BoundedCache } from '../util/bounded-cache.ts';
import { resolveTarget, type RequestTarget } from './request-url.ts';

/** {@link resolveTarget} that remembers: parsing URLs was 3 % of a short chat. What it returns is shared and must not be changed. */
export class RequestTargets {
  readonly #known = new BoundedCache<RequestTarget>();

  resolve(url: string | URL, baseUrl: string | URL | undefined, allowHttp: boolean = false): RequestTarget {
    const text = String(url);
    // By its length no address can be taken for another one with another base.
    const key = `${allowHttp ? 'http ' : ''}${text.length} ${text}${baseUrl === undefined ? '' : ` ${String(baseUrl)}`}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const target = resolveTarget(text, baseUrl, allowHttp);
    this.#known.set(key, target);
    return target;
  }
}
