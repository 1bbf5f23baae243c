import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zodFunction } from 'openai/helpers/zod';
import { onTestFinished, expect, test } from 'vitest';
import { z } from 'zod';
import type { Client, RunnableTool, RunToolsOptions } from '../../src/index.ts';
import type { ChatEvent, ChatRequest } from '../../src/provider.ts';
import { clientOf, failureOf, finish, inProcess, png, question, text, unhandledBy } from '../call/fixture.ts';

const called = (args = '{}', name = 'look', id = 'call_1'): ChatEvent[] => [
  { type: 'tool-call-delta', index: 0, id, name, arguments: args },
  { type: 'finish', reason: 'tool-calls' },
];
const said: readonly ChatEvent[] = [...text('Seven.'), finish];

/** A client whose model gives these answers, one after another, and what it was asked. */
function answering(...answers: readonly (readonly ChatEvent[])[]): { client: Client; requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  const provider = inProcess(
    {
      accepts: { tools: true, responseFormat: ['json_schema'] },
      async *stream(request, call) {
        requests.push(request);
        const parts = request.messages.flatMap(({ content }) => content);
        const files = parts.flatMap((part) =>
          part.type === 'image' && typeof part.source === 'object' ? [part.source] : [],
        );
        for (const file of files) for await (const piece of file.stream()) if (piece.byteLength === 0) break;
        yield* answers[requests.length - 1] ?? said;
        await call.sleep(0);
      },
    },
    'scripted',
    ['image'],
  );
  return { client: clientOf(provider), requests };
}

const tool = (run: (args: unknown) => unknown = () => 7): RunnableTool => ({
  type: 'function',
  function: { name: 'look', function: run, parse: JSON.parse },
});

const asked = (tools: readonly RunnableTool[] = [tool()]) => ({ ...question, tools });

test('what a service needs back goes back with each of its calls', async () => {
  const detail = { type: 'signature', format: 'acme', index: 0, signature: 'fake' };
  const { client, requests } = answering([{ type: 'reasoning-detail', detail }, ...called()]);
  await client.chat.completions.runTools(asked()).done();
  expect(requests[1]?.messages).toMatchObject([
    { role: 'user' },
    { role: 'assistant', reasoning_details: [detail], tool_calls: [{ id: 'call_1' }] },
    { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '7' }] },
  ]);
});

test('a file goes with every call of a run, as bytes and as a stream that reads it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-run-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'pixel.png');
  await writeFile(path, png);
  const { client, requests } = answering(called());
  await client.chat.completions.runTools({ ...asked(), images: [png, png, createReadStream(path)] }).done();
  const files = requests.map(({ messages }) => messages[0]?.content.map(({ type }) => type));
  expect(files).toHaveLength(2);
  expect(files).toEqual(requests.map(() => ['image', 'image', 'image', 'text']));
});

test('a file that can be read once fails the second call, and the error names it', async () => {
  const once = new Blob([png]).stream();
  const { client, requests } = answering(called());
  const run = client.chat.completions.runTools({ ...asked(), image: once });
  expect(await failureOf(run.done())).toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining('image 1'),
  });
  expect(requests).toHaveLength(2);
});

test('the stream of a missing file fails the run and not the process', async () => {
  const { client } = answering();
  const image = createReadStream(new URL('missing.png', import.meta.url));
  expect(await failureOf(client.chat.completions.runTools({ ...asked(), image }).done())).toMatchObject({
    code: 'input_invalid',
  });
});

test.each<[string, object, RunToolsOptions, string, string?]>([
  ['no messages', { ...asked(), messages: undefined }, {}, 'messages'],
  ['no tools', question, {}, 'tools'],
  [
    'a tool without a function to run',
    asked([{ type: 'function', function: { name: 'look' } } as never]),
    {},
    'tools[0].function.function',
  ],
  [
    'a parse that is none',
    asked([{ type: 'function', function: { name: 'look', function: () => 1, parse: 7 } } as never]),
    {},
    'tools[0].function.parse',
  ],
  [
    'a function without a name',
    asked([
      {
        type: 'function',
        function: {
          function: (
            () => () =>
              1
          )(),
        },
      },
    ]),
    {},
    'tools[0].function.name',
  ],
  ['what is no tool', asked(['look' as never]), {}, 'tools[0].type'],
  ['a tool without a description of its function', asked([{ type: 'function' } as never]), {}, 'tools[0].function'],
  ['a custom tool', asked([{ type: 'custom', custom: { name: 'x' } } as never]), {}, 'tools[0]', 'unsupported'],
  ['a helper without a function', asked([zodFunction({ name: 'look', parameters: z.object({}) })]), {}, 'tools[0]'],
  [
    'a choice of a function that is not there',
    { ...asked(), tool_choice: { type: 'function', function: { name: 'ask' } } },
    {},
    'tool_choice',
  ],
  ['a count below one', asked(), { maxChatCompletions: 0 }, 'maxChatCompletions'],
  ['a count that is no number', asked(), { maxChatCompletions: 'all' as never }, 'maxChatCompletions'],
  ['an option that it cannot follow', asked(), { keepAnswer: false }, 'keepAnswer'],
])('%s is refused as an event before anything is sent', async (_, params, options, param, code = 'input_invalid') => {
  const { client, requests } = answering();
  const run = client.chat.completions.runTools(params as ReturnType<typeof asked>, options);
  expect(await run.emitted('error')).toMatchObject({ code, param });
  expect(requests).toHaveLength(0);
});

test('a run of a closed client is refused, and lets go of its files', async () => {
  const { client } = answering();
  await client.close();
  const image = createReadStream(new URL('missing.png', import.meta.url));
  expect(await failureOf(client.chat.completions.runTools({ ...asked(), image }).done())).toMatchObject({
    code: 'closed',
  });
  await expect.poll(() => image.destroyed).toBe(true);
});

test.each([false, true])('arguments that a strict tool cannot read are for the model (stream: %s)', async (stream) => {
  const { client, requests } = answering(called('{"city":7}'), called('{"city":', 'look', 'call_2'));
  const look = zodFunction({ name: 'look', parameters: z.object({ city: z.string() }), function: () => 'never' });
  const run = client.chat.completions.runTools({ ...question, tools: [look], stream } as never);
  expect(await run.finalContent()).toBe('Seven.');
  const results = requests[2]?.messages.flatMap(({ role, content }) => (role === 'tool' ? content : []));
  expect(results).toMatchObject([
    { text: expect.stringContaining('expected string') },
    { text: expect.stringContaining('JSON') },
  ]);
});

test('a call that is cut off is not run', async () => {
  const { client } = answering([...called().slice(0, 1), { type: 'finish', reason: 'length' }]);
  const ran: unknown[] = [];
  const run = client.chat.completions.runTools(asked([tool((args) => ran.push(args))]));
  expect(await failureOf(run.done())).toMatchObject({ code: 'output_invalid' });
  expect(ran).toEqual([]);
});

test('the counts of all answers add up, each part by itself', async () => {
  const counting = (events: readonly ChatEvent[], usage: object): ChatEvent[] =>
    events.map((event) => (event.type === 'finish' ? { ...event, usage } : event) as ChatEvent);
  const { client } = answering(
    counting(called(), { inputTokens: 10, outputTokens: 2, cachedInputTokens: 4 }),
    counting(said, { inputTokens: 20, outputTokens: 3, cachedInputTokens: 8, reasoningTokens: 1 }),
  );
  expect(await client.chat.completions.runTools(asked()).totalUsage()).toEqual({
    prompt_tokens: 30,
    completion_tokens: 5,
    total_tokens: 35,
    prompt_tokens_details: { cached_tokens: 12 },
    completion_tokens_details: { reasoning_tokens: 1 },
  });
});

test('a function that goes on after an abort does not hold the run, whatever becomes of it', async () => {
  const { client, requests } = answering(called());
  let fail: (error: Error) => void = () => undefined;
  const unhandled = await unhandledBy(async () => {
    const run = client.chat.completions.runTools(asked([tool(() => new Promise((_, reject) => (fail = reject)))]));
    run.on('functionToolCall', () => setImmediate(() => run.controller.abort('enough')));
    expect(await failureOf(run.done())).toMatchObject({ code: 'aborted', cause: 'enough' });
    fail(new Error('too late'));
  });
  expect(unhandled).toEqual([]);
  expect(requests).toHaveLength(1);
});

test('what the signal of a run ends in a function ends the run as aborted', async () => {
  const { client } = answering(called());
  const own = new AbortController();
  const run = client.chat.completions.runTools(
    asked([
      tool(() => {
        own.abort('enough');
        run.controller.signal.throwIfAborted();
      }),
    ]),
    { signal: own.signal },
  );
  expect(await failureOf(run.done())).toMatchObject({ code: 'aborted', cause: 'enough' });
  expect([run.aborted, run.messages.length]).toEqual([true, 2]);
});

test('after an abort, the other calls of an answer are not run', async () => {
  const both: ChatEvent[] = [0, 1].map((index) => ({
    type: 'tool-call-delta',
    index,
    id: `call_${index}`,
    name: 'look',
    arguments: '{}',
  }));
  const { client } = answering([...both, { type: 'finish', reason: 'tool-calls' }]);
  let count = 0;
  const run = client.chat.completions.runTools(
    asked([
      tool(() => {
        count += 1;
        run.abort();
      }),
    ]),
  );
  expect(await failureOf(run.done())).toMatchObject({ code: 'aborted' });
  expect(count).toBe(1);
});

test('what a function throws ends the run, the same object, and is unhandled if nobody waits or listens', async () => {
  const { client } = answering(called(), called());
  const thrown = new Error('of the function');
  const tools = [tool(() => Promise.reject(thrown))];
  await expect(client.chat.completions.runTools(asked(tools)).done()).rejects.toBe(thrown);
  const unhandled = await unhandledBy(
    () => new Promise<void>((resolve) => void client.chat.completions.runTools(asked(tools)).on('end', resolve)),
  );
  expect(unhandled).toEqual([thrown]);
});

test('a value that is no JSON ends the run as what JSON.stringify() throws', async () => {
  const { client } = answering(called());
  await expect(client.chat.completions.runTools(asked([tool(() => 1n)])).done()).rejects.toThrow(TypeError);
});
