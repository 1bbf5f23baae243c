#!/usr/bin/env node
// The conversation of this folder, offline. Five services answer one after the other. Each is an emulator or a stand-in.
import { readFile } from 'node:fs/promises';
import process, { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import type { Config } from '@plugboard/core';
import { startGeminiEmulator } from '@plugboard/gemini-emulator';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { converse, type Turn } from './conversation.ts';
import { startOpenAiStandIn } from './openai-stand-in.ts';

const cat = fileURLToPath(new URL('../../describe-image/cat.jpeg', import.meta.url));

/** A config of this example, with the address of a stand-in in place of the real one. */
async function configFor(name: string, baseUrl: string): Promise<Config> {
  const path = new URL(`../configs/${name}.json`, import.meta.url);
  const config = JSON.parse(await readFile(path, 'utf8')) as Config;
  const moved = Object.entries(config.providers ?? {}).map(([id, options]) => [id, { ...options, baseUrl }] as const);
  return { ...config, providers: Object.fromEntries(moved) };
}

await using openai = await startOpenAiStandIn();
await using local = await startOpenAiStandIn();
await using claude = await startAnthropicEmulator();
await using gemini = await startGeminiEmulator();
await using reka = await startRekaEmulator();
process.env['OPENAI_API_KEY'] = 'not-a-real-key';
process.env['ANTHROPIC_API_KEY'] = claude.apiKey;
process.env['GEMINI_API_KEY'] = gemini.apiKey;
process.env['REKA_API_KEY'] = reka.apiKey;

const weather = (city: string): string => `And the weather? Call get_weather for "${city}".`;
const turns: readonly Turn[] = [
  { config: await configFor('openai', `${openai.url}/v1`), question: 'What can you see in the image?', image: cat },
  { config: await configFor('claude', claude.url), question: weather('Oslo') },
  { config: await configFor('gemini', gemini.url), question: weather('Lima') },
  { config: await configFor('reka-api', reka.url), question: weather('Rome') },
  { config: await configFor('local-server', `${local.url}/v1`), question: weather('Bonn') },
  { config: await configFor('claude', claude.url), question: weather('Cairo') },
];
await converse(turns, ({ answeredBy, thoughts, calls, text }) => {
  stdout.write(`${answeredBy}\n`);
  if (thoughts !== '') stdout.write(`  thinks: ${oneLine(thoughts)}\n`);
  for (const call of calls) stdout.write(`  calls:  ${call}\n`);
  stdout.write(`  says:   ${oneLine(text)}\n`);
});

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}
