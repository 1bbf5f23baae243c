import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import { expect, test } from 'vitest';
import { loadRecorded } from './recorded.ts';

const all = await loadRecorded();
/** Signed by the service, or stored there. */
const notOurs = ['thinking-second-turn', 'redacted-second-turn', 'uploaded-pdf'];
const sendable = all.filter(({ name }) => !notOurs.some((end) => name.endsWith(end)));

test.each(sendable)('$name: the request is one that the strict emulator takes', async ({ body, version, betas }) => {
  await using emulator = await startAnthropicEmulator();
  const response = await fetch(`${emulator.url}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': emulator.apiKey,
      'anthropic-version': version,
      'content-type': 'application/json',
      ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
    },
    body: JSON.stringify(body),
  });
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, '']);
});
