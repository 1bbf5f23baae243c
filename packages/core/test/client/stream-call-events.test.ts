import { expect, test } from 'vitest';
import type { ChatCompletionEvents, CreateParams } from '../../src/index.ts';
import type { ChatEvent, TokenLogprob } from '../../src/provider.ts';
import { clientOf, failureOf, finish, inProcess, question, text } from '../call/fixture.ts';

type Name = keyof ChatCompletionEvents<unknown>;

const streamOf = (events: readonly ChatEvent[], params: Partial<CreateParams> = {}) =>
  clientOf(
    inProcess({
      accepts: { tools: true, parameters: ['logprobs'] },
      async *stream() {
        yield* events;
      },
    }),
  ).chat.completions.stream({ ...question, ...params });

/** The events of these names that came, in their order, as they were when they came: snapshots grow. */
async function heardOf(stream: ReturnType<typeof streamOf>, names: readonly Name[]): Promise<readonly unknown[]> {
  const heard: unknown[] = [];
  for (const name of names)
    stream.on(name, (...values: readonly unknown[]) => heard.push([name, structuredClone(values[0])]));
  await stream.done();
  return heard;
}

const call = (index: number, id: string | undefined, name: string | undefined, args: string): ChatEvent => ({
  type: 'tool-call-delta',
  index,
  id,
  name,
  arguments: args,
});
const usage = { inputTokens: 7, outputTokens: 5 };
const toCalls: ChatEvent = { type: 'finish', reason: 'tool-calls', usage };
const tools = ['weather', 'clock'].map((name) => ({ type: 'function', function: { name } }) as const);

test('calls are told of piece by piece, each as complete when the next one begins, and the text before them', async () => {
  const events = [
    ...text('I look.'),
    call(0, 'a', 'weather', '{"city"'),
    call(0, undefined, undefined, ':"Oslo"}'),
    call(1, 'b', 'clock', '{}'),
    toCalls,
  ];
  const delta = 'tool_calls.function.arguments.delta';
  const done = 'tool_calls.function.arguments.done';
  const heard = await heardOf(streamOf(events, { tools }), [delta, done, 'content.done', 'functionToolCall']);
  const weather = { name: 'weather', index: 0 };
  const clock = { name: 'clock', index: 1 };
  expect(heard).toEqual([
    ['content.done', { content: 'I look.', parsed: null }],
    [delta, { ...weather, arguments: '{"city"', parsed_arguments: undefined, arguments_delta: '{"city"' }],
    [delta, { ...weather, arguments: '{"city":"Oslo"}', parsed_arguments: undefined, arguments_delta: ':"Oslo"}' }],
    [done, { ...weather, arguments: '{"city":"Oslo"}', parsed_arguments: null }],
    [delta, { ...clock, arguments: '{}', parsed_arguments: undefined, arguments_delta: '{}' }],
    [done, { ...clock, arguments: '{}', parsed_arguments: null }],
    ['functionToolCall', { name: 'weather', arguments: '{"city":"Oslo"}' }],
    ['functionToolCall', { name: 'clock', arguments: '{}' }],
  ]);
});

test('at the end, the last call and the last result of the conversation are told, and the counts', async () => {
  const messages: CreateParams['messages'] = [
    { role: 'user', content: 'How late is it?' },
    {
      role: 'assistant',
      tool_calls: [{ id: 'z', type: 'function', function: { name: 'clock', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'z', content: 'Ten.' },
    { role: 'user', content: 'And in Oslo?' },
  ];
  const asked = streamOf([call(0, 'a', 'weather', '{}'), toCalls], { tools, messages });
  const names: Name[] = ['finalFunctionToolCall', 'finalFunctionToolCallResult', 'finalContent', 'totalUsage'];
  const heard = await heardOf(asked, names);
  expect(heard).toEqual([
    ['finalFunctionToolCall', { name: 'weather', arguments: '{}' }],
    ['finalFunctionToolCallResult', 'Ten.'],
    ['totalUsage', expect.objectContaining({ prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 })],
  ]);
  expect(await asked.finalFunctionToolCallResult()).toBe('Ten.');
});

test('an answer that calls nothing has no last call', async () => {
  const asked = streamOf([...text('a'), finish]);
  expect(await heardOf(asked, ['finalFunctionToolCall', 'finalFunctionToolCallResult', 'functionToolCall'])).toEqual(
    [],
  );
  expect(await asked.finalFunctionToolCall()).toBeUndefined();
});

test('a refusal is told of piece by piece, and once as a whole', async () => {
  const refusing: ChatEvent[] = [
    { type: 'refusal-delta', text: 'I ' },
    { type: 'refusal-delta', text: 'will not.' },
  ];
  const heard = await heardOf(streamOf([...refusing, finish]), ['refusal.delta', 'refusal.done', 'content.done']);
  expect(heard).toEqual([
    ['refusal.delta', { delta: 'I ', snapshot: 'I ' }],
    ['refusal.delta', { delta: 'will not.', snapshot: 'I will not.' }],
    ['refusal.done', { refusal: 'I will not.' }],
  ]);
});

test('the tokens of a text are told of as they come, and once as a whole', async () => {
  const token = (said: string): TokenLogprob => ({ token: said, logprob: -0.5, bytes: null, top_logprobs: [] });
  const likely = (said: string): ChatEvent => ({ type: 'text-delta', text: said, logprobs: [token(said)] });
  const names: Name[] = ['logprobs.content.delta', 'logprobs.content.done', 'logprobs.refusal.delta'];
  const heard = await heardOf(streamOf([likely('a'), likely('b'), finish], { logprobs: true }), names);
  expect(heard).toEqual([
    ['logprobs.content.delta', { content: [token('a')], snapshot: [token('a')] }],
    ['logprobs.content.delta', { content: [token('b')], snapshot: [token('a'), token('b')] }],
    ['logprobs.content.done', { content: [token('a'), token('b')] }],
  ]);
});

test('what is complete before a call begins is not told again at the end', async () => {
  const likely: TokenLogprob = { token: 'a', logprob: -0.5, bytes: null, top_logprobs: [] };
  const events: ChatEvent[] = [
    { type: 'text-delta', text: 'a', logprobs: [likely] },
    { type: 'refusal-delta', text: 'b', logprobs: [likely] },
    call(0, 'a', 'weather', '{}'),
    toCalls,
  ];
  const names: Name[] = ['content.done', 'refusal.done', 'logprobs.content.done', 'logprobs.refusal.done'];
  const heard = await heardOf(streamOf(events, { tools, logprobs: true }), names);
  expect(heard).toEqual([
    ['content.done', { content: 'a', parsed: null }],
    ['refusal.done', { refusal: 'b' }],
    ['logprobs.content.done', { content: [likely] }],
    ['logprobs.refusal.done', { refusal: [likely] }],
  ]);
});

test('a reader that asks ahead gets the chunks as they come, and all of its questions are answered at the end', async () => {
  const chunks = streamOf([...text('a'), finish])[Symbol.asyncIterator]();
  const asked = Array.from({ length: 5 }, () => chunks.next());
  const read = (await Promise.all(asked)).map(({ done, value }) =>
    done === true ? 'over' : value?.choices[0]?.delta.content,
  );
  expect(read).toEqual(['', 'a', undefined, 'over', 'over']);
});

test('a reader that asks ahead of a failure hears it once', async () => {
  const failing = clientOf(
    inProcess({
      async *stream() {
        yield* text('a');
        throw new Error('lost');
      },
    }),
  );
  const chunks = failing.chat.completions.stream(question)[Symbol.asyncIterator]();
  const asked = Array.from({ length: 4 }, () => chunks.next());
  const failure = failureOf(asked[2] ?? chunks.next());
  expect((await asked[1])?.value?.choices[0]?.delta.content).toBe('a');
  expect(await failure).toMatchObject({ code: 'protocol_error' });
  expect((await asked[3])?.done).toBe(true);
});

test('a reader that leaves ends the call', async () => {
  let left = false;
  const client = clientOf(
    inProcess({
      async *stream(_request, { sleep }) {
        try {
          yield* text('a');
          await sleep(60_000);
        } finally {
          left = true;
        }
      },
    }),
  );
  const stream = client.chat.completions.stream(question);
  stream.on('error', () => undefined);
  stream.on('abort', () => undefined);
  for await (const { choices } of stream) if (choices[0]?.delta.content === 'a') break;
  expect(await failureOf(stream.done())).toMatchObject({ code: 'aborted' });
  expect(left).toBe(true);
});
