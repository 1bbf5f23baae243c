import { expect, test } from 'vitest';
import { PlugboardError, type ChatRequest, type Media, type Provider } from '@plugboard/core/provider';
import { createWebSession, type WebSessionOptions } from '../../src/web/web-session.ts';
import { collect, fakeService, fakeToken, rejection, type FakeService, type Scripted } from '../fake-call.ts';

const origin = new URL('https://chat.reka.ai');
const accessToken = fakeToken(1_700_000_000_000 + 86_400_000);

const request: ChatRequest = {
  model: 'reka-core',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  stream: true,
  parameters: {},
  extra: {},
};

function service(
  chat: Scripted | readonly (object | string)[],
  options: WebSessionOptions = { accessToken },
): FakeService & { provider: Provider } {
  const fake = fakeService({
    '/api/chat': 'length' in chat ? { events: chat } : chat,
    '/api/upload-image': { json: { media_url: 'https://files.invalid/auth0|1/x==' } },
  });
  return { ...fake, provider: createWebSession(options, origin, fake.host) };
}

function media(kind: Media['kind']): Media {
  return {
    kind,
    type: 'image/png',
    name: 'x.png',
    async *stream() {
      yield new Uint8Array([1]);
    },
    bytes: () => Promise.resolve(new Uint8Array([1])),
  };
}

test('nothing happens before the first event is asked for', async () => {
  const { provider, call, sent } = service([]);
  provider.stream(request, call);
  await Promise.resolve();
  expect(sent).toEqual([]);
});

test('a chat sends the body of the web app with the bearer, and gives deltas, sources and one finish', async () => {
  const chunk = { sourceDocument: 'https://a.invalid/', text: 't', score: 1 };
  const { provider, call, sent } = service([
    { type: 'model', text: ' Hi', retrieved_chunks: [chunk] },
    { type: 'progress' },
    { type: 'model', text: ' Hi\n <s', retrieved_chunks: [chunk] },
    { type: 'model', text: ' Hi.', finish_reason: 'stop', metadata: { input_tokens: 3, generated_tokens: 2 } },
    { type: 'model', text: 'after the end' },
  ]);
  const asked = { ...request, parameters: { seed: 7 }, extra: { use_search_engine: true } };
  expect(await collect(provider.stream(asked, call))).toEqual([
    { type: 'text-delta', text: ' Hi' },
    { type: 'source', url: 'https://a.invalid/', text: 't' },
    { type: 'text-delta', text: '.' },
    { type: 'finish', reason: 'stop', rawReason: 'stop', usage: { inputTokens: 3, outputTokens: 2 } },
  ]);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.token).toBe(accessToken);
  expect(sent[0]?.defaults.baseUrl).toBe(origin);
  expect(sent[0]?.request).toEqual({
    phase: 'chat',
    url: '/api/chat',
    json: {
      conversation_history: [{ type: 'human', text: 'hi' }],
      stream: true,
      use_search_engine: true,
      use_code_interpreter: false,
      model_name: 'reka-core',
      random_seed: 7,
    },
  });
});

test('what is ignored is told to the log', async () => {
  const { provider, call, logged } = service([{ type: 'progress' }, { text: 'x', finish_reason: 'stop' }]);
  await collect(provider.stream(request, call));
  expect(logged).toEqual(['Ignored: Reka sent a message of type "progress".']);
});

test('a stream that ends early gives what was held back, and no finish', async () => {
  const { provider, call } = service([{ text: 'one two \n' }]);
  expect(await collect(provider.stream(request, call))).toEqual([
    { type: 'text-delta', text: 'one two' },
    { type: 'text-delta', text: ' \n' },
  ]);
});

test('an error inside the stream is judged by the kit', async () => {
  const { provider, call } = service([{ text: 'one' }, { error: 'broken' }]);
  expect(await rejection(collect(provider.stream(request, call)))).toMatchObject({
    code: 'server_error',
    phase: 'chat',
  });
});

test('an answer that is rewritten again and again is warned of once', async () => {
  const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => ({ text: `x${letter}` }));
  const { provider, call, warnings } = service([...words, { text: 'xend', finish_reason: 'stop' }]);
  await collect(provider.stream(request, call));
  expect(warnings).toEqual([expect.stringContaining('rewrote its answer several times')]);
});

test.each([
  ['increments', ['Hello', ' world'], 1],
  ['many increments', ['He', 'llo', ' wor', 'ld'], 1],
  ['a rewrite that keeps the beginning', ['Hello word', 'Hello world'], 0],
  ['an answer that shrinks to nothing', ['Hello', ''], 1],
  ['an answer that grows', ['', 'H', 'Hello'], 0],
])('an answer that keeps nothing of what was there is warned of at once: %s', async (_name, texts, count) => {
  const events = texts.map((text, index) => ({
    text,
    ...(index === texts.length - 1 && { finish_reason: 'stop' }),
  }));
  const { provider, call, warnings } = service(events);
  await collect(provider.stream(request, call));
  const warning = expect.stringContaining('rewrote its answer into one that begins differently');
  expect(warnings).toEqual(count === 0 ? [] : [warning]);
});

test('an upload sends the file as image and gives its address', async () => {
  const { provider, call, sent } = service([]);
  const image = media('image');
  expect(await provider.upload?.(image, call)).toEqual({ url: 'https://files.invalid/auth0|1/x==' });
  expect(sent[0]?.request).toEqual({ phase: 'upload', url: '/api/upload-image', form: { image } });
  expect(sent[0]?.token).toBe(accessToken);
});

test('audio is refused before anything is sent', async () => {
  const { provider, call, sent } = service([]);
  expect(await rejection(Promise.resolve(provider.upload?.(media('audio'), call)))).toMatchObject({
    code: 'unsupported',
  });
  expect(sent).toEqual([]);
});

test('a failure of the service is passed on as it is', async () => {
  const error = new PlugboardError('rate_limited', 'Slow down.');
  const { provider, call } = service({ error });
  expect(await rejection(collect(provider.stream(request, call)))).toBe(error);
});

test('a cookie session bears eight calls at once, a bare token is the caller’s own business', () => {
  expect(service([], { cookies: { appSession: 'fake' } }).provider.maxConcurrent).toBe(8);
  expect(service([]).provider.maxConcurrent).toBeUndefined();
});

test('a turn may have one file, and all of them together when files go to the first turn', () => {
  expect(service([]).provider.accepts).toMatchObject({ mediaPerTurn: 1, mediaPerRequest: undefined });
  const first = service([], { mediaOnFirstTurn: true }).provider.accepts;
  expect(first).toMatchObject({ mediaPerTurn: 1, mediaPerRequest: 1 });
});
