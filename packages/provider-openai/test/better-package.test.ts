import { expect, test } from 'vitest';
import { createOpenAI } from '../src/create-openai.ts';

test.each([
  ['https://api.anthropic.com/v1', ['@plugboard/provider-anthropic']],
  ['https://generativelanguage.googleapis.com/v1beta/openai/', ['@plugboard/provider-google']],
  ['https://api.openai.com/v1', []],
  ['https://gateway.example.com/api.anthropic.com/v1', []],
])('at %s the log names the better package, if there is one', (baseUrl, packages) => {
  const warnings: string[] = [];
  const log = { debug() {}, warn: (message: string) => void warnings.push(message) };
  createOpenAI({ baseUrl, apiKey: 'fake-key' }, { log });
  expect(warnings.map((text) => /@plugboard\/[a-z-]+/.exec(text)?.[0])).toEqual(packages);
});
