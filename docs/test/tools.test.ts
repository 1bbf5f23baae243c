import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test, vi } from 'vitest';
import { personIn } from '../snippets/structured-output.ts';
import { askWithWeather, nameOf, runWithWeather } from '../snippets/tools.ts';

const piece = (delta: object, finish: string): object => ({ choices: [{ index: 0, delta, finish_reason: finish }] });

const call = { index: 0, id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };

test('a run asks, runs what the model calls, and asks again', async () => {
  await using server = await startScriptedServer();
  server.on('next', sse([piece({ tool_calls: [call] }, 'tool_calls')]), sse([piece({ content: 'Cold.' }, 'stop')]));
  await using client = clientOf(server.origin);
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await runWithWeather(client, 'How is Oslo?', async () => -3)).toBe('Cold.');
  expect(printed.mock.calls).toEqual([['The model is told:', '-3']]);
  printed.mockRestore();
});

test('a model calls a tool, gets the result and answers', async () => {
  await using server = await startScriptedServer();
  server.on('next', sse([piece({ tool_calls: [call] }, 'tool_calls')]), sse([piece({ content: 'Cold.' }, 'stop')]));
  await using client = clientOf(server.origin);
  const asked: string[] = [];
  const answer = await askWithWeather(client, 'How is Oslo?', async (city) => {
    asked.push(city);
    return -3;
  });
  expect([answer, asked]).toEqual(['Cold.', ['Oslo']]);
  const second = JSON.parse(server.requests[1]?.body.toString('utf8') ?? '') as { messages: object[] };
  expect(second.messages.slice(1)).toMatchObject([
    { role: 'assistant', content: null, tool_calls: [{ id: 'call_a' }] },
    { role: 'tool', tool_call_id: 'call_a', content: '-3 °C' },
  ]);
});

test('an answer has the form that was asked for', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse([piece({ content: '{"name":"Ada"}' }, 'stop')]));
  await using client = clientOf(server.origin);
  expect(await nameOf(client, 'Ada wrote it.')).toEqual({ name: 'Ada' });
  expect(server.requests[0]?.body.toString('utf8')).toContain('"json_schema"');
});

test('an answer has the type of its schema', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse([piece({ content: '{"name":"Ada","born":1815}' }, 'stop')]));
  await using client = clientOf(server.origin);
  expect(await personIn(client, 'Ada wrote it.')).toEqual({ name: 'Ada', born: 1815 });
});

function clientOf(origin: string): Client {
  const provider = openai({ baseUrl: `${origin}/v1`, models: ['assistant'] });
  return new Client({ provider, config: false, discover: false });
}
