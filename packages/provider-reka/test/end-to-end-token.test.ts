import { Client, file } from '@plugboard/core';
import { expect, test, vi } from 'vitest';
import { startRekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { reka } from '../src/index.ts';
import { cat, clientFor, failureOf, textOf } from './emulated.ts';

test.each<[string, RekaScenario]>([
  ['a status', { chat: { fail: { status: 401 } } }],
  ['a status for the file', { upload: { fail: { status: 401 } } }],
  [
    'an error in the answer',
    { chat: { fail: { status: 200, body: { detail: 'Unauthorized', code: 'unauthorized' } } } },
  ],
])('a token that nothing can renew is sent once, and again with the next call: refused by %s', async (_, scenario) => {
  await using emulator = await startRekaEmulator(scenario);
  await using client = clientFor(emulator, { accessToken: emulator.accessToken });
  const phase = scenario.upload === undefined ? 'chat' : 'upload';
  for (const tries of [1, 2]) {
    const failure = await failureOf(textOf(client, phase === 'upload' ? { image: file(cat) } : {}));
    expect(failure).toMatchObject({ code: 'auth_rejected', attempts: [{ phase }] });
    expect(emulator.counts).toMatchObject({ auth: 0, [phase]: tries });
  }
});

test('a token that was refused is renewed from the cookies beside it, once', async () => {
  await using emulator = await startRekaEmulator();
  const { accessToken, cookies } = emulator;
  emulator.revokeTokens();
  await using client = clientFor(emulator, { accessToken, cookies });
  expect(await textOf(client)).toContain('The Reka emulator');
  expect(emulator.counts).toMatchObject({ auth: 1, chat: 2 });
});

test('two clients made under different variables keep theirs, and a refused token costs one chat', async () => {
  await using emulator = await startRekaEmulator();
  vi.stubEnv('REKA_BASE_URL', emulator.url);
  const options = { provider: reka, config: false, discover: false } as const;
  try {
    vi.stubEnv('REKA_ACCESS_TOKEN', emulator.accessToken);
    await using good = new Client(options);
    vi.stubEnv('REKA_ACCESS_TOKEN', 'fake-token-of-nobody');
    await using bad = new Client(options);
    vi.stubEnv('REKA_ACCESS_TOKEN', 'fake-token-set-too-late');
    expect(await failureOf(textOf(bad))).toMatchObject({ code: 'auth_rejected' });
    expect(await textOf(good)).toContain('The Reka emulator');
    expect(emulator.counts).toMatchObject({ auth: 0, chat: 2 });
  } finally {
    vi.unstubAllEnvs();
  }
});
