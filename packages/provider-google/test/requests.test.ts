import { startGeminiEmulator } from '@plugboard/gemini-emulator';
import { expect, test } from 'vitest';
import { loadRecorded } from './recorded.ts';

const all = await loadRecorded();
/** Signed by the service, or stored there, or refused by it. */
const notOurs = ['tool-results', 'signature-second-turn', 'code-second-turn', 'uploads/uploaded-pdf'];
const sendable = all.filter(({ name }) => !notOurs.includes(name));

test.each(sendable)('$name: the request is one that the strict emulator takes', async ({ model, body }) => {
  await using emulator = await startGeminiEmulator();
  const response = await fetch(`${emulator.url}/v1beta/models/${model}:streamGenerateContent?alt=sse`, {
    method: 'POST',
    headers: { 'x-goog-api-key': emulator.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, '']);
});
