import { expect, test } from 'vitest';
import type { ChatEvent, FinishReason, Usage } from '../../src/provider.ts';
import { clientOf } from './tool-provider.ts';

const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

function answering(reason: FinishReason, rawReason?: string, usage?: Usage) {
  const events: ChatEvent[] = [
    { type: 'text-delta', text: 'Hm' },
    { type: 'finish', reason, rawReason, usage },
  ];
  return clientOf(events, {}).client;
}

test.each<[FinishReason, string | undefined, object]>([
  ['stop', 'stop', { finish_reason: 'stop' }],
  ['stop', undefined, { finish_reason: 'stop' }],
  ['stop', 'end_turn', { finish_reason: 'stop', native_finish_reason: 'end_turn' }],
  ['length', 'MAX_TOKENS', { finish_reason: 'length', native_finish_reason: 'MAX_TOKENS' }],
  ['tool-calls', 'tool_calls', { finish_reason: 'tool_calls' }],
  ['other', 'weird', { finish_reason: 'stop', native_finish_reason: 'weird' }],
  ['other', 'stop', { finish_reason: 'stop' }],
  ['other', undefined, { finish_reason: 'stop', native_finish_reason: 'other' }],
])('an answer that ended with %s (%s) shows the word beside OpenAI\u2019s', async (reason, rawReason, shown) => {
  const client = answering(reason, rawReason);
  const completion = await client.chat.completions.create(question);
  const { message: _message, index: _index, logprobs: _logprobs, ...said } = completion.choices[0] ?? {};
  expect(said).toEqual(shown);
  const stream = await client.chat.completions.create({ ...question, stream: true });
  let last: object | undefined;
  for await (const chunk of stream) last = chunk.choices[0];
  expect(last).toEqual({ index: 0, delta: {}, ...shown });
});

test.each<[string | undefined, RegExp]>([
  ['weird', /unknown finish reason "weird"/],
  [undefined, /without saying why/],
  [`x${'y'.repeat(1_000)}`, /y\u2026"/],
])('a word that is not known (%s) is told of in a warning, whole and streamed', async (rawReason, warning) => {
  const client = answering('other', rawReason);
  const completion = await client.chat.completions.create(question);
  expect(completion.warnings).toEqual([expect.stringMatching(warning)]);
  const stream = await client.chat.completions.create({ ...question, stream: true });
  expect(await stream.finalText()).toBe('Hm');
  expect(stream.warnings).toEqual(completion.warnings);
});

test('a known word is no warning', async () => {
  expect((await answering('length', 'length').chat.completions.create(question)).warnings).toEqual([]);
});

test.each<[Usage, number]>([
  [{ inputTokens: 18, outputTokens: 200, totalTokens: 623 }, 623],
  [{ inputTokens: 18, outputTokens: 200 }, 218],
])('the total of %j is that of the service, else the sum', async (usage, total) => {
  const client = answering('stop', 'stop', usage);
  const expected = { prompt_tokens: 18, completion_tokens: 200, total_tokens: total };
  expect((await client.chat.completions.create(question)).usage).toEqual(expected);
  const options = { stream: true, stream_options: { include_usage: true } } as const;
  let last: object | null | undefined;
  for await (const chunk of await client.chat.completions.create({ ...question, ...options })) last = chunk.usage;
  expect(last).toEqual(expected);
});

test('a total that is no count is left out with its parts', async () => {
  const usage = { inputTokens: 1, outputTokens: 1, totalTokens: Number.NaN };
  expect(await answering('stop', 'stop', usage).chat.completions.create(question)).not.toHaveProperty('usage');
});
