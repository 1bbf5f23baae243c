import type { ProviderHost } from '../contract/provider-host.ts';
import type { LoadedToken, Tokens } from '../contract/credentials.ts';
import { type Http, withSignal } from '../contract/http.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { type Redactor, redactorOf } from '../errors/redactor.ts';
import { CancelController, type CancelSignal, raceAbort } from '../util/cancel.ts';

/** A load that several calls may wait for. */
interface PendingLoad {
  readonly result: Promise<string>;
  /** Ends its requests. */
  readonly controller: CancelController;
  waiting: number;
}

/** How many milliseconds before a token expires it is replaced. */
const replaceBefore = 60_000;

/**
 * Shares one short-lived token among all calls of an instance. Pass the result to `Http.with({ token })`.
 *
 * - All waiting calls share one `load`. If one of them aborts, it rejects at once with its signal's reason, and the load goes on
 *   for the others. If all of them abort, the requests of the load end, and the next `get` starts a new one.
 * - A token is replaced 60 seconds before `expiresAt`. A token that is valid for a shorter time is used until `expiresAt`.
 * - `expiresAt` is compared with the client's clock (`host.now()`). No service issues an expired token, so a token that
 *   seems expired on arrival means that the clocks disagree. It is then used until the service refuses it. If the
 *   client's clock is slow, the service refuses the token (401), which costs another load but no failed call. A loader
 *   that knows how long the token is valid should add that time to `host.now()`.
 * - A failed load rejects all waiting calls with the same error. The next `get` tries again.
 *
 * The redactor learns every value before anyone can see it.
 *
 * @param load - Requests a token with the `http` that it gets, which ends its requests when nobody waits any more.
 * @throws PlugboardError From `get`: `auth_rejected` if `load` returned no token, `protocol_error` if its token cannot
 * be sent in a header. Otherwise whatever `load` throws.
 */
export function createTokens(host: ProviderHost, load: (http: Http) => Promise<LoadedToken>): Tokens {
  const redactor = redactorOf(host);
  let current: { readonly value: string; readonly replaceAt: number } | undefined;
  let pending: PendingLoad | undefined;
  let newest = 0;

  async function loadToken(signal: CancelSignal): Promise<string> {
    const turn = ++newest;
    const { value, expiresAt } = checkToken(await load(withSignal(host.http, signal)), redactor);
    // A load that nobody waits for may still succeed. It must not replace the token of a later load.
    if (turn === newest) current = { value, replaceAt: replaceAt(expiresAt, host.now()) };
    return value;
  }

  function startLoad(): PendingLoad {
    const controller = new CancelController();
    const load: PendingLoad = { result: loadToken(controller), controller, waiting: 0 };
    const clear = (): void => {
      if (pending === load) pending = undefined;
    };
    load.result.then(clear, clear);
    return load;
  }

  return {
    async get(signal) {
      signal.throwIfAborted();
      if (current !== undefined && host.now() < current.replaceAt) return current.value;
      pending ??= startLoad();
      const joined = pending;
      joined.waiting += 1;
      try {
        return await raceAbort(joined.result, signal);
      } finally {
        joined.waiting -= 1;
        if (joined.waiting === 0 && pending === joined) {
          pending = undefined;
          joined.controller.cancel(new PlugboardError('aborted', 'Nobody waits for the token any more.'));
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

const maxTokenLength = 16_384;
const visibleAscii = /^[\x21-\x7e]+$/;

/**
 * Checks that the token can be sent in a header: if undici refused the header later, its error would quote the token.
 */
function checkToken(loaded: LoadedToken, redactor: Redactor): LoadedToken {
  const token: unknown = loaded;
  const value: unknown = typeof token === 'object' && token !== null ? Reflect.get(token, 'value') : undefined;
  if (value === undefined || value === null || value === '') {
    throw new PlugboardError('auth_rejected', 'The service returned no access token. Sign in again.', {
      phase: 'auth',
    });
  }
  if (typeof value !== 'string') throw malformed(`must be text, not a value of type ${typeof value}`);
  redactor.add(value);
  if (value.length > maxTokenLength)
    throw malformed(`has ${value.length} characters, but at most ${maxTokenLength} are allowed`);
  if (!visibleAscii.test(value)) throw malformed('contains a character that is not allowed in a header');
  return { value, expiresAt: loaded.expiresAt };
}

function malformed(what: string): PlugboardError {
  return new PlugboardError('protocol_error', `The access token ${what}.`, { phase: 'auth' });
}
