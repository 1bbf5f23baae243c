import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator, type RekaRequest } from '@plugboard/reka-emulator';

/** A test of a user's program. */
export async function emulated(): Promise<readonly RekaRequest[]> {
  // #region emulator
  const emulator = await startRekaEmulator();
  const client = new Client({ provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }) });
  await client.chat.completions.create({ model: 'reka-core', messages: [{ role: 'user', content: 'Hello' }] });
  // emulator.requests, emulator.uploads (name, type, size, SHA-256) and emulator.counts say what arrived.
  await client.close();
  await emulator.close();
  // #endregion emulator
  return emulator.requests;
}
