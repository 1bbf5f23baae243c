import { sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Agent } from 'undici';
import { Client } from '../../src/index.ts';
import { defineProvider } from '../../src/provider.ts';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import { clientOf, rejection } from './tool-provider.ts';

const asked = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello' }] };
const said = [{ id: 'cmpl_1', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] }, '[DONE]'];

function wireOf(origin: string) {
  return defineProvider({
    id: 'wire',
    models: [{ id: 'm' }],
    create: (_, host) => {
      const http = (call: { http: typeof host.http }) => call.http.with({ baseUrl: `${origin}/v1/` });
      return {
        stream: (request, call) =>
          streamChatCompletions(http(call), request, { path: 'chat/completions?key=fake-key' }),
      };
    },
  });
}

test.each([true, false])(
  'withResponse() gives the answer with status, headers and address, streamed: %s',
  async (stream) => {
    await using server = await startScriptedServer();
    server.on(
      {},
      sse(said, {
        headers: { 'x-request-id': 'req_1', 'x-ratelimit-remaining-requests': '7', 'set-cookie': 'a=fake-session' },
      }),
    );
    await using client = new Client({ providers: [wireOf(server.origin)], config: false, discover: false });
    const {
      data,
      response,
      request_id: id,
    } = await client.chat.completions.create({ ...asked, stream }).withResponse();
    expect(response).toMatchObject({ status: 200, ok: true, url: `${server.origin}/v1/chat/completions` });
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('7');
    expect([...response.headers.keys()]).not.toContain('set-cookie');
    expect(id).toBe('req_1');
    const completion = 'choices' in data ? data : await data.finalCompletion();
    expect(completion.choices[0]?.message.content).toBe('Hi');
  },
);

test('the response that is given is the one with the answer, after retries', async () => {
  await using server = await startScriptedServer();
  server.on(
    'next',
    status(503, { error: { message: 'busy' } }, { 'x-request-id': 'req_1', 'retry-after': '0' }),
    sse(said, { headers: { 'x-request-id': 'req_2' } }),
  );
  await using client = new Client({ providers: [wireOf(server.origin)], config: false, discover: false });
  expect(await client.chat.completions.create(asked).withResponse()).toMatchObject({ request_id: 'req_2' });
});

test('withResponse() rejects as the call does, also for what is refused at once', async () => {
  const { client } = clientOf([], {});
  expect(await rejection(client.chat.completions.create({ ...asked, model: '' }).withResponse())).toMatchObject({
    code: 'input_invalid',
  });
  expect(await rejection(client.chat.completions.create(asked).withResponse())).toHaveProperty('code');
});

test('a provider that sends no HTTP has a response without headers and address', async () => {
  const { client } = clientOf(
    [
      { type: 'text-delta', text: 'Hi' },
      { type: 'finish', reason: 'stop' },
    ],
    {},
  );
  const { response, request_id: id } = await client.chat.completions.create(asked).withResponse();
  expect([response.status, response.ok, response.url, [...response.headers], id]).toEqual([200, true, '', [], null]);
  const parsed = await client.chat.completions.parse(asked).withResponse();
  expect(parsed.data.choices[0]?.message.parsed).toBeNull();
});

test('every request goes through the dispatcher of the client, which stays open', async () => {
  await using server = await startScriptedServer();
  server.on({}, sse(said));
  const agent = new Agent();
  let dispatched = 0;
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    dispatched += 1;
    return dispatch(options, handler);
  });
  const client = new Client({ providers: [wireOf(server.origin)], config: false, discover: false, dispatcher });
  await client.chat.completions.create(asked);
  await client.close();
  expect([dispatched, agent.closed]).toEqual([1, false]);
  await agent.close();
});

test.each([
  [{ dispatcher: {} }, /must be an undici dispatcher/],
  [{ dispatcher: new Agent(), proxy: 'http://127.0.0.1:9' }, /cannot be combined/],
])('a dispatcher that cannot be used is refused', (options, message) => {
  const create = (): Client => new Client({ config: false, discover: false, ...Object(options) });
  expect(create).toThrow(expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) }));
});

test.each(['x-request-id', 'request-id', 'cf-ray'])(
  'what the service calls the request, in %s, stands in the completion and in the first chunk',
  async (header) => {
    await using server = await startScriptedServer();
    server.on({}, sse(said, { headers: { [header]: 'req_1' } }));
    await using client = new Client({ providers: [wireOf(server.origin)], config: false, discover: false });
    const completion = await client.chat.completions.create(asked);
    expect(completion.service).toEqual({ id: 'cmpl_1', request_id: 'req_1' });
    expect(completion._request_id).toBe('req_1');
    expect(JSON.stringify(completion)).not.toContain('_request_id');
    const stream = await client.chat.completions.create({ ...asked, stream: true });
    const services = [];
    for await (const chunk of stream) services.push(chunk.service);
    expect(services).toEqual([completion.service, ...services.slice(1).map(() => undefined)]);
  },
);

test('asResponse() is refused by name, and a failure of the call itself is handled', async () => {
  await using server = await startScriptedServer();
  server.on({}, status(400, { error: { message: 'no' } }));
  await using client = new Client({ providers: [wireOf(server.origin)], config: false, discover: false });
  const answer = client.chat.completions.create(asked);
  const error = await rejection((answer as unknown as { asResponse(): Promise<unknown> }).asResponse());
  expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('withResponse()') });
  // Whoever waits for nothing more would end the process otherwise.
  const unhandled = vi.fn<(reason: unknown) => void>();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  await client.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).not.toHaveBeenCalled();
});
