import { randomBytes } from 'node:crypto';
import { PlugboardError } from '@plugboard/core';
import OpenAI6 from 'openai';
import OpenAI7 from 'openai7';
import { expect, test } from 'vitest';
import { clientFor, openGateway, say, type Answer } from './open-gateway.ts';

/** Version 7 is written for newer versions of Node; what is used here runs on 20 as well. */
const versions: readonly [name: string, make: (baseURL: string, maxRetries?: number) => OpenAI6][] = [
  ['openai 6', (baseURL, maxRetries = 0) => new OpenAI6({ baseURL, apiKey: 'test-key', maxRetries })],
  // The same methods, under declarations of its own.
  [
    'openai 7',
    (baseURL, maxRetries = 0) => new OpenAI7({ baseURL, apiKey: 'test-key', maxRetries }) as unknown as OpenAI6,
  ],
];

const hello = { model: 'echo', messages: [{ role: 'user' as const, content: 'Hello' }] };
const tools = [
  {
    type: 'function' as const,
    function: { name: 'look', parameters: { type: 'object', properties: { at: { type: 'string' } } } },
  },
];

async function* call(): ReturnType<Answer> {
  yield { type: 'tool-call-delta', index: 0, id: 'call_1', name: 'look', arguments: '{"at":' };
  yield { type: 'tool-call-delta', index: 0, arguments: '"cat"}' };
  yield { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 3, outputTokens: 4 } };
}

test.each(versions)('%s: whole, as a stream, with usage, and the models', async (_, make) => {
  const { url } = await openGateway(() => say('Hel', 'lo.'));
  const client = make(`${url}/v1`);
  const { data, request_id: requestId } = await client.chat.completions.create(hello).withResponse();
  expect(data.choices[0]?.message.content).toBe('Hello.');
  expect(requestId).toMatch(/^req_/);
  const stream = await client.chat.completions.create({
    ...hello,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let total: number | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    total = chunk.usage?.total_tokens ?? total;
  }
  expect([text, total]).toEqual(['Hello.', 7]);
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toEqual(['echo', 'other']);
  expect((await client.models.retrieve('fake/echo')).owned_by).toBe('fake');
});

test.each(versions)('%s: tools, put together by its own helper', async (_, make) => {
  const { url } = await openGateway(call);
  const client = make(`${url}/v1`);
  const whole = await client.chat.completions.create({ ...hello, tools });
  const [first] = whole.choices;
  expect(first).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
  const streamed = await client.chat.completions.stream({ ...hello, tools }).finalChatCompletion();
  for (const completion of [whole, streamed]) {
    expect(completion.choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"cat"}' } },
    ]);
  }
});

test.each(versions)('%s: a picture as a data URL reaches the provider byte for byte', async (_, make) => {
  const seen: Buffer[] = [];
  const { url } = await openGateway(async function* answer({ messages }) {
    for (const { content } of messages) {
      for (const part of content) {
        if (part.type === 'image' && typeof part.source !== 'string') seen.push(Buffer.from(await part.source.bytes()));
      }
    }
    yield* say('Seen.');
  });
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const pictures = [png, Buffer.concat([png, randomBytes(3_000_000)])];
  const content = pictures.map((picture) => ({
    type: 'image_url' as const,
    image_url: { url: `data:image/png;base64,${picture.toString('base64')}` },
  }));
  const completion = await make(`${url}/v1`).chat.completions.create({
    model: 'echo',
    messages: [{ role: 'user', content }],
  });
  expect(completion.choices[0]?.message.content).toBe('Seen.');
  expect(seen.map((bytes, index) => pictures[index]?.equals(bytes))).toEqual([true, true]);
});

test.each(versions)('%s: errors are its own classes, and one in the middle of a stream is thrown', async (_, make) => {
  const limit = new PlugboardError('rate_limited', 'Too many.', { status: 429, retryAfterMs: 1000, phase: 'chat' });
  const limited = await openGateway(() => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(limit) }) }));
  const broken = await openGateway(async function* answer() {
    yield { type: 'text-delta', text: 'Half' };
    await Promise.resolve();
    throw new PlugboardError('server_error', 'Broken.', { phase: 'chat' });
  });
  const closed = await openGateway(() => say('Hi.'), { keys: [{ name: 'a', key: 'test-other-key' }] });
  const rejection = (url: string) =>
    make(`${url}/v1`)
      .chat.completions.create(hello)
      .catch((error: unknown) => error);
  expect(await rejection(closed.url)).toMatchObject({ status: 401, code: 'invalid_api_key' });
  expect(await rejection(limited.url)).toMatchObject({ status: 429, code: 'rate_limited' });
  const stream = await make(`${broken.url}/v1`).chat.completions.create({ ...hello, stream: true });
  const texts: (string | null | undefined)[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of stream) texts.push(chunk.choices[0]?.delta.content);
  };
  await expect(read()).rejects.toMatchObject({ code: 'server_error' });
  expect(texts).toEqual(['', 'Half']);
});

test.each(versions)('%s asks again only when the gateway has not done so', async (_, make) => {
  for (const maxRetries of [0, 1]) {
    let asked = 0;
    const busy = (): AsyncIterable<never> => {
      asked += 1;
      const error = new PlugboardError('server_error', 'Busy.', { status: 503, phase: 'chat' });
      return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
    };
    const { url } = await openGateway(clientFor(busy, { retry: { maxRetries } }));
    await expect(make(`${url}/v1`, 1).chat.completions.create(hello)).rejects.toMatchObject({ status: 503 });
    expect(asked).toBe(2);
  }
});

test.each(versions)('%s: its abort reaches the provider', async (_, make) => {
  let aborted = false;
  const { url, log } = await openGateway(async function* answer(_request, { signal }) {
    yield { type: 'text-delta', text: 'Begun' };
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    aborted = true;
  });
  const stream = await make(`${url}/v1`).chat.completions.create({ ...hello, stream: true });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'Begun') stream.controller.abort();
  await expect.poll(() => aborted).toBe(true);
  await expect.poll(() => log).toMatchObject([{ left: 'answer' }]);
});
