import { Refusal } from '../wire/refusal.ts';
import type { GatewayKey } from '../gateway-options.ts';
import { MinuteWindow } from './window.ts';

/** A request that a key may make. */
export interface Admission {
  /** Counts tokens of the request. */
  useTokens(count: number): void;
  /** Ends the request. Calling it again has no effect. */
  release(): void;
  /** What is left of the limits, in OpenAI's headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a key used in one process since that process last reported. */
export interface KeyUse {
  /** The name of the key. */
  readonly key: string;
  /** Requests that began. */
  readonly requests?: number | undefined;
  /** Tokens of prompts and answers. */
  readonly tokens?: number | undefined;
  /** Requests that began minus those that ended. */
  readonly running?: number | undefined;
}

/** Other processes whose requests count towards the same limits. */
export interface UsePeers {
  tellUse(use: KeyUse): void;
  /** Calls `take` with what other processes report. */
  onUse(take: (use: KeyUse) => void): void;
}

/** What one key uses, and whether it may go on. */
export class KeyUsage {
  readonly #name: string;
  readonly #peers: Pick<UsePeers, 'tellUse'> | undefined;
  readonly #requests: MinuteWindow | undefined;
  readonly #tokens: MinuteWindow | undefined;
  readonly #concurrent: number | undefined;
  #running = 0;

  /** @param peers - Other processes, which have to know what is used here. */
  constructor({ name, limits }: GatewayKey, now: () => number, peers?: Pick<UsePeers, 'tellUse'>) {
    this.#name = name;
    // Without limits, the others need not know.
    this.#peers = limits === undefined ? undefined : peers;
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
    this.#use({ requests: 1, running: 1 });
    let isOver = false;
    return {
      useTokens: (tokens) => this.#use({ tokens }),
      release: () => {
        if (!isOver) this.#use({ running: -1 });
        isOver = true;
      },
      headers: { ...headersOf(this.#requests, 'requests'), ...headersOf(this.#tokens, 'tokens') },
    };
  }

  /** Counts what was used, here or elsewhere. */
  add({ requests = 0, tokens = 0, running = 0 }: Omit<KeyUse, 'key'>): void {
    this.#requests?.add(requests);
    this.#tokens?.add(tokens);
    // When its limits change, a key starts again here, without knowing the requests that run elsewhere. So the sum may fall below 0.
    this.#running = Math.max(0, this.#running + running);
  }

  #use(amounts: Omit<KeyUse, 'key'>): void {
    this.add(amounts);
    this.#peers?.tellUse({ key: this.#name, ...amounts });
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
