import { Client } from '@plugboard/core';
import { expect, test } from 'vitest';
import { anthropic } from '../src/index.ts';

test.each<[name: string, options: Record<string, unknown>, message: RegExp]>([
  ['a key of two words', { apiKey: 'fake key' }, /apiKey.*one word of visible ASCII/s],
  ['a base URL with credentials', { baseUrl: 'https://fake:fake@127.0.0.1' }, /baseUrl.*without credentials/s],
  ['a base URL that goes on', { baseUrl: 'https://127.0.0.1/v1/messages' }, /baseUrl.*must end before/s],
  ['a version that is none', { version: '2020-02-02' }, /version.*must be one of 2026-10-21, 2023-06-01/s],
  ['a beta of two lines', { betas: ['fake\nbeta'] }, /betas.*name of a beta feature/s],
  ['half a token', { maxTokens: 0.5 }, /maxTokens.*whole number above 0/s],
  ['no token', { maxTokens: 0 }, /maxTokens.*whole number above 0/s],
  ['uploads above true', { uploadAbove: true }, /uploadAbove.*number of bytes, or false/s],
  ['an option that is none', { baseURL: 'https://127.0.0.1' }, /baseURL.*known: apiKey, authToken, baseUrl/s],
  [
    'a header that an option sends',
    { apiKey: 'fake-key', headers: { 'X-Api-Key': 'fake-key' } },
    /headers.*X-Api-Key together with the option apiKey/s,
  ],
  ['the header of the version', { headers: { 'anthropic-version': '1' } }, /headers.*with the option version/s],
])('%s is config_invalid, and its message says what is right', async (_name, options, message) => {
  const create = async (): Promise<unknown> => {
    const given: object = { apiKey: 'fake-key', ...options };
    await using client = new Client({ providers: [anthropic(given)], config: false, discover: false });
    return await client.chat.completions.create({
      model: 'claude-opus-5-5',
      messages: [{ role: 'user', content: 'Hi' }],
    });
  };
  const error: unknown = await create().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
});
