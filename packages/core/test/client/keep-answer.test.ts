import { expect, test } from 'vitest';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import type { RequestOptions } from '../../src/client/chat-completions.ts';
import { CompletionState } from '../../src/stream/completion-state.ts';
import { ask, clientOf, failureOf, inProcess, text } from '../call/fixture.ts';

const everyKind: readonly ChatEvent[] = [
  { type: 'response', model: 'm-1' },
  { type: 'reasoning-delta', text: 'Hm.' },
  { type: 'reasoning-detail', detail: { type: 'reasoning.encrypted', format: 'f', index: 0, data: 'abc' } },
  { type: 'text-delta', text: 'Yes', logprobs: [{ token: 'Yes', logprob: -0.1, bytes: null, top_logprobs: [] }] },
  { type: 'text-revised', text: 'No' },
  { type: 'source', url: 'https://example.com/a' },
  { type: 'file', mediaType: 'image/png', data: 'AAAA' },
  { type: 'tool-call-delta', index: 0, id: 'call_1', name: 'look', arguments: '{"a"', extra: { seal: 'x' } },
  { type: 'tool-call-delta', index: 0, arguments: ':1}' },
  { type: 'tool-call-delta', index: 1, id: 'call_2', name: 'free', arguments: 'x', custom: true },
  { type: 'tool-call-delta', index: 1, arguments: 'y', custom: true },
  { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 3, outputTokens: 4 } },
];

const spoken = (...events: readonly ChatEvent[]) =>
  inProcess({
    async *stream() {
      yield* events;
    },
  });

async function chunksOf(options: RequestOptions): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of await ask(clientOf(spoken(...everyKind)), {}, options)) {
    chunks.push({ ...chunk, id: 'same', created: 0 });
  }
  return chunks;
}

test('the chunks are the same, whether the answer is kept or not', async () => {
  expect(await chunksOf({ keepAnswer: false })).toEqual(await chunksOf({}));
});

test('without the answer, what needs all of it is refused by name, and the tokens are still counted', async () => {
  const stream = await ask(clientOf(spoken(...everyKind)), {}, { keepAnswer: false });
  for (const view of [
    () => stream.finalCompletion(),
    () => stream.finalMessage(),
    () => stream.finalContent(),
    () => stream.finalText(),
  ]) {
    expect(await failureOf(view())).toMatchObject({ code: 'input_invalid', param: 'keepAnswer' });
  }
  expect(await stream.totalUsage()).toMatchObject({ prompt_tokens: 3, completion_tokens: 4 });
});

test('without the answer, an error has the beginning of the text and says that it is no more', async () => {
  const pieces = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(10_000));
  const provider = spoken(...text(...pieces));
  const failureWith = async (keepAnswer: boolean) => {
    const stream = await ask(clientOf(provider), {}, { keepAnswer });
    return failureOf(
      (async () => {
        for await (const _ of stream.events);
      })(),
    );
  };
  const cut = await failureWith(false);
  expect(cut).toMatchObject({ code: 'stream_truncated' });
  expect(cut.partialText?.length).toBeLessThan(80_000);
  expect(cut.partialText?.length).toBeGreaterThanOrEqual(65_536);
  expect(pieces.join('').startsWith(cut.partialText ?? '-')).toBe(true);
  expect(cut.message).toContain('partialText has the beginning');
  const whole = await failureWith(true);
  expect(whole.partialText).toBe(pieces.join(''));
  expect(whole.message).toContain('400000 characters had arrived');
});

test('what is not kept is not there', () => {
  const state = new CompletionState(false);
  for (const event of everyKind) state.add(event);
  expect(state.reasoning).toBe('');
  expect(state.logprobs).toBeNull();
  expect(state.toolCalls({ plugin: 'acme', model: 'm' })).toMatchObject([
    { function: { arguments: '{"a"' } },
    { custom: { input: 'x' } },
  ]);
});

test('a whole answer is kept all the same', async () => {
  const client = clientOf(spoken(...text('Hi'), { type: 'finish', reason: 'stop' }));
  const { choices } = await client.chat.completions.create(
    { model: 'model', messages: [{ role: 'user', content: 'Hello' }] },
    { keepAnswer: false },
  );
  expect(choices[0]?.message.content).toBe('Hi');
});

test('anything but true and false is refused before anything is sent', async () => {
  const given: object = { keepAnswer: 'no' };
  expect(await failureOf(ask(clientOf(spoken()), {}, given))).toMatchObject({
    code: 'input_invalid',
    param: 'keepAnswer',
  });
});
