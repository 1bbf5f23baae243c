// The variant without the parts for engines that lack `Map`, which loads in half the time.
import 'reflect-metadata/lite';
import { container as tsyringe } from 'tsyringe';
import type { Dispatcher } from 'undici';
import { InstancePool } from '../call/instance-pool.ts';
import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { createRedactor } from '../errors/redactor.ts';
import { createTransport } from '../http/socket/transport.ts';
import type { Registry } from '../registry/registry.ts';
import { type Clock, completeClock, systemClock } from '../util/clock.ts';
import { CallRunner } from './call-runner.ts';
import type { ClientSettings } from './read-settings.ts';
import { timeoutsOf } from './parse/call-settings.ts';
import { CLOCK, type Container, HTTP_DISPATCHER, RANDOM, type Random } from './client-options.ts';

/**
 * Creates the runtime of a client from objects that belong to this client alone. Clock, randomness and dispatcher come
 * from a child of the container that the program gave, so nothing is registered in the program's own container.
 * @see docs/decisions/0031-the-container-of-the-program.md
 *
 * @throws PlugboardError `config_invalid` if the container cannot resolve what is registered in it
 */
export function createRuntime(settings: ClientSettings, registry: Registry): CallRunner {
  const outside = new Outside(settings.container);
  // In this order, because an object of the program may have those before it injected.
  const random = outside.get<Random>(RANDOM, 'a function', isFunction) ?? outside.provide(RANDOM, Math.random);
  const clock = completeClock(
    outside.get<Clock>(CLOCK, 'an object with `now()`', has('now')) ?? outside.provide(CLOCK, systemClock),
  );
  const dispatcher =
    (settings.dispatcher as Dispatcher | undefined) ??
    outside.get<Dispatcher>(HTTP_DISPATCHER, 'an undici dispatcher', has('dispatch'));
  return new CallRunner({
    settings,
    registry,
    instances: new InstancePool(registry.sources, settings),
    redactor: createRedactor(),
    clock,
    random,
    transport: createTransport({
      connectTimeoutMs: timeoutsOf(settings.timeouts).connect,
      clock,
      // Options take precedence over the container, and the container over the environment, so that a test's dispatcher
      // is never bypassed.
      proxy: settings.proxy ?? settings.environmentProxy,
      dispatcher: settings.proxy === undefined ? dispatcher : undefined,
    }),
  });
}

/**
 * The container of one client. Its parent is the program's container, or else tsyringe's own, in which nothing is
 * registered.
 */
class Outside {
  readonly #container: Container;
  readonly #isGiven: boolean;

  constructor(given: Container | undefined) {
    this.#isGiven = given !== undefined;
    this.#container = (given ?? tsyringe).createChildContainer();
  }

  /** What the program registered under a token. `undefined` if it registered nothing. */
  get<T>(token: symbol, expected: string, fits: (value: unknown) => boolean): T | undefined {
    if (!this.#container.isRegistered(token, this.#isGiven)) return undefined;
    const name = String(token.description);
    let value: T;
    try {
      value = this.#container.resolve<T>(token);
    } catch (error) {
      const message = `The container cannot give ${name}: it throws ${nameOfCause(error)}.`;
      throw new PlugboardError('config_invalid', message, { cause: sanitizeCause(error) });
    }
    if (fits(value)) return value;
    throw new PlugboardError('config_invalid', `The container must give ${expected} for ${name}.`);
  }

  /** Registers a default of the client, so that objects of the program can have it injected. */
  provide<T>(token: symbol, value: T): T {
    this.#container.register?.(token, { useValue: value });
    return value;
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function has(method: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && isFunction(Reflect.get(value, method));
}
