// Without the parts for engines that lack maps: half the time to load.
import 'reflect-metadata/lite';
import { container as rootContainer, inject, injectable, instanceCachingFactory } from 'tsyringe';
import type { Dispatcher } from 'undici';
import { InstancePool } from '../call/instance-pool.ts';
import { CallRunner } from '../client/call-runner.ts';
import type { Container } from '../client/container.ts';
import type { ClientRuntime } from '../client/runtime.ts';
import { timeoutsOf } from '../client/timeouts.ts';
import { completeClock, systemClock, type Clock, type CompleteClock } from '../util/clock.ts';
import { nameOfCause, reduceCause } from '../errors/foreign-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { createRedactor, type Redactor } from '../errors/redactor.ts';
import { createTransport } from '../http/socket/agent-transport.ts';
import type { Transport } from '../http/socket/transport.ts';
import type { Registry } from '../registry/registry.ts';
import { INSTANCE_POOL, REDACTOR, REGISTRY, SETTINGS, TRANSPORT, type ClientSettings } from './internal-tokens.ts';
import { CLOCK, HTTP_DISPATCHER, RANDOM, type Random } from './container-tokens.ts';

/** The wiring of one client: says once, in the constructor, what a call runner is made of. */
@injectable()
class WiredCallRunner extends CallRunner {
  constructor(
    @inject(SETTINGS) settings: ClientSettings,
    @inject(REGISTRY) registry: Registry,
    @inject(TRANSPORT) transport: Transport,
    @inject(INSTANCE_POOL) instances: InstancePool,
    @inject(REDACTOR) redactor: Redactor,
    @inject(CLOCK) clock: CompleteClock,
    @inject(RANDOM) random: Random,
  ) {
    super({ settings, registry, transport, instances, redactor, clock, random });
  }
}

/**
 * Makes the runtime of a client in a container of its own, so that two clients share nothing. Replacements for
 * HTTP_DISPATCHER, CLOCK and RANDOM are taken from the container that the user gave; nothing is registered there.
 */
export function createRuntime(settings: ClientSettings, registry: Registry): ClientRuntime {
  const given = settings.container?.createChildContainer();
  const clock = replaced<Clock>(given, CLOCK);
  const dispatcher = replaced<Dispatcher>(given, HTTP_DISPATCHER);
  const own = rootContainer.createChildContainer();
  own.register(SETTINGS, { useValue: settings });
  own.register(REGISTRY, { useValue: registry });
  own.register(REDACTOR, { useFactory: instanceCachingFactory(() => createRedactor()) });
  own.register(CLOCK, { useValue: clock === undefined ? systemClock : completeClock(clock) });
  own.register(RANDOM, { useValue: replaced<Random>(given, RANDOM) ?? Math.random });
  own.register(INSTANCE_POOL, {
    useFactory: instanceCachingFactory(() => new InstancePool(registry.sources, settings)),
  });
  own.register(TRANSPORT, {
    useFactory: instanceCachingFactory((container) =>
      createTransport({
        connectTimeoutMs: timeoutsOf(settings.timeouts).connect,
        clock: container.resolve<CompleteClock>(CLOCK),
        // An option wins over the container, and the container over the environment: replayed traffic stays on this machine.
        proxy: settings.proxy ?? settings.environmentProxy,
        dispatcher: settings.proxy === undefined ? dispatcher : undefined,
      }),
    ),
  });
  return own.resolve(WiredCallRunner);
}

/** What the user's container has in place of a default. Throws `config_invalid` when it cannot be made. */
function replaced<T>(given: Container | undefined, token: symbol): T | undefined {
  if (given?.isRegistered(token, true) !== true) return undefined;
  try {
    return given.resolve<T>(token);
  } catch (error) {
    const message = `The container cannot give ${String(token.description)}: it throws ${nameOfCause(error)}.`;
    throw new PlugboardError('config_invalid', message, { cause: reduceCause(error) });
  }
}
