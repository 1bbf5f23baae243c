import { zodResponseFormat } from 'openai/helpers/zod';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ChatCompletionEvents, RequestOptions } from '../../src/index.ts';
import { partialJson } from '../../src/client/partial-json.ts';
import type { ChatEvent } from '../../src/provider.ts';
import { clientOf, failureOf, finish, inProcess, question, text, unhandledBy } from '../call/fixture.ts';

const saying = (...events: readonly ChatEvent[]) =>
  clientOf(
    inProcess({
      accepts: { tools: true, responseFormat: ['json_schema'] },
      async *stream() {
        yield* events;
      },
    }),
  );

/** Says something, and then waits to be aborted. */
const waiting = () =>
  clientOf(
    inProcess({
      async *stream(_request, call) {
        yield* text('a');
        await call.sleep(60_000);
      },
    }),
  );

const failing = () =>
  clientOf(
    inProcess({
      async *stream() {
        yield* text('a');
        throw new Error('lost');
      },
    }),
  );

test('a failure that nobody waits for and nobody listens to is an unhandled rejection', async () => {
  const unhandled = await unhandledBy(
    () => new Promise<void>((resolve) => void failing().chat.completions.stream(question).on('end', resolve)),
  );
  expect(unhandled).toMatchObject([{ code: 'protocol_error', partialText: 'a' }]);
});

test.each<[string, keyof ChatCompletionEvents<unknown>]>([
  ['a listener of error', 'error'],
  ['whoever waits for an event', 'message'],
])('a failure that reaches %s is handled', async (_, event) => {
  const unhandled = await unhandledBy(async () => {
    const stream = failing().chat.completions.stream(question);
    const heard = event === 'error' ? undefined : failureOf(stream.emitted(event));
    await new Promise<void>((resolve) => {
      stream.on('end', resolve);
      if (event === 'error') stream.on('error', () => undefined);
    });
    await heard;
  });
  expect(unhandled).toEqual([]);
});

test('a reader gets the chunks before a failure, and then the failure, once', async () => {
  const chunks = failing().chat.completions.stream(question)[Symbol.asyncIterator]();
  const read = async (): Promise<string | undefined> => (await chunks.next()).value?.choices[0]?.delta.content;
  expect([await read(), await read()]).toEqual(['', 'a']);
  expect(await failureOf(chunks.next())).toMatchObject({ code: 'protocol_error' });
  expect((await chunks.next()).done).toBe(true);
});

test('whoever begins to read after the end is told so', async () => {
  const stream = saying(...text('a'), finish).chat.completions.stream(question);
  await stream.done();
  expect(() => stream[Symbol.asyncIterator]()).toThrow(expect.objectContaining({ code: 'input_invalid' }));
});

test('an event that does not come rejects at the end', async () => {
  const stream = saying(...text('a'), finish).chat.completions.stream(question);
  expect(await failureOf(stream.emitted('refusal.done'))).toMatchObject({
    message: 'The call ended without refusal.done.',
  });
});

test.each<[string, (abort: AbortController) => RequestOptions]>([
  ["the caller's signal", ({ signal }) => ({ signal })],
  ['the controller of the stream', () => ({})],
])('%s aborts the call, and its reason is the cause', async (_, optionsOf) => {
  const own = new AbortController();
  const options = optionsOf(own);
  const stream = waiting().chat.completions.stream(question, options);
  stream.on('content', () => (options.signal === undefined ? stream.controller : own).abort('no more'));
  expect(await failureOf(stream.finalMessage())).toMatchObject({ code: 'aborted', cause: 'no more' });
  expect([stream.aborted, stream.errored, stream.ended]).toEqual([true, true, true]);
});

test('a listener of the last chunk that aborts leaves no complete answer', async () => {
  const stream = saying(...text('a'), finish).chat.completions.stream(question);
  stream.on('content.done', () => stream.abort());
  expect(await failureOf(stream.finalMessage())).toMatchObject({ code: 'aborted' });
  expect(stream.allChatCompletions()).toEqual([]);
});

test('a listener that throws ends the call, and what it threw is the failure', async () => {
  const stream = waiting().chat.completions.stream(question);
  const thrown = new Error('of the listener');
  stream.on('content', () => {
    throw thrown;
  });
  await expect(stream.done()).rejects.toBe(thrown);
});

test.each<[string, object, RequestOptions, string]>([
  ['no messages', { model: 'model' }, {}, 'messages'],
  ['an option that it cannot follow', question, { keepAnswer: false }, 'keepAnswer'],
  ['a signal that is none', question, { signal: 'now' as never }, 'signal'],
])('%s is refused as an event, and nothing is thrown', async (_, params, options, param) => {
  const stream = saying(finish).chat.completions.stream(params as typeof question, options);
  expect(await stream.emitted('error')).toMatchObject({ code: 'input_invalid', param });
});

test('an answer that does not fit the form fails behind its last chunk', async () => {
  const stream = saying(...text('{"city":7}'), finish).chat.completions.stream({
    ...question,
    response_format: zodResponseFormat(z.object({ city: z.string() }), 'place'),
  });
  const read: (string | null)[] = [];
  stream.on('chunk', ({ choices }) => read.push(choices[0]?.finish_reason ?? null));
  expect(await failureOf(stream.done())).toMatchObject({ code: 'output_invalid' });
  expect(read.at(-1)).toBe('stop');
});

test('a text that is taken back is not in the snapshots that follow', async () => {
  const events: ChatEvent[] = [...text('a', 'b'), { type: 'text-revised', text: 'x' }, ...text('c'), finish];
  const stream = saying(...events).chat.completions.stream(question);
  const snapshots: string[] = [];
  stream.on('content', (_, snapshot) => snapshots.push(snapshot));
  expect(await stream.finalContent()).toBe('xc');
  expect(snapshots).toEqual(['a', 'ab', 'xc']);
});

test('the snapshot has no finish reason before the end, and is gone after it', async () => {
  const stream = saying(...text('a'), finish).chat.completions.stream(question);
  const reasons: unknown[] = [];
  stream.on('chunk', (_, { choices }) => reasons.push(choices[0]?.finish_reason));
  stream.on('content', () => expect(stream.currentChatCompletionSnapshot?.choices[0]?.message.content).toBe('a'));
  await stream.done();
  expect(reasons).toEqual([null, null, 'stop']);
  expect(stream.currentChatCompletionSnapshot).toBeUndefined();
});

test.each<[string, unknown]>([
  ['', undefined],
  ['{', {}],
  ['{"ci', {}],
  ['{"city":', {}],
  ['{"city":"Be', { city: 'Be' }],
  ['{"city":"Bern\\', { city: 'Bern' }],
  ['{"city":"\\u00e', { city: '' }],
  ['{"city":"a\\\\', { city: 'a\\' }],
  ['{"a":1', {}],
  ['{"a":1.5,"b"', { a: 1.5 }],
  ['{"a":tr', { a: true }],
  ['{"a":[{"b":"c"},', { a: [{ b: 'c' }] }],
  ['[1,2', [1]],
  ['{"a":{"b":{}},"c":[', { a: { b: {} }, c: [] }],
  ['{"a":1}', { a: 1 }],
  ['no JSON', undefined],
])('of %j, partialJson() reads what is there', (text, value) => {
  expect(partialJson(text)).toEqual(value);
});
