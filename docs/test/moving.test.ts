import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import { Client, type ModelDescription } from '@plugboard/core';
import { startGeminiEmulator } from '@plugboard/gemini-emulator';
import { anthropic } from '@plugboard/provider-anthropic';
import { google } from '@plugboard/provider-google';
import { openai } from '@plugboard/provider-openai';
import { reka } from '@plugboard/provider-reka';
import { expect, test } from 'vitest';
import { secondOpinion } from '../snippets/moving.ts';
import { readDocument } from './surroundings.ts';

/** What a cell of a row says about a model. */
function cellOf(row: string, { input, accepts }: ModelDescription): string {
  const { parameters = [], refusedParameters = [], responseFormat = [], tools, remoteMedia } = accepts;
  const yes = (has: boolean | undefined): string => (has === true ? 'yes' : '-');
  if (row === 'files') return input?.join(', ') ?? 'what the model takes';
  if (row === 'files by URL') return yes(remoteMedia);
  if (row === 'tools') return yes(tools);
  const name = row.replaceAll('`', '');
  if (name.startsWith('json_')) return yes(responseFormat.some((form) => form === name));
  if (refusedParameters.some((refused) => refused === name)) return '-';
  return yes(parameters === 'any' || parameters.some((known) => known === name));
}

test('the table of what each service takes says what describe() says', async () => {
  await using client = new Client({
    providers: [openai, anthropic, google, reka({ apiKey: 'fake-key' }), openai({ id: 'ollama', preset: 'ollama' })],
    config: false,
    discover: false,
  });
  const [, section = ''] = (await readDocument('moving.md')).split('## What each service takes');
  const rows = [...section.matchAll(/^\| (?!-)(.*) \|$/gm)].map(([, cells = '']) =>
    cells.split('|').map((cell) => cell.trim()),
  );
  const [, , names = [], ...facts] = rows;
  const models = names.slice(1).map((cell) => cell.replaceAll('`', ''));
  const described = await Promise.all(models.map((model) => client.describe(model)));
  expect(models).toContain('claude-opus-5-5');
  expect(facts.length).toBeGreaterThan(10);
  expect(facts).toEqual(facts.map(([row = '']) => [row, ...described.map((one) => cellOf(row, one))]));
});

test('a second model gets the answer of the first one, without its reasoning', async () => {
  await using claude = await startAnthropicEmulator();
  await using gemini = await startGeminiEmulator();
  await using client = new Client({
    providers: [
      anthropic({ apiKey: claude.apiKey, baseUrl: claude.url }),
      google({ apiKey: gemini.apiKey, baseUrl: gemini.url }),
    ],
    config: false,
    discover: false,
  });
  expect(await secondOpinion(client, 'Why is the sky blue?')).not.toBe('');
  expect(claude.requests[0]?.json).toMatchObject({ thinking: { type: 'adaptive' } });
  expect(gemini.requests[0]?.json).toMatchObject({
    contents: [
      { role: 'user', parts: [{ text: 'Why is the sky blue?' }] },
      { role: 'model', parts: [{ text: expect.any(String) }] },
      { role: 'user', parts: [{ text: 'Is that correct?' }] },
    ],
  });
});
