import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { backoff } from '../../packages/core/src/call/retry.ts';
import { readSettings } from '../../packages/core/src/client/read-settings.ts';
import { timeoutsOf } from '../../packages/core/src/client/parse/call-settings.ts';
import { limits } from '../../packages/core/src/http/limits.ts';
import { answeredBy, briefly, impatient } from '../snippets/reliability.ts';
import { acme } from './acme.ts';
import { readDocument, rejection, talkingService } from './surroundings.ts';

const document = await readDocument('reliability.md');
const { timeouts, retry } = readSettings({ config: false, discover: false }, {});
const { headers, chatHeaders, ...otherTimeouts } = timeoutsOf(timeouts);
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toLocaleString('en')} s`;
const mebibytes = (bytes: number): string => `${bytes / 1024 ** 2} MiB`;
const kibibytes = (bytes: number): string => `${bytes / 1024} KiB`;

test.each([
  ['`timeouts.headers` of a chat', seconds(chatHeaders)],
  ['`timeouts.headers` of other calls', seconds(headers)],
  ...Object.entries(otherTimeouts).map(([name, value]) => [`\`timeouts.${name}\``, seconds(value)]),
  ['`retry.maxRetries`', `${retry.maxRetries}`],
  ['First wait', `0 to ${backoff.baseMs / 1000} s`],
  ['Longest wait', `0 to ${backoff.capMs / 1000} s`],
  ['Longest `Retry-After`', seconds(backoff.maxRetryAfterMs)],
  ['Response headers', kibibytes(limits.headers)],
  ['Error body', kibibytes(limits.errorBody)],
  ['Time to read it', seconds(limits.errorBodyMs)],
  ['Chat response, not streamed', mebibytes(limits.wholeResponse)],
  ['Other JSON responses', mebibytes(limits.json)],
  ['One event', mebibytes(limits.event)],
  ['One stream', mebibytes(limits.stream)],
  ['Informational responses', `${limits.informational}`],
])('the document says of %s: %s', (name, value) => {
  const row = document.split('\n').find((line) => line.startsWith(`| ${name} `));
  expect(row?.split('|')[2]?.trim()).toBe(value);
});

test('limits of a client and of a call hold', async () => {
  await using emulator = await startRekaEmulator({ chat: { fail: { status: 503 } } });
  const { apiKey, url } = emulator;
  await using client = impatient({ provider: reka({ apiKey, baseUrl: url }), config: false, discover: false });
  expect(await rejection(briefly(client, AbortSignal.timeout(5_000)))).toMatchObject({ code: 'server_error' });
  expect(emulator.counts.chat).toBe(1);
  emulator.set({ chat: { fail: undefined } });
  expect(await briefly(client, AbortSignal.timeout(5_000))).not.toBe('');
});

test('the next candidate of a chain answers, and the failure before it is told', async () => {
  const broken = await talkingService('never said');
  broken.on({ method: 'POST' }, status(500, { error: { message: 'out of order' } }));
  const good = await talkingService('Good evening.');
  await using client = new Client({
    providers: [acme({ id: 'first', baseUrl: broken.origin, models: [] }), acme({ baseUrl: good.origin })],
    config: { models: { assistant: ['first/acme-large', 'acme/acme-large'] } },
    discover: false,
  });
  expect(await answeredBy(client)).toEqual({
    text: 'Good evening.',
    provider: 'acme',
    codes: ['server_error', undefined],
    warnings: ['Fell back from first/acme-large to acme/acme-large after server_error.'],
  });
  expect(broken.requests).toHaveLength(1);
});
