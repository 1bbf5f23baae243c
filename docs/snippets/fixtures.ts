import { Client, type ConfiguredProvider } from '@plugboard/core';
import { loadFixtures, recordFixture, type Fixture } from '@plugboard/provider-testkit';
import { startReplay } from '@plugboard/provider-testkit/replay';

/** Sends a question to a replay of the fixtures in a folder. */
export async function replayed(provider: ConfiguredProvider, folder: URL, model: string): Promise<string> {
  // #region replay
  const replay = await startReplay(await loadFixtures(folder));
  const client = new Client({ provider, container: replay.container });
  let completion;
  try {
    completion = await replay.run(() =>
      client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Say hello.' }] }),
    );
    replay.verify();
  } finally {
    await client.close();
    await replay.close();
  }
  // #endregion replay
  return completion.choices[0]?.message.content ?? '';
}

/** Records one call. */
export async function recorded(provider: ConfiguredProvider, folder: URL, apiKey: string): Promise<Fixture> {
  // #region record
  const fixture = await recordFixture({
    provider,
    folder,
    name: 'hello',
    from: 'https://api.acme.test, 2026-11-20',
    request: { model: 'acme-large', messages: [{ role: 'user', content: 'Say hello.' }], stream: false },
    secrets: { apiKey },
  });
  // #endregion record
  return fixture;
}
