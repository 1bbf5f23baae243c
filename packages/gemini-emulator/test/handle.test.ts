import { expect, test } from 'vitest';
import { hello, post, start } from './talk.ts';

const ask = async (emulator: Awaited<ReturnType<typeof start>>['emulator']): Promise<number> =>
  (await post(emulator, hello())).status;

test('switches are set, are for one request, or are taken back, and all requests are kept and counted', async () => {
  const { emulator } = await start({ generate: { fail: { status: 503 } } });
  const statuses = [await ask(emulator)];
  emulator.set({ generate: { fail: { status: 429 } } });
  statuses.push(await ask(emulator));
  emulator.next('generate', { fail: { status: 500 } });
  statuses.push(await ask(emulator), await ask(emulator));
  emulator.reset();
  statuses.push(await ask(emulator));
  expect(statuses).toEqual([503, 429, 500, 429, 503]);
  expect(emulator.requests.map(({ phase, status }) => [phase, status])).toEqual(
    statuses.map((status) => ['generate', status]),
  );
  expect(emulator.counts).toMatchObject({ generate: 5, files: 0 });
});

test('the clock is the emulator’s own and can be moved, and a close ends the connections', async () => {
  const { emulator } = await start({ now: () => 1_000 });
  emulator.advance(500);
  expect(emulator.now()).toBe(1_500);
  await ask(emulator);
  expect(emulator.requests[0]?.at).toBe(1_500);
  expect(await emulator.openConnections()).toBe(1);
  await emulator.close();
  expect(await emulator.openConnections()).toBe(0);
});
