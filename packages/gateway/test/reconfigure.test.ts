import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ask, clientFor, hello, openGateway, say } from './open-gateway.ts';

const alice = { name: 'alice', key: 'test-key-alice' };
const authorization = 'Bearer test-key-alice';

test('new requests are served with the new options, and one that is under way ends with the old ones', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const { gateway, url } = await openGateway(async function* slowly() {
    yield { type: 'text-delta', text: 'Old ' };
    await released;
    yield* say('answer.');
  });
  const under = await ask(url, { ...hello, stream: true });
  const { drained } = gateway.reconfigure({ client: clientFor(() => say('New answer.')), additions: false });
  let isDrained = false;
  void drained.then(() => (isDrained = true));
  const next = await (await ask(url)).json();
  expect(next).toMatchObject({ choices: [{ message: { content: 'New answer.' } }] });
  expect(next).not.toHaveProperty('provider');
  await setImmediate();
  expect(isDrained).toBe(false);
  release();
  const text = await under.text();
  expect(text).toContain('"content":"answer."');
  expect(text).toContain('"provider":"fake"');
  expect(text).toMatch(/data: \[DONE\]\n\n$/);
  await drained;
});

test('keys that a gateway gets are asked for, and what they have used stays counted', async () => {
  const { gateway, url } = await openGateway(() => say('Hi.'));
  const client = clientFor(() => say('Hi.'));
  expect((await ask(url)).status).toBe(200);
  gateway.reconfigure({ client, keys: [{ ...alice, limits: { requestsPerMinute: 2 } }] });
  expect((await ask(url)).status).toBe(401);
  expect((await ask(url, hello, { authorization })).status).toBe(200);
  gateway.reconfigure({ client, keys: [{ ...alice, key: 'test-key-2', limits: { requestsPerMinute: 2 } }] });
  expect((await ask(url, hello, { authorization })).status).toBe(401);
  const statuses: number[] = [];
  for (let round = 0; round < 2; round += 1)
    statuses.push((await ask(url, hello, { authorization: 'Bearer test-key-2' })).status);
  expect(statuses).toEqual([200, 429]);
});

test('options that are wrong, or would open the gateway to everybody, change nothing', async () => {
  const { gateway, url } = await openGateway(() => say('Hi.'), { keys: [alice] });
  const open = await gateway.listen({ port: 0, host: '0.0.0.0' });
  const client = clientFor(() => say('Other.'));
  expect(() => gateway.reconfigure({ client, keys: [] })).toThrow(/keys is an empty list/);
  expect(() => gateway.reconfigure({ client, keys: [alice], bodyLimit: -1 })).toThrow(/bodyLimit must be/);
  expect(() => gateway.reconfigure({ client })).toThrow(/Anybody who can reach 0\.0\.0\.0 would use your accounts/);
  for (const address of [url, `http://127.0.0.1:${open.port}`]) expect((await ask(address)).status).toBe(401);
  expect(await (await ask(url, hello, { authorization })).text()).toContain('Hi.');
});
