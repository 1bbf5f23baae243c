import 'reflect-metadata';
import { container, type DependencyContainer } from 'tsyringe';
import { Agent } from 'undici';
import { status } from '@plugboard/provider-testkit/server';
import { afterEach, expect, test } from 'vitest';
import { CLOCK, type Container, HTTP_DISPATCHER, RANDOM } from '../../src/client/client-options.ts';
import type { ProviderHost } from '../../src/contract/provider-host.ts';
import { ask, clientOf, failureOf, inProcess, overHttp, serve } from '../call/fixture.ts';

afterEach(() => container.reset());

/** What a provider sees of its client's clock and randomness. */
async function outsideOf(given: Container | undefined): Promise<readonly [time: number, chance: number]> {
  const hosts: ProviderHost[] = [];
  const provider = inProcess((host) => {
    hosts.push(host);
    return {
      async *stream() {
        yield { type: 'finish', reason: 'stop' };
      },
    };
  });
  await (await ask(clientOf(provider, { container: given }))).finalText();
  const [host] = hosts;
  return [host?.now() ?? 0, host?.random() ?? 0];
}

test('clock and randomness come from the container, by value or by a factory', async () => {
  const given = container.createChildContainer();
  given.register(CLOCK, { useValue: { now: () => 42 } });
  given.register(RANDOM, { useFactory: () => () => 0.5 });
  expect(await outsideOf(given)).toEqual([42, 0.5]);
  expect(await outsideOf(given.createChildContainer())).toEqual([42, 0.5]);
});

test('a container that can only be asked will do', async () => {
  const given: Container = {
    createChildContainer: () => given,
    isRegistered: (token) => token === CLOCK,
    resolve: <T>(): T => ({ now: () => 42 }) as T,
  };
  expect((await outsideOf(given))[0]).toBe(42);
});

test('what the program registers may have the clock and the randomness of the client injected', async () => {
  const given = container.createChildContainer();
  const injected: unknown[] = [];
  const dispatcher = new Agent();
  given.register(RANDOM, { useValue: () => 0.25 });
  given.register(HTTP_DISPATCHER, {
    useFactory: (child) => {
      injected.push(
        child.resolve<() => number>(RANDOM)(),
        typeof child.resolve<{ monotonic(): number }>(CLOCK).monotonic(),
      );
      return dispatcher;
    },
  });
  const server = await serve();
  server.on({ path: '/token' }, status(401, {}));
  await failureOf(ask(clientOf(overHttp(server.origin), { container: given, retry: { maxRetries: 0 } })));
  await dispatcher.close();
  expect(server.requests.length).toBeGreaterThan(0);
  expect(injected).toEqual([0.25, 'number']);
});

test('nothing is registered in the container of the program', async () => {
  const given = container.createChildContainer();
  await outsideOf(given);
  await outsideOf(undefined);
  for (const token of [CLOCK, RANDOM, HTTP_DISPATCHER]) expect(given.isRegistered(token, true)).toBe(false);
});

test("what stands in tsyringe's own container counts only for a client that is given it", async () => {
  container.register(CLOCK, { useValue: { now: () => 42 } });
  expect((await outsideOf(undefined))[0]).not.toBe(42);
  expect((await outsideOf(container))[0]).toBe(42);
});

for (const token of [HTTP_DISPATCHER, CLOCK, RANDOM]) {
  const name = String(token.description);
  const failureWith = (given: DependencyContainer): ReturnType<typeof failureOf> =>
    failureOf(ask(clientOf(inProcess({ async *stream() {} }), { container: given })));

  test(`a container that cannot give ${name} is a config error, without what it threw`, async () => {
    const given = container.createChildContainer();
    given.register(token, {
      useFactory: () => {
        throw new TypeError('key-of-nobody');
      },
    });
    const error = await failureWith(given);
    expect(error.code).toBe('config_invalid');
    expect(error.message).toMatch(new RegExp(`cannot give ${name}`));
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('key-of-nobody');
  });

  test.each([null, 7, {}])(`%j for ${name} is a config error that says what it must be`, async (value) => {
    const given = container.createChildContainer();
    given.register(token, { useFactory: () => value });
    const error = await failureWith(given);
    expect(error.code).toBe('config_invalid');
    expect(error.message).toMatch(new RegExp(`^The container must give an? .* for ${name}\\.$`));
  });
}
