import { Client, errorCodes, PlugboardError } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { defineProvider, type ErrorCode, type ProviderPlugin } from '@plugboard/core/provider';
import { expect, test } from 'vitest';
import { answerOrReason, whatArrived } from '../snippets/errors.ts';
import { readDocument, rejection } from './surroundings.ts';

const document = await readDocument('errors.md');
const sections = new Map(
  document
    .split(/^### /m)
    .slice(1)
    .map((section) => [/^`(\w+)`\n/.exec(section)?.[1] ?? section.slice(0, 40), section]),
);

test('the document has a section for every code, and no other', () => {
  expect([...sections.keys()]).toEqual([...errorCodes]);
});

test.each(errorCodes)('what the section of %s promises is so', async (code) => {
  const promise = /^Retryable: (yes|no)\. Falls back: (yes|no)\.$/m.exec(sections.get(code) ?? '');
  expect(new PlugboardError(code, '').retryable ? 'yes' : 'no').toBe(promise?.[1]);
  expect((await fallsBack(code)) ? 'yes' : 'no').toBe(promise?.[2]);
});

/** Whether a second provider is asked after the first has failed with the code. */
async function fallsBack(code: ErrorCode): Promise<boolean> {
  await using client = new Client({
    providers: [failing(code), saying],
    config: { models: { assistant: ['failing/any', 'saying/any'] } },
    discover: false,
    retry: { maxRetries: 0 },
  });
  const call = client.chat.completions.create({ model: 'assistant', messages: [{ role: 'user', content: 'Hello!' }] });
  return await call.then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code });
      return false;
    },
  );
}

function failing(code: ErrorCode): ProviderPlugin<object> {
  return defineProvider({
    id: 'failing',
    models: [{ id: '*' }],
    create: () => ({
      // oxlint-disable-next-line require-yield -- it fails before it says anything
      async *stream() {
        throw new PlugboardError(code, 'A failure on purpose.', { phase: 'chat' });
      },
    }),
  });
}

const saying = defineProvider({
  id: 'saying',
  models: [{ id: 'said' }],
  create: () => ({
    async *stream() {
      yield { type: 'text-delta', text: 'Hello!' } as const;
      yield { type: 'finish', reason: 'stop' } as const;
    },
  }),
});

test('failures are told apart by their code', async () => {
  await using emulator = await startRekaEmulator();
  await using client = rekaClient(emulator.url, emulator.apiKey);
  expect(await answerOrReason(client, 'Hello!')).not.toBe('');
  emulator.next('chat', { fail: { status: 429, headers: { 'retry-after': '90' } } });
  expect(await answerOrReason(client, 'Hello!')).toBe('Please wait 90000 ms.');
  emulator.next('chat', { fail: { status: 403 } });
  expect(await answerOrReason(client, 'Hello!')).toMatch(/^permission_denied: reka: /);
});

test('what had arrived before a stream broke is kept', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'A tabby cat on a mat.', endAfterEvents: 2 } });
  await using client = new Client({
    provider: reka({ baseUrl: emulator.url, accessToken: emulator.accessToken }),
    config: false,
    discover: false,
  });
  expect(await whatArrived(client, 'What is it?')).toMatch(/^A .* \.\.\.$/);
});

test('a message says what failed, where, how far it got and what to do', async () => {
  await using emulator = await startRekaEmulator({ chat: { fail: { status: 401 } } });
  await using client = rekaClient(emulator.url, 'fake-key-of-nobody');
  const failure = await rejection(
    client.chat.completions.create({ model: 'reka-core', messages: [{ role: 'user', content: 'Hello!' }] }),
  );
  expect(failure).toMatchObject({ code: 'auth_rejected', phase: 'chat', status: 401 });
  const message = failure instanceof Error ? failure.message : '';
  expect(message).not.toContain('fake-key');
  await expect(`${message}\n`).toMatchFileSnapshot('../snippets/output/auth-rejected.txt');
});

function rekaClient(baseUrl: string, apiKey: string): Client {
  return new Client({ provider: reka({ baseUrl, apiKey }), config: false, discover: false, retry: { maxRetries: 0 } });
}
