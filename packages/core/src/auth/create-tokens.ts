import { CancelController, type CancelSignal, raceAbort } from '../util/cancel.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { redactorOf } from '../errors/redactor.ts';
import type { Http } from '../contract/http.ts';
import { withSignal } from '../contract/http.ts';
import type { ProviderHost } from '../contract/provider-host.ts';
import { checkToken } from './check-token.ts';
import type { LoadedToken, Tokens } from '../contract/credentials.ts';

interface Flight {
  readonly result: Promise<string>;
  /** Ends its requests. */
  readonly controller: CancelController;
  waiting: number;
}

/** Milliseconds before its expiry at which a token is replaced. */
const replaceBefore = 60_000;

/**
 * Shares one short-lived token among all calls of an instance.
 *
 * - All who wait share one `load`, which no one call's abort ends: a caller that aborts leaves alone and rejects at once with
 *   its signal's reason. When all have left, the requests of the load end too, and the next `get` begins a new one.
 * - A token is replaced 60 seconds before `expiresAt`; one that lives no longer than that is used until `expiresAt`.
 * - `expiresAt` is compared with the client's clock (`host.now()`). No service hands out an expired token, so one that seems
 *   expired when it arrives means that the clocks disagree: it is then used until the service refuses it. A clock that is
 *   slow shows as a refusal (401) too, which costs one more load and no failed call. A loader that knows the service's own
 *   time gives `expiresAt` in terms of the client's: its lifetime added to `host.now()`.
 * - A failed load rejects all who wait for it with the same error; the next `get` tries again.
 *
 * Every value is told to the redactor before anyone can see it.
 *
 * @throws `PlugboardError` `auth_rejected` when `load` gave no token, `protocol_error` when what it gave cannot be sent;
 * else whatever `load` throws.
 */
export function createTokens(host: ProviderHost, load: (http: Http) => Promise<LoadedToken>): Tokens {
  const redactor = redactorOf(host);
  let current: { readonly value: string; readonly replaceAt: number } | undefined;
  let flight: Flight | undefined;
  let newest = 0;

  async function begin(signal: CancelSignal): Promise<string> {
    const turn = ++newest;
    const { value, expiresAt } = checkToken(await load(withSignal(host.http, signal)), redactor);
    // A load that everybody left may still arrive; it must not replace what a later one brings.
    if (turn === newest) current = { value, replaceAt: replaceAt(expiresAt, host.now()) };
    return value;
  }

  function board(): Flight {
    const controller = new CancelController();
    const boarded: Flight = { result: begin(controller), controller, waiting: 0 };
    const land = (): void => {
      if (flight === boarded) flight = undefined;
    };
    boarded.result.then(land, land);
    return boarded;
  }

  return {
    async get(signal) {
      signal.throwIfAborted();
      if (current !== undefined && host.now() < current.replaceAt) return current.value;
      flight ??= board();
      const boarded = flight;
      boarded.waiting += 1;
      try {
        return await raceAbort(boarded.result, signal);
      } finally {
        boarded.waiting -= 1;
        if (boarded.waiting === 0 && flight === boarded) {
          flight = undefined;
          boarded.controller.cancel(new PlugboardError('aborted', 'Nobody waits for the token any more.'));
        }
      }
    },
    reject(value) {
      if (current?.value === value) current = undefined;
    },
  };
}

function replaceAt(expiresAt: number | undefined, now: number): number {
  if (expiresAt === undefined || !Number.isFinite(expiresAt) || expiresAt <= now) return Number.POSITIVE_INFINITY;
  return expiresAt - now > replaceBefore ? expiresAt - replaceBefore : expiresAt;
}
