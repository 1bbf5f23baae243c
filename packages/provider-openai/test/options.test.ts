import { Client } from '@plugboard/core';
import { expect, test } from 'vitest';
import { openai, type OpenAIOptions } from '../src/index.ts';
import { question, rejection } from './service.ts';

test.each<[unknown, RegExp]>([
  [{ preset: 'nowhere' }, /preset: must be one of openai, ollama/],
  [{ baseUrl: 'localhost:11434' }, /baseUrl: must be an http/],
  [{ baseUrl: 'https://user:secret@a.example/v1' }, /baseUrl: must be an http/],
  [{ baseUrl: 'https://a.example/v1/chat/completions' }, /must end before \/chat\/completions/],
  [{ apiKey: 'two words' }, /apiKey: must be one word/],
  [{ headers: { 'a b': 'c' } }, /headers/],
  [{ headers: { a: 'line\nbreak' } }, /printable ASCII/],
  [
    { apiKey: 'fake-key', headers: { Authorization: 'Basic secret@' } },
    /headers: must not have Authorization together with the option apiKey/,
  ],
  [
    { organization: 'org', headers: { 'openai-organization': 'other' } },
    /headers: must not have openai-organization together with the option organization/,
  ],
  [
    { project: 'proj', headers: { 'OpenAI-Project': 'other' } },
    /headers: must not have OpenAI-Project together with the option project/,
  ],
  [{ reasoningTags: '<think>' }, /without brackets/],
  [{ allowHttp: 'secret@' }, /allowHttp: must be true or false/],
  [{ baseUrl: 7 }, /baseUrl: must be a string/],
  [{ headers: 'secret@' }, /headers: must be an object of names and values/],
  [{ query: { '': 'secret@' } }, /query/],
  [{ apikey: 'secret@' }, /apikey: is not an option \(known: preset, baseUrl, .*apiKey/],
])('%j is refused and not repeated', async (options, message) => {
  await using client = new Client({
    provider: openai({ models: ['m'], ...(options as OpenAIOptions) }),
    config: false,
    discover: false,
  });
  const error = await rejection(client.chat.completions.create(question));
  expect(error).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
  expect(String(error)).not.toContain('secret@');
});
