import { expect, test } from 'vitest';
import type { ChatEvent } from '../../src/provider.ts';
import type { ChunkStream } from '../../src/index.ts';
import { ask, clientOf, failureOf, finish, inProcess, text } from '../call/fixture.ts';

async function textOf(chunks: ChunkStream): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk.choices[0]?.delta.content ?? '';
  return all;
}

const spoken = (...pieces: readonly string[]) =>
  inProcess({
    async *stream() {
      yield* text(...pieces);
      yield finish;
    },
  });

test('both readers of tee() get every chunk, one after the other or at the same time', async () => {
  const [left, right] = (await ask(clientOf(spoken('a', 'b', 'c')))).tee();
  expect(await textOf(left)).toBe('abc');
  expect(await textOf(right)).toBe('abc');
  const [first, second] = (await ask(clientOf(spoken('a', 'b', 'c')))).tee();
  expect(await Promise.all([textOf(first), textOf(second)])).toEqual(['abc', 'abc']);
});

test('one reader of tee() may leave, and the answer ends with the other', async () => {
  let ended = false;
  const endless = inProcess({
    async *stream(): AsyncGenerator<ChatEvent> {
      try {
        for (;;) yield* text('a');
      } finally {
        ended = true;
      }
    },
  });
  const [left, right] = (await ask(clientOf(endless))).tee();
  // oxlint-disable-next-line no-unreachable-loop -- leaving at once is what is tested
  for await (const _ of left) break;
  expect(ended).toBe(false);
  const chunks = right[Symbol.asyncIterator]();
  for (let count = 0; count < 5; count += 1) expect((await chunks.next()).done).toBe(false);
  await chunks.return?.();
  expect(ended).toBe(true);
});

test('a failure reaches both readers of tee()', async () => {
  const failing = inProcess({
    async *stream() {
      yield* text('a');
      throw new Error('lost');
    },
  });
  const [left, right] = (await ask(clientOf(failing))).tee();
  expect(await failureOf(textOf(left))).toMatchObject({ code: 'protocol_error', partialText: 'a' });
  expect(await failureOf(textOf(right))).toMatchObject({ code: 'protocol_error', partialText: 'a' });
});

test('a reader of tee() that is too far ahead is refused, and the other one is not', async () => {
  const large = 'a'.repeat(8 * 1024 ** 2);
  const [left, right] = (await ask(clientOf(spoken(...Array.from({ length: 8 }, () => large))))).tee();
  expect(await failureOf(textOf(left))).toMatchObject({ code: 'limit_exceeded' });
  expect((await textOf(right)).length).toBe(8 * large.length);
});

test('each reader of tee() can be sent to a browser, and can end the call', async () => {
  const [left, right] = (await ask(clientOf(spoken('a', 'b')))).tee();
  const lines = await new Response(left.toReadableStream()).text();
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).choices[0].delta.content ?? '')
      .join(''),
  ).toBe('ab');
  right.controller.abort();
  expect(left.controller.signal.aborted).toBe(right.controller.signal.aborted);
});

test("the official client's names of the final helpers give what ours do", async () => {
  const stream = await ask(clientOf(spoken('a', 'b')));
  expect(await stream.finalContent()).toBe('ab');
  expect(await stream.finalMessage()).toEqual((await stream.finalCompletion()).choices[0]?.message);
  expect(await stream.finalChatCompletion()).toEqual(await stream.finalCompletion());
  expect(await stream.totalUsage()).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
});
