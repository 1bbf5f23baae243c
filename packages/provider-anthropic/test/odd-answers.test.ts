import { Client, PlugboardError } from '@plugboard/core';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { anthropic } from '../src/index.ts';

const start = { type: 'message_start', message: { id: 'm', model: 'c', content: [], usage: null } };
const end = [
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: null } },
  { type: 'message_stop' },
];
const block = (index: unknown, content: unknown): object => ({
  type: 'content_block_start',
  index,
  content_block: content,
});
const delta = (index: unknown, piece: unknown): object => ({ type: 'content_block_delta', index, delta: piece });
const stop = (index: unknown): object => ({ type: 'content_block_stop', index });
const json = (text: string): object => ({ type: 'input_json_delta', partial_json: text });
const hi = { type: 'text_delta', text: 'Hi' };
const text = [block(0, { type: 'text', text: '' }), delta(0, hi), stop(0)];

test.each<[name: string, events: readonly object[], said: string]>([
  ['a delta of no block', [start, delta(7, hi), ...text, ...end], 'Hi'],
  ['nothing where objects should be', [start, block(null, null), delta(null, null), stop(null), ...text, ...end], 'Hi'],
  ['other things where objects should be', [start, block(1, 7), delta(1, 'x'), ...text, ...end], 'Hi'],
  ['no beginning', [...text, ...end], 'Hi'],
  ['a delta behind the end of its block', [start, ...text, delta(0, hi), ...end], 'Hi'],
  ['no end', [start, ...text], 'stream_truncated'],
  ['an error first', [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }], 'server_error'],
  ['an error without words', [start, { type: 'error' }], 'server_error'],
  ['an error that is a text', [start, { type: 'error', error: 'bad' }], 'server_error'],
  [
    'a call whose JSON is cut inside a character',
    [
      start,
      block(0, { type: 'tool_use', id: 'a', name: 'f', input: {} }),
      delta(0, json('{"a":"\uD83D')),
      delta(0, json('\uDE00"}')),
      stop(0),
      ...end,
    ],
    '{"a":"\u{1F600}"}',
  ],
  ['a call without a name', [start, block(0, { type: 'tool_use' }), stop(0), ...end], 'protocol_error'],
])('%s: the answer is read, or the failure has a code', async (_name, events, said) => {
  await using server = await startScriptedServer();
  server.on({}, [sse(events)]);
  const provider = anthropic({ apiKey: 'fake-key', baseUrl: server.origin });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const outcome = await client.chat.completions
    .create({ model: 'claude-opus-5', messages: [{ role: 'user', content: 'Hello' }] })
    .then(
      ({ choices: [choice] }) => {
        const [call] = choice?.message.tool_calls ?? [];
        return call?.type === 'function' ? call.function.arguments : choice?.message.content;
      },
      (error: unknown) => (PlugboardError.isInstance(error) ? error.code : error),
    );
  expect(outcome).toBe(said);
});
