import type { Client } from '@plugboard/core';
import { status } from '@plugboard/provider-testkit/server';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { documented } from './official-programs/documentation.ts';
import { examples } from './official-programs/examples.ts';
import { model } from './official-programs/program.ts';
import { runs } from './official-programs/runs.ts';
import { streamed } from './official-programs/streamed.ts';
import { bodyOf, rejection, startService } from './service.ts';

const listed = { id: model, object: 'model', created: 1, owned_by: 'openai' };

test.each(Object.entries({ ...examples, ...documented, ...streamed, ...runs }))(
  '%s: both clients do the same',
  async (_, program) => {
    const { answers, sendsTheSame = true, run } = program;
    await using service = await startService({ preset: 'openai', apiKey: 'fake-key' }, { models: [model] });
    const { server } = service;
    server.on({ path: '/v1/models' }, status(200, { object: 'list', data: [listed] }));
    server.on({ path: `/v1/models/${model}` }, status(200, listed));
    const official = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'fake-key', maxRetries: 0 });
    const resultOf = async (client: OpenAI): Promise<{ readonly printed: unknown[]; readonly sent: unknown[] }> => {
      const printed: unknown[] = [];
      const before = server.requests.length;
      server.on('next', ...answers);
      await run(client, (...values) => printed.push(values));
      const sent = server.requests.slice(before).filter(({ method }) => method === 'POST');
      return { printed, sent: sent.map((request) => comparable(bodyOf(request))) };
    };
    const theirs = await resultOf(official);
    const ours = await resultOf(asOfficial(service.client));
    expect(ours.printed).toEqual(theirs.printed);
    expect(theirs.printed.length).toBeGreaterThan(0);
    if (sendsTheSame) expect(ours.sent).toEqual(theirs.sent);
  },
);

/** Plugboard always asks for the count of a stream, and leaves out what asks for nothing, such as `n: 1` and `tool_choice: 'auto'`. */
function comparable({ stream_options: _options, n: _count, stream, ...body }: Record<string, unknown>): unknown {
  const { tool_choice: choice, ...others } = body;
  return withoutNull({
    ...others,
    tool_choice: choice === 'auto' ? null : (choice ?? null),
    isStream: stream === true,
  });
}

/** Also without `parsed_arguments`, which the official client sends back after `runTools()`. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([name, entry]) => entry !== null && name !== 'parsed_arguments');
  return Object.fromEntries(given.map(([name, entry]) => [name, withoutNull(entry)]));
}

test('several answers of one call, as documented, are refused before anything is sent', async () => {
  await using service = await startService({ preset: 'openai', apiKey: 'fake-key' });
  const asked = { model, messages: [{ role: 'user' as const, content: 'Hi' }], n: 2 };
  const error = await rejection(service.client.chat.completions.create(asked));
  expect(error).toMatchObject({ code: 'unsupported', param: 'n' });
  expect(service.server.requests).toHaveLength(0);
});

function asOfficial(client: Client): OpenAI {
  return client as unknown as OpenAI;
}
