import { readFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createSubject, loadFixtures, recordFixture } from '@plugboard/provider-testkit';
import { createReroutedAgent } from '@plugboard/provider-testkit/replay';
import { expect, test } from 'vitest';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { reka } from '../src/index.ts';

test('a call is recorded against the emulator and replayed byte for byte', async () => {
  await using emulator = await startRekaEmulator({
    chat: { answer: ' A tabby cat, они 👋.', separatorLeak: true, bytesPerWrite: 40 },
  });
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-record-'));
  // The real URLs, at the emulator's port.
  const agent = createReroutedAgent(Number(new URL(emulator.url).port));
  try {
    const { cookies } = emulator;
    const picture = await readFile(new URL('../fixtures/web/dot.png', import.meta.url));
    const recorded = await recordFixture({
      provider: reka({ cookies }),
      dispatcher: agent.dispatcher,
      secrets: { appSession: cookies['appSession'] ?? '' },
      patterns: { user: /auth0(?:\||%7C)([0-9a-f]{24})/, upload: /\/vlm\/([\w=-]+)/ },
      folder: pathToFileURL(`${folder}/`),
      name: 'recorded-image',
      from: '@plugboard/reka-emulator 0.1.0, not the service',
      request: {
        model: 'reka-core',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is in the image?' },
              { type: 'image', file: 'dot.png' },
            ],
          },
        ],
      },
      files: { 'dot.png': picture },
    });
    expect(recorded.exchanges.map(({ phase }) => phase)).toEqual(['auth', 'upload', 'chat']);
    const [auth, , chat] = recorded.exchanges;
    expect(auth?.request.headers).toMatchObject({ cookie: 'appSession={{appSession}}' });
    expect(auth?.response).toMatchObject({
      headers: { 'set-cookie': expect.stringContaining('appSession={{appSession.2}}') },
      json: { accessToken: '{{accessToken:jwt}}' },
    });
    expect(chat?.response.chunks?.length).toBeGreaterThan(3);

    const names = await readdir(folder);
    for (const secret of [
      ...Object.values(cookies),
      ...emulator.requests.map(({ headers }) => headers['authorization']),
    ]) {
      if (secret === undefined) continue;
      for (const name of names) {
        const text = await readFile(join(folder, name), 'latin1');
        expect(text.includes(secret.replace('Bearer ', '')), name).toBe(false);
      }
    }

    const [loaded] = await loadFixtures(pathToFileURL(`${folder}/`));
    if (loaded === undefined || 'error' in loaded.expect) throw new Error('no fixture');
    expect(Buffer.from(loaded.files?.['recorded-image.3.sse'] ?? '').toString()).toBe(
      Buffer.from(recorded.files?.['recorded-image.3.sse'] ?? '').toString(),
    );
    const subject = await createSubject({
      create: () => reka({ cookies: { appSession: '{{appSession}}' } }),
      fixtures: [loaded],
    });
    const played = await subject.play(loaded);
    expect(played.error).toBeUndefined();
    expect(played.events).toEqual(loaded.expect.events);
    expect(played.requests.map(({ url }) => new URL(url).origin)).toEqual(
      Array.from({ length: 3 }, () => 'https://chat.reka.ai'),
    );
  } finally {
    await agent.destroy();
    await rm(folder, { recursive: true });
  }
});
