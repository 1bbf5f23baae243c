import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import { ask, clientOf, failureOf, finish, inProcess } from './fixture.ts';

const canary = 'canary-of-the-conversation';
const token = { token: canary, logprob: -1, bytes: null, top_logprobs: [] };

/** Each field that a service can fill besides text, with data of the conversation in it. */
const carried: readonly ChatEvent[] = [
  { type: 'response', id: canary, model: canary, created: 1, requestId: canary, fields: { note: canary } },
  { type: 'reasoning-delta', text: 'Hm.', id: canary },
  { type: 'reasoning-detail', detail: { type: canary, format: canary, index: 0, signature: canary } },
  { type: 'text-delta', text: 'A', logprobs: [token] },
  { type: 'refusal-delta', text: 'No.', logprobs: [token] },
  { type: 'source', url: `https://${canary}.example`, title: canary, text: canary, start: 0, end: 1 },
  { type: 'file', mediaType: 'image/png', url: `https://${canary}.example`, id: canary, transcript: canary },
  { type: 'tool-call-delta', index: 0, id: 'c', name: 'f', arguments: '{}', extra: { signature: canary } },
];

/** The same fields, each in a form that breaks the contract. */
const broken: readonly (readonly [name: string, event: unknown])[] = [
  ['a response', { type: 'response', id: { canary }, fields: canary }],
  ['a thought', { type: 'reasoning-delta', text: 'A', id: [canary] }],
  ['a detail', { type: 'reasoning-detail', detail: { signature: canary } }],
  [
    'a detail that is not JSON',
    { type: 'reasoning-detail', detail: { type: 't', format: 'f', index: 0, canary, big: 1n } },
  ],
  ['a file', { type: 'file', mediaType: 'image/png', data: `?${canary}` }],
  ['a file elsewhere', { type: 'file', mediaType: 'image/png', url: `data:${canary}` }],
  ['a source', { type: 'source', url: canary, start: canary }],
  ['an extra', { type: 'tool-call-delta', index: 0, id: 'c', name: 'f', extra: canary }],
  ['late fields', { type: 'finish', reason: 'stop', fields: canary }],
];

/** All that can reach a log, of a stream of these events that fails behind them. */
async function outputOf(events: readonly unknown[]): Promise<string> {
  const output: string[] = [];
  const note = (...parts: unknown[]) => void output.push(inspect(parts, { depth: 9 }));
  const provider = inProcess({
    accepts: { tools: true },
    async *stream() {
      for (const event of events) yield event as ChatEvent;
      throw new PlugboardError('server_error', 'It failed.', { phase: 'chat' });
    },
  });
  const channels = ['call', 'attempt'].map((name) => tracingChannel(`plugboard:${name}`));
  const subscribers = { start: note, end: note, asyncStart: note, asyncEnd: note, error: note };
  for (const channel of channels) channel.subscribe(subscribers);
  try {
    const client = clientOf(provider, { logger: { debug: note, warn: note } });
    const error = await failureOf(ask(client).then((stream) => stream.finalCompletion()));
    output.push(inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error));
  } finally {
    for (const channel of channels) channel.unsubscribe(subscribers);
  }
  return output.join('\n');
}

test('what a service says besides text stands in no error, no log and no trace of a call that fails', async () => {
  const output = await outputOf(carried);
  expect(output).toContain('server_error');
  expect(output).not.toContain(canary);
});

test.each(broken)('%s that breaks the contract is not quoted', async (_name, event) => {
  const output = await outputOf([event]);
  expect(output).toContain('protocol_error');
  expect(output).not.toContain(canary);
});

test('the trace of a call that succeeds has none of it either', async () => {
  const usage = { inputTokens: 1, outputTokens: 2, reasoningTokens: 1, raw: { note: canary } };
  const output: string[] = [];
  const channel = tracingChannel('plugboard:call');
  const note = (...parts: unknown[]) => void output.push(inspect(parts, { depth: 9 }));
  const subscribers = { start: note, end: note, asyncStart: note, asyncEnd: note, error: note };
  channel.subscribe(subscribers);
  try {
    const provider = inProcess({
      accepts: { tools: true },
      async *stream() {
        yield* carried;
        yield { ...finish, usage, fields: { note: canary } };
      },
    });
    await (await ask(clientOf(provider))).finalCompletion();
  } finally {
    channel.unsubscribe(subscribers);
  }
  expect(output.join('\n')).toContain('gen_ai.usage.output_tokens');
  expect(output.join('\n')).not.toContain(canary);
});
