import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startAnthropicEmulator, type AnthropicEmulator } from '@plugboard/anthropic-emulator';
import { Client, type MessageParam, type Tool } from '@plugboard/core';
import { anthropic } from '@plugboard/provider-anthropic';
import { expect, onTestFinished, test } from 'vitest';
import { askAbout, compare, search, think } from '../snippets/anthropic.ts';
import { temporaryFolder, workWithCat } from './surroundings.ts';

type Switches = Parameters<typeof startAnthropicEmulator>[0];

async function claude(switches?: Switches): Promise<{ emulator: AnthropicEmulator; client: Client }> {
  const emulator = await startAnthropicEmulator(switches);
  const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  const client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
  });
  return { emulator, client };
}

test('a picture and a PDF arrive', async () => {
  await workWithCat();
  const report = join(await temporaryFolder(), 'report.pdf');
  await writeFile(report, '%PDF-1.7\nnothing');
  const { client } = await claude();
  const answer = await compare(client, 'cat.jpeg', report);
  expect(answer).toMatch(/\bcat\b/);
  expect(answer).toContain('PDF');
});

test('a tool is called, and the thoughts go back with the result', async () => {
  const { client } = await claude();
  const weather: Tool = {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  };
  const messages: MessageParam[] = [{ role: 'user', content: 'Call get_weather for "Oslo".' }];
  const [calls, thoughts]: [string[], string[]] = [[], []];
  const answer = await think(
    client,
    messages,
    [weather],
    async (name, json) => {
      calls.push(`${name} ${json}`);
      return 'Rain.';
    },
    (thought) => void thoughts.push(thought),
  );
  expect(calls).toEqual(['get_weather {"city":"Oslo"}']);
  expect(thoughts.join('')).not.toBe('');
  expect(answer).not.toBe('');
});

test('a long text comes from the cache the second time', async () => {
  const { client } = await claude();
  const book = 'Once upon a time there was a cat. '.repeat(2_000);
  expect(await askAbout(client, book, 'Who?')).toBe(0);
  expect(await askAbout(client, book, 'Where?')).toBeGreaterThan(1_000);
});

test('a paused search is continued', async () => {
  const { client, emulator } = await claude();
  emulator.next('messages', { stopReason: 'pause_turn' });
  await search(client, 'What is new?');
  expect(emulator.counts.messages).toBe(2);
});
