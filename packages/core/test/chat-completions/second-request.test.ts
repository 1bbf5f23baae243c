import { expect, test } from 'vitest';
import { streamChatCompletions, type ChatCompletionsOptions } from '../../src/chat-completions.ts';
import { PlugboardError, type HttpRequest, type ServerSentEvent } from '../../src/provider.ts';
import { chunk, collect, fakeHttp, requestWith, type FakeHttp } from './fake-http.ts';

const refusal = new PlugboardError('bad_request', 'no stream_options', { status: 400, phase: 'chat' });
const answer = [chunk({ content: 'o' }), chunk({ content: 'k' }, 'stop')];
const events = [
  { type: 'text-delta', text: 'o' },
  { type: 'text-delta', text: 'k' },
  { type: 'finish', reason: 'stop', rawReason: 'stop' },
];

/** A service that answers the requests in turn: with events, or by a refusal. */
function service(...answers: readonly (readonly unknown[] | PlugboardError)[]): FakeHttp {
  const all = answers.map((one) => (one instanceof PlugboardError ? one : fakeHttp(one)));
  const sent: HttpRequest[] = [];
  return {
    ...fakeHttp([]),
    sent,
    async *events(request): AsyncGenerator<ServerSentEvent> {
      const next = all[sent.push(request) - 1];
      if (next === undefined || next instanceof PlugboardError) throw next ?? new Error('one request too many');
      yield* next.events(request);
    },
  };
}

const without: ChatCompletionsOptions = { streamOptions: false };
const bodies = ({ sent }: FakeHttp): readonly unknown[] =>
  sent.map(({ json }) => {
    const { stream, stream_options: options } = Object(json) as Record<string, unknown>;
    return { stream, options };
  });
const usual = { stream: true, options: { include_usage: true } };

test('a service that refused is asked in another way, and nobody hears of the refusal', async () => {
  const http = service(refusal, answer);
  const seen: unknown[] = [];
  const again = (failure: unknown) => {
    seen.push(failure);
    return { ...without, onAnswer: () => void seen.push('answered') };
  };
  expect(await collect(streamChatCompletions(http, requestWith(), { again }))).toEqual(events);
  expect(bodies(http)).toEqual([usual, { stream: true, options: undefined }]);
  expect(seen).toEqual([refusal, 'answered']);
});

test('a refusal inside of a stream that has said nothing counts as one', async () => {
  const http = service([chunk({ role: 'assistant' }), { error: { message: 'no stream_options' } }], answer);
  expect(await collect(streamChatCompletions(http, requestWith(), { again: () => without }))).toEqual(events);
  expect(http.sent).toHaveLength(2);
});

test.each<[string, FakeHttp, ChatCompletionsOptions, number]>([
  ['where there is no other way', service(refusal), { again: () => undefined }, 1],
  ['of the other way', service(refusal, refusal), { again: () => without }, 2],
  [
    'behind the first words',
    service([chunk({ content: 'o' }), { error: { message: 'no' } }]),
    { again: () => without },
    1,
  ],
])('a failure %s stands', async (_name, http, options, count) => {
  let answered = false;
  const again: ChatCompletionsOptions['again'] = (failure) => {
    const way = options.again?.(failure);
    return way && { ...way, onAnswer: () => void (answered = true) };
  };
  await expect(collect(streamChatCompletions(http, requestWith(), { again }))).rejects.toBeInstanceOf(PlugboardError);
  expect(http.sent).toHaveLength(count);
  expect(answered).toBe(false);
});

test('another way may have another one', async () => {
  const http = service(refusal, refusal, answer);
  const told: string[] = [];
  const options: ChatCompletionsOptions = {
    again: () => ({
      stream: true,
      onAnswer: () => void told.push('stream'),
      again: () => ({ stream: true, streamOptions: false, onAnswer: () => void told.push('without') }),
    }),
  };
  expect(await collect(streamChatCompletions(http, requestWith({ stream: false }), options))).toEqual(events);
  expect(bodies(http)).toEqual([{}, usual, { stream: true, options: undefined }]);
  expect(told).toEqual(['without', 'stream']);
});

test('those who ask before the first event are answered in order', async () => {
  const http = service(refusal, answer);
  const stream = streamChatCompletions(http, requestWith(), { again: () => without })[Symbol.asyncIterator]();
  const results = await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()]);
  expect(results.map(({ value }): unknown => value)).toEqual([...events, undefined]);
});

test('a stream that was left is not asked for again', async () => {
  const http = service(refusal, answer);
  const stream = streamChatCompletions(http, requestWith(), { again: () => without })[Symbol.asyncIterator]();
  const first = stream.next();
  await stream.return?.();
  expect(await first).toEqual({ done: true, value: undefined });
  expect(http.sent.length).toBeLessThanOrEqual(1);
});

test.each([
  [false, 1],
  [true, 2],
])('a file whose bytes can be read again (%s) is sent with %d requests', async (readable, count) => {
  const http = service(refusal, answer);
  const source = {
    kind: 'image' as const,
    type: 'image/png',
    name: 'a.png',
    readable,
    async *stream() {},
    bytes: () => Promise.resolve(new Uint8Array()),
  };
  const request = requestWith({ messages: [{ role: 'user', content: [{ type: 'image', source }] }] });
  const outcome = await collect(streamChatCompletions(http, request, { again: () => without })).catch(
    (error: unknown) => error,
  );
  expect(outcome).toEqual(readable ? events : refusal);
  expect(http.sent).toHaveLength(count);
});
