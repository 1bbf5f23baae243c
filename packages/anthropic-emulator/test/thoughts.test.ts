import type Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { start, weather } from './talk.ts';

const question = { role: 'user' as const, content: 'Use get_weather.' };
const thinking = { type: 'adaptive' as const };
const asked = { model: 'claude-opus-4-6', max_tokens: 2_000, messages: [question], tools: [weather], thinking };

/** The first answer: a thought, a text and a call. */
async function firstAnswer(client: Anthropic, more: object = {}): Promise<Anthropic.ContentBlock[]> {
  return (await client.messages.create({ ...asked, ...more, stream: false })).content;
}

function second(
  client: Anthropic,
  content: readonly Anthropic.ContentBlock[],
  more: object = {},
): Promise<Anthropic.Message> {
  const call = content.find((block) => block.type === 'tool_use');
  const result = { type: 'tool_result' as const, tool_use_id: call?.id ?? '', content: '18' };
  const answer = { role: 'assistant' as const, content: [...content] };
  return client.messages.create({
    ...asked,
    messages: [question, answer, { role: 'user', content: [result] }],
    ...more,
    stream: false,
  });
}

test.each<
  readonly [name: string, change: (content: Anthropic.ContentBlock[]) => Anthropic.ContentBlock[], message: RegExp]
>([
  [
    'left out',
    (content) => content.filter(({ type }) => type !== 'thinking'),
    /blocks in the latest assistant message cannot be modified/,
  ],
  [
    'with another text',
    (content) =>
      content.map((block) => (block.type === 'thinking' ? { ...block, thinking: `${block.thinking} ` } : block)),
    /^400 .*messages\.1\.content\.0: Invalid `signature` in `thinking` block"/,
  ],
  [
    'with a longer signature',
    (content) =>
      content.map((block) => (block.type === 'thinking' ? { ...block, signature: `${block.signature}\n` } : block)),
    /Invalid `signature` in `thinking` block"/,
  ],
  ['twice', ([thought, ...rest]) => (thought === undefined ? [] : [thought, thought, ...rest]), /cannot be modified/],
])('a thought that comes back %s is told', async (_name, change, message) => {
  const { client } = await start();
  const content = await firstAnswer(client);
  expect((await second(client, content)).stop_reason).toBe('end_turn');
  await expect(second(client, change(content))).rejects.toThrow(message);
});

test('a thought of another model is refused, or dropped as the service does', async () => {
  const { client, emulator } = await start();
  const content = await firstAnswer(client);
  const other = { model: 'claude-sonnet-4-6' };
  await expect(second(client, content, other)).rejects.toThrow(/The block was made by another model/);
  emulator.set({ messages: { foreignThoughts: 'drop' } });
  expect((await second(client, content, other)).stop_reason).toBe('end_turn');
  const without = content.filter(({ type }) => type !== 'thinking');
  emulator.reset();
  expect((await second(client, without, other)).stop_reason).toBe('end_turn');
});

test('a thought of another emulator is refused, unless both have one key', async () => {
  const one = await start();
  const other = await start();
  const content = await firstAnswer(one.client);
  await expect(second(other.client, content)).rejects.toThrow(/Invalid `signature`/);
  const [first, again] = [await start({ signingKey: 'fake' }), await start({ signingKey: 'fake' })];
  expect((await second(again.client, await firstAnswer(first.client))).stop_reason).toBe('end_turn');
});

test('without thinking, a tool turn may come back without its thought', async () => {
  const { client } = await start();
  const content = (await firstAnswer(client)).filter(({ type }) => type !== 'thinking');
  expect((await second(client, content, { thinking: { type: 'disabled' } })).stop_reason).toBe('end_turn');
});

test('with a budget, a tool turn that was made elsewhere has no thought to begin with, and is refused', async () => {
  const { client } = await start();
  const call = {
    type: 'tool_use' as const,
    id: 'call_1',
    name: 'get_weather',
    input: {},
    caller: { type: 'direct' as const },
  };
  const budget = { thinking: { type: 'enabled', budget_tokens: 1_024 } };
  await expect(second(client, [call], budget)).rejects.toThrow(
    /Expected `thinking` or `redacted_thinking`, but found `tool_use`/,
  );
  expect((await second(client, [call])).stop_reason).toBe('end_turn');
});

test('a redacted thought goes back as it came', async () => {
  const { client, emulator } = await start({ messages: { redacted: true } });
  const content = await firstAnswer(client);
  expect(content[0]?.type).toBe('redacted_thinking');
  emulator.set({ messages: { redacted: undefined } });
  expect((await second(client, content)).stop_reason).toBe('end_turn');
  const altered = content.map((block) =>
    block.type === 'redacted_thinking' ? { ...block, data: `A${block.data.slice(1)}` } : block,
  );
  await expect(second(client, altered)).rejects.toThrow(/Invalid `data` in `redacted_thinking` block/);
});

test('thoughts of older turns may be left out', async () => {
  const { client } = await start();
  const first = await client.messages.create({ ...asked, messages: [{ role: 'user', content: 'Hello' }] });
  const text = first.content.filter(({ type }) => type === 'text');
  const messages = [
    { role: 'user' as const, content: 'Hello' },
    { role: 'assistant' as const, content: text },
    { role: 'user' as const, content: 'And now?' },
  ];
  expect((await client.messages.create({ ...asked, messages })).stop_reason).toBe('end_turn');
});
