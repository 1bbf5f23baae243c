import { parseChatBody, type CreateParams } from '@plugboard/core';
import { sse } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { OpenAIOptions } from '../src/index.ts';
import { rejection, shortAnswer, startService } from './service.ts';
import { strangers } from './strangers.ts';

const everyone = Object.entries(strangers);

async function ask(body: object, options: OpenAIOptions, unsupported: 'error' | 'drop') {
  await using service = await startService(options);
  service.server.on({}, sse(shortAnswer));
  const params = parseChatBody(JSON.parse(JSON.stringify(body))) as CreateParams & { stream?: false };
  const error = await rejection(
    service.client.chat.completions.create(params, { unsupported }).then(async (answer: object) => {
      if (Symbol.asyncIterator in answer) for await (const _ of answer as AsyncIterable<unknown>);
    }),
  );
  return { error, sent: service.server.requests.length === 0 ? undefined : service.body() };
}

test.each(everyone)('%s reaches a service of which nothing is known', async (_, { body, sent: expected = body }) => {
  const { error, sent } = await ask(body, {}, 'error');
  expect(error).toBeUndefined();
  expect(meaningOf(sent)).toEqual(meaningOf(expected));
});

test.each(
  (['groq', 'mistral'] as const).flatMap((preset) => everyone.map(([name, { body }]) => [name, preset, body] as const)),
)('%s is answered by %s with drop, or something in its messages is unsupported', async (_, preset, body) => {
  const { error, sent } = await ask(body, { preset, apiKey: 'fake-key' }, 'drop');
  if (error === undefined) return expect(sent).toBeDefined();
  expect(sent).toBeUndefined();
  expect(error).toMatchObject({ code: 'unsupported' });
  // A file that the service has no place for is told without its path.
  const { param = 'messages' }: { param?: string } = Object(error);
  expect(param).toMatch(/^messages/);
});

test('with drop, OpenAI answers all of them but one with a video', async () => {
  const refused: string[] = [];
  for (const [name, { body }] of everyone) {
    const { error } = await ask(body, { preset: 'openai', apiKey: 'fake-key' }, 'drop');
    if (error !== undefined) refused.push(name);
  }
  expect(refused).toEqual(['a program for Qwen, with a video']);
});

/** A body without what asks for nothing, with a text alone as a plain text. */
function meaningOf(value: unknown): unknown {
  if (Array.isArray(value)) return textAlone(value) ?? value.map(meaningOf);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, entry]) => !asksForNothing(name, entry));
  return Object.fromEntries(entries.map(([name, entry]) => [name, meaningOf(entry)]));
}

function textAlone(parts: readonly unknown[]): string | undefined {
  const [first, ...others] = parts;
  const { type, text, ...fields }: { type?: string; text?: string } = Object(first);
  return others.length === 0 && type === 'text' && Object.keys(fields).length === 0 ? text : undefined;
}

function asksForNothing(name: string, value: unknown): boolean {
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return value === null || isEmptyList || name === 'stream_options' || `${name}: ${JSON.stringify(value)}` in nothing;
}

const nothing = { 'n: 1': true, 'stream: false': true, 'response_format: {"type":"text"}': true };
