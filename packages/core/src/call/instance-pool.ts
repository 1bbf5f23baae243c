import { attachRedactor, type Redactor } from '../errors/redactor.ts';
import { isAbsolute, resolve } from 'node:path';
import type { Environment } from '../registry/choose-options.ts';
import type { InstanceSource } from '../registry/instance-source.ts';
import { makeInstance } from '../registry/make-instance.ts';
import type { ProviderHost, Logger } from '../contract/provider-host.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { CancelListener, CancelSignal } from '../util/cancel.ts';
import type { HttpScope } from '../http/http-scope.ts';
import type { Model } from '../contract/model.ts';
import type { Http } from '../contract/http.ts';
import type { CompleteClock } from '../util/clock.ts';
import type { Provider } from '../contract/provider.ts';
import type { RetryPolicy } from './retry.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';

/** Where options come from, as it was when the client was created. */
interface Surroundings {
  readonly environment: Environment;
  /** An absolute path. */
  readonly workingFolder: string;
}

/** The instances of one client. Each is created when it is first needed, and kept until the client closes. */
export class InstancePool {
  readonly #sources: ReadonlyMap<string, InstanceSource>;
  readonly #surroundings: Surroundings;
  readonly #instances = new Map<string, Instance | Promise<Instance>>();

  constructor(sources: ReadonlyMap<string, InstanceSource>, surroundings: Surroundings) {
    this.#sources = sources;
    this.#surroundings = surroundings;
  }

  /**
   * Rejects with `provider_load_failed` or `config_invalid`. The next call then tries again.
   * @param because - Says for the log why the instance is needed.
   */
  get(id: string, services: CallServices, because: () => string): Instance | Promise<Instance> {
    const known = this.#instances.get(id);
    if (known !== undefined) return known;
    const making = this.#make(id, services, because);
    this.#instances.set(id, making);
    making.then(
      (made) => {
        // If the pool was closed meanwhile, nobody may get the instance any more.
        if (this.#instances.get(id) === making) this.#instances.set(id, made);
      },
      () => this.#instances.delete(id),
    );
    return making;
  }

  /** Closes every provider that was created. One that fails or hangs does not keep the others, or the client, open. */
  async close({ clock, log }: Pick<CallServices, 'clock' | 'log'>): Promise<void> {
    const made = [...this.#instances];
    this.#instances.clear();
    await Promise.all(
      made.map(async ([id, instance]) => {
        const closing = Promise.resolve(instance).then(({ provider }) => provider.close?.());
        const closed = await settledWithin(clock, longestClose, closing);
        if (closed !== 'done') log.warn(`plugboard: provider ${id} ${closed} when it was closed`);
      }),
    );
  }

  async #make(id: string, services: CallServices, because: () => string): Promise<Instance> {
    const source = this.#sources.get(id);
    if (source === undefined) {
      throw new PlugboardError('provider_load_failed', `There is no provider called ${JSON.stringify(id)}.`);
    }
    const { provider, definition, maxConcurrent, unsupported, notes } = await makeInstance(
      source,
      hostFor(source, services, this.#surroundings),
      this.#surroundings.environment,
      because,
    );
    const slots = new Semaphore(maxConcurrent ?? provider.maxConcurrent ?? Number.POSITIVE_INFINITY);
    return { id, plugin: definition.id, provider, slots, unsupported, notes };
  }
}

/** How many milliseconds a provider may take to close. */
const longestClose = 5_000;

function settledWithin(
  clock: CallServices['clock'],
  limitMs: number,
  work: Promise<unknown>,
): Promise<'done' | 'failed' | 'did not end'> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(limitMs, () => resolve('did not end'), true);
    const settle = (how: 'done' | 'failed') => (): void => {
      cancel();
      resolve(how);
    };
    work.then(settle('done'), settle('failed'));
  });
}

function hostFor(
  { id, optionsFolder }: InstanceSource,
  services: CallServices,
  { workingFolder }: Surroundings,
): ProviderHost {
  const { clock, random, redactor, log } = services;
  const host: ProviderHost = {
    id,
    log,
    http: services.http(id, { signal: services.closing }),
    now: () => clock.now(),
    random,
    resolvePath: (path) => (isAbsolute(path) ? path : resolve(optionsFolder ?? workingFolder, path)),
  };
  return attachRedactor(host, redactor);
}

/** A provider that is ready to be called. */
export interface Instance {
  readonly id: string;
  /** The plugin's id: the key of `provider_options`. */
  readonly plugin: string;
  readonly provider: Provider;
  readonly slots: Semaphore;
  /** The setting that code or config gave for this instance. `undefined` if they gave none. */
  readonly unsupported: UnsupportedMode | undefined;
  /** What to add to an `auth_missing` error, such as that a variable is set but not used. */
  readonly notes: readonly string[];
}

/** The timeouts of one call, in milliseconds, with their defaults. */
export interface CallTimeouts {
  readonly headers: number;
  readonly chatHeaders: number;
  readonly firstEvent: number;
  readonly idle: number;
  readonly total: number;
  readonly upload: number;
}

/** What an `Http` is bound to, beyond its instance. */
type HttpBinding = Pick<HttpScope, 'signal' | 'activity' | 'observer' | 'headers'> &
  Partial<Pick<HttpScope, 'timeouts'>>;

/** What a call needs from its client. */
export interface CallServices {
  readonly clock: CompleteClock;
  readonly random: () => number;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly retry: RetryPolicy;
  /** Fires when the client closes, to end work that several calls share, such as loading a token. */
  readonly closing: CancelSignal;
  /** Returns an instance. The first time, imports its plugin and creates it; `because` says for the log why. */
  instance(id: string, because: () => string): Instance | Promise<Instance>;
  /** The declaration of a model. `undefined` if there is none. */
  modelOf(provider: string, model: string): Model | undefined;
  /**
   * What core does with a parameter that a provider does not accept, unless the call or the instance has its own
   * setting.
   */
  readonly unsupported: UnsupportedMode;
  /** An `Http` for this instance, bound to one call or to shared work. Default of `timeouts`: those of the client. */
  http(provider: string, bound: HttpBinding): Http;
}

/** Limits how many calls of one instance run at once. Those that wait get their turn in order. */
export class Semaphore {
  readonly #limit: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a slot and returns true. Returns false if all slots are taken. */
  tryAcquire(): boolean {
    if (this.#taken >= this.#limit) return false;
    this.#taken += 1;
    return true;
  }

  /** Resolves when there is a slot, which the caller then has until {@link release}. */
  async acquire(signal: CancelSignal): Promise<void> {
    if (signal.reason !== undefined) throw signal.reason;
    if (!this.tryAcquire()) await this.#turn(signal);
  }

  /** Gives a slot back. Call it once for each slot that was taken. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    // The slot goes to the next call that waits.
    this.#waiting.delete(next);
    next();
  }

  #turn(signal: CancelSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const listener: CancelListener = {
        onCancel: (reason) => {
          this.#waiting.delete(onTurn);
          reject(reason);
        },
      };
      const onTurn = (): void => {
        signal.unsubscribe(listener);
        resolve();
      };
      this.#waiting.add(onTurn);
      signal.subscribe(listener);
    });
  }
}
