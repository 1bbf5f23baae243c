import 'reflect-metadata';
import { expect, test } from 'vitest';
import { systemClock, type CompleteClock } from '../../src/util/clock.ts';
import { CancelController } from '../../src/util/cancel.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { Call, Provider } from '../../src/contract/provider.ts';
import { CLOCK } from '../../src/client/client-options.ts';
import { ask, clientOf, inProcess } from './fixture.ts';
import { sleep } from '../../src/call/retry.ts';
import { container } from 'tsyringe';

const hours = 3_600_000;

/** A clock on which waits of hours are over at once. */
function hastyClock(waits: number[]): CompleteClock {
  return {
    ...systemClock,
    schedule(delayMs, callback, hold) {
      if (delayMs !== 2 * hours) return systemClock.schedule(delayMs, callback, hold);
      waits.push(delayMs);
      return systemClock.schedule(0, callback, hold);
    },
  };
}

test('a provider waits on the clock of the client, in a stream and in the list of its models', async () => {
  const waits: number[] = [];
  const given = container.createChildContainer();
  given.register(CLOCK, { useValue: hastyClock(waits) });
  const provider: Provider = {
    async *stream(_, call) {
      await call.sleep(2 * hours);
      yield { type: 'text-delta', text: 'done' };
      yield { type: 'finish', reason: 'stop' };
    },
    async listModels(call) {
      await call.sleep(2 * hours);
      return [{ id: 'late' }];
    },
  };
  const client = clientOf(inProcess(provider), { container: given });
  expect((await (await ask(client)).finalCompletion()).choices[0]?.message.content).toBe('done');
  await client.models.list({ live: true });
  expect(waits).toEqual([2 * hours, 2 * hours]);
});

test('a wait ends with its call', async () => {
  let asleep: Promise<unknown> | undefined;
  const controller = new AbortController();
  const provider: Provider = {
    async *stream(_, call: Call) {
      asleep = call.sleep(2 * hours).catch((error: unknown) => error);
      controller.abort();
      await asleep;
      yield { type: 'finish', reason: 'stop' };
    },
  };
  const answer = ask(clientOf(inProcess(provider)), {}, { signal: controller.signal });
  await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  expect(await asleep).toMatchObject({ code: 'aborted' });
});

for (const milliseconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`a wait of ${milliseconds} ms is refused`, async () => {
    const refused = sleep(systemClock, milliseconds, new CancelController());
    await expect(refused).rejects.toSatisfy(
      (error) => PlugboardError.isInstance(error) && error.code === 'config_invalid',
    );
  });
}
