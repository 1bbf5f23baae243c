import { expect, test } from 'vitest';
import { knownPluginFor } from '../../src/routing/well-known-models.ts';

test.each([
  ['reka-core', '@plugboard/provider-reka'],
  ['Reka-Flash-3', '@plugboard/provider-reka'],
  ['gpt-4o', '@plugboard/provider-openai'],
  ['o3-mini', '@plugboard/provider-openai'],
  ['claude-sonnet-4', '@plugboard/provider-anthropic'],
  ['gemini-3.8-flash', '@plugboard/provider-google'],
  ['meta-llama/Llama-3.1-8B', '@plugboard/provider-openai'],
  ['ollama/llava:7b', '@plugboard/provider-openai'],
  ['openai', undefined],
  ['my-own-model', undefined],
  ['rekall', undefined],
  ['o10x', undefined],
  ['', undefined],
])('%j is served by %s', (name, expected) => {
  expect(knownPluginFor(name)?.package).toBe(expected);
});

test.each([
  ['gpt-4o', false],
  ['gpt-oss-120b', true],
  ['openai/gpt-oss-120b', true],
  ['meta-llama/Llama-3.1-8B', true],
])('%j needs the address of a service: %s', (name, needed) => {
  expect(knownPluginFor(name)?.how !== undefined).toBe(needed);
});
