import { fileURLToPath } from 'node:url';
import { Client } from '@plugboard/core';
import { startGeminiEmulator } from '@plugboard/gemini-emulator';
import { google } from '@plugboard/provider-google';
import { expect, test, vi } from 'vitest';
import { searched, summarize, withKey } from '../snippets/google.ts';

const page = fileURLToPath(new URL('../../packages/provider-google/fixtures/page.pdf', import.meta.url));

test('the snippets about Gemini ask what they show', async () => {
  await using emulator = await startGeminiEmulator();
  vi.stubEnv('GEMINI_API_KEY', emulator.apiKey);
  vi.stubEnv('GOOGLE_GEMINI_BASE_URL', emulator.url);
  try {
    expect(await summarize(page)).toContain('PDF');
  } finally {
    vi.unstubAllEnvs();
  }
  await using client = new Client({
    provider: google({ apiKey: emulator.apiKey, baseUrl: emulator.url }),
    config: false,
    discover: false,
  });
  expect(await searched(client, 'Who won?')).not.toBe('');
  expect(emulator.requests.at(-1)?.json).toMatchObject({ tools: [{ googleSearch: {} }] });
  await using other = withKey(emulator.apiKey);
  expect((await other.explain('gemini-3.8-flash')).provider).toBe('google');
});
