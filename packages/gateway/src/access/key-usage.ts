import { Refusal } from '../wire/refusal.ts';
import type { GatewayKey } from '../gateway-options.ts';
import { MinuteWindow } from './window.ts';

/** A request that a key may make. */
export interface Admission {
  /** Counts tokens of the request. */
  useTokens(count: number): void;
  /** The request is over. May be called again. */
  release(): void;
  /** What is left, in the headers that OpenAI has for it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What one key uses, and whether it may go on. */
export class KeyUsage {
  readonly #requests: MinuteWindow | undefined;
  readonly #tokens: MinuteWindow | undefined;
  readonly #concurrent: number | undefined;
  #running = 0;

  constructor({ limits }: GatewayKey, now: () => number) {
    const { requestsPerMinute, tokensPerMinute, concurrent } = limits ?? {};
    this.#requests = requestsPerMinute === undefined ? undefined : new MinuteWindow(requestsPerMinute, now);
    this.#tokens = tokensPerMinute === undefined ? undefined : new MinuteWindow(tokensPerMinute, now);
    this.#concurrent = concurrent;
  }

  /** Begins a request. Throws a refusal with 429. */
  admit(): Admission {
    if (this.#concurrent !== undefined && this.#running >= this.#concurrent) {
      throw limited(`${this.#concurrent} requests at the same time`, 1000);
    }
    refuseFull(this.#requests, 'requests');
    refuseFull(this.#tokens, 'tokens');
    this.#requests?.add(1);
    this.#running += 1;
    let isOver = false;
    return {
      useTokens: (count) => this.#tokens?.add(count),
      release: () => {
        if (!isOver) this.#running -= 1;
        isOver = true;
      },
      headers: { ...headersOf(this.#requests, 'requests'), ...headersOf(this.#tokens, 'tokens') },
    };
  }
}

function refuseFull(window: MinuteWindow | undefined, what: string): void {
  if (window === undefined || window.left > 0) return;
  throw limited(`${window.limit} ${what} a minute`, window.waitMs, headersOf(window, what));
}

function headersOf(window: MinuteWindow | undefined, what: string): Readonly<Record<string, string>> {
  if (window === undefined) return {};
  return {
    [`x-ratelimit-limit-${what}`]: String(window.limit),
    [`x-ratelimit-remaining-${what}`]: String(Math.max(0, window.left)),
  };
}

function limited(limit: string, waitMs: number, headers: Readonly<Record<string, string>> = {}): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal(`This key has reached its limit of ${limit}. Try again in ${seconds} s.`, {
    status: 429,
    code: 'rate_limited',
    headers: { ...headers, 'retry-after': String(seconds), 'retry-after-ms': String(waitMs) },
  });
}
