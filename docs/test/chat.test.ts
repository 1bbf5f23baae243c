import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { dropping, streamed, whole } from '../snippets/chat.ts';
import { rejection } from './surroundings.ts';

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const piece = (content: string, finish: string | null = null): object => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});

function clientOf(origin: string): Client {
  const provider = openai({ baseUrl: `${origin}/v1`, models: ['assistant'] });
  return new Client({ provider, config: false, discover: false });
}

test('an answer that is not streamed has its text and its tokens', async () => {
  await using server = await startScriptedServer();
  const message = { role: 'assistant', content: 'It scatters.' };
  server.on('next', status(200, { choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
  await using client = clientOf(server.origin);
  expect(await whole(client)).toBe('It scatters. (12 tokens)');
});

test('a stream arrives in pieces, and is read through one view only', async () => {
  await using server = await startScriptedServer();
  server.on('next', sse([piece('It '), piece('scatters.', 'stop'), { choices: [], usage }, 'data: [DONE]\n\n']));
  await using client = clientOf(server.origin);
  const written: string[] = [];
  const stream = await streamed(client, (text) => written.push(text));
  expect(written.join('')).toBe('It scatters. [openai, 12 tokens]');
  expect(await stream.finalText()).toBe('It scatters.');
  const again = rejection((async () => stream.textStream[Symbol.asyncIterator]().next())());
  expect(await again).toMatchObject({ code: 'input_invalid' });
});

test('what a service does not have is left out when the call says so', async () => {
  await using server = await startScriptedServer();
  const message = { role: 'assistant', content: 'Hello.' };
  server.on('next', status(200, { choices: [{ index: 0, message, finish_reason: 'stop' }], usage }));
  const provider = openai({
    preset: 'deepseek',
    baseUrl: `${server.origin}/v1`,
    apiKey: 'fake-key',
    models: ['assistant'],
  });
  await using client = new Client({ provider, config: false, discover: false });
  expect(await dropping(client)).toEqual([expect.stringContaining('does not accept verbosity')]);
  expect(JSON.parse(String(server.requests[0]?.body))).toMatchObject({ temperature: 0.2 });
});
