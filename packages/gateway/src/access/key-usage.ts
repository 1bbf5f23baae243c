import { Refusal } from '../wire/refusal.ts';
import type { KeyLimits } from '../gateway-options.ts';
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

/** Decides whether a key may make a request: in this process, or in the parent of all workers. */
export interface Admissions {
  /** Begins a request of the key with this name. Throws, or rejects with, a refusal with 429. */
  admit(key: string, limits: KeyLimits): Admission | Promise<Admission>;
}

/** Whether a key may make a request, as a message for another process. */
export interface Verdict {
  /** The limit that was reached; `undefined` if the request has begun. */
  readonly reached?: string | undefined;
  /** Milliseconds until another attempt makes sense. */
  readonly waitMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one key uses, independent of its current limits. */
interface Use {
  readonly requests: MinuteWindow;
  readonly tokens: MinuteWindow;
  running: number;
}

/** What keys with limits use, by their names. */
export class KeyUsage implements Admissions {
  readonly #now: () => number;
  readonly #uses = new Map<string, Use>();

  /** @param now - Milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  admit(key: string, limits: KeyLimits): Admission {
    return toAdmission(this.begin(key, limits), limits, {
      useTokens: (count) => this.useTokens(key, count),
      release: () => this.release(key),
    });
  }

  /** Begins a request, if the key may make it. */
  begin(key: string, limits: KeyLimits): Verdict {
    const use = this.#useOf(key);
    const { requestsPerMinute, tokensPerMinute, concurrent } = limits;
    if (concurrent !== undefined && use.running >= concurrent)
      return { reached: `${concurrent} requests at the same time`, waitMs: 1000, headers: {} };
    const full = fullIn(use.requests, requestsPerMinute, 'requests') ?? fullIn(use.tokens, tokensPerMinute, 'tokens');
    if (full !== undefined) return full;
    use.running += 1;
    // Without a limit, nothing is kept.
    if (requestsPerMinute !== undefined) use.requests.add(1);
    const headers = {
      ...headersOf(use.requests, requestsPerMinute, 'requests'),
      ...headersOf(use.tokens, tokensPerMinute, 'tokens'),
    };
    return { waitMs: 0, headers };
  }

  useTokens(key: string, count: number): void {
    this.#useOf(key).tokens.add(count);
  }

  /** Ends a request. */
  release(key: string): void {
    this.#useOf(key).running -= 1;
  }

  #useOf(key: string): Use {
    const known = this.#uses.get(key);
    if (known !== undefined) return known;
    const use = { requests: new MinuteWindow(this.#now), tokens: new MinuteWindow(this.#now), running: 0 };
    this.#uses.set(key, use);
    return use;
  }
}

/** The admission for a verdict. Throws a refusal with 429 if a limit was reached. */
export function toAdmission(
  { reached, waitMs, headers }: Verdict,
  { tokensPerMinute }: KeyLimits,
  { useTokens, release }: Pick<Admission, 'useTokens' | 'release'>,
): Admission {
  if (reached !== undefined) throw limited(reached, waitMs, headers);
  let isOver = false;
  return {
    useTokens: (count) => tokensPerMinute !== undefined && useTokens(count),
    release: () => {
      if (!isOver) release();
      isOver = true;
    },
    headers,
  };
}

function fullIn(window: MinuteWindow, limit: number | undefined, what: string): Verdict | undefined {
  if (limit === undefined || window.used < limit) return undefined;
  return {
    reached: `${limit} ${what} a minute`,
    waitMs: window.waitMs(limit),
    headers: headersOf(window, limit, what),
  };
}

function headersOf(window: MinuteWindow, limit: number | undefined, what: string): Readonly<Record<string, string>> {
  if (limit === undefined) return {};
  return {
    [`x-ratelimit-limit-${what}`]: String(limit),
    [`x-ratelimit-remaining-${what}`]: String(Math.max(0, limit - window.used)),
  };
}

function limited(limit: string, waitMs: number, headers: Readonly<Record<string, string>>): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal(`This key has reached its limit of ${limit}. Try again in ${seconds} s.`, {
    status: 429,
    code: 'rate_limited',
    headers: { ...headers, 'retry-after': String(seconds), 'retry-after-ms': String(waitMs) },
  });
}
