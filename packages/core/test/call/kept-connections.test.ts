import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { raw, stall, type Step } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import type { Client } from '../../src/client/client.ts';
import { chunk, fakeHttp } from '../chat-completions/fake-http.ts';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import type { Http } from '../../src/contract/http.ts';
import { mapEvents } from '../../src/stream/map-events.ts';
import { ask, clientOf, failureOf, inProcess, serve } from './fixture.ts';

const head = raw('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');

function piece(event: object): string {
  const data = `data: ${JSON.stringify(event)}\n\n`;
  return `${data.length.toString(16)}\r\n${data}\r\n`;
}

/** The last event and the end of the answer in one packet, a while after the first. */
function answer(last: object): readonly Step[] {
  return [head, raw(piece(chunk({ content: 'A' }))), stall(20), raw(`${piece(last)}0\r\n\r\n`)];
}

function clientAt(origin: string): Client {
  return clientOf(
    inProcess({
      stream: (request, call) => streamChatCompletions(call.http.with({ baseUrl: origin }), request, { path: '/chat' }),
    }),
  );
}

test.each<[string, object]>([
  ['an error object', { error: { message: 'busy' } }],
  ['the finish reason "error"', chunk({}, 'error')],
])('a connection whose answer ended in %s is used again', async (_, last) => {
  const server = await serve();
  const client = clientAt(server.origin);
  for (const _call of [1, 2, 3]) {
    server.on('next', answer(last));
    await failureOf((async () => (await ask(client)).finalText())());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(server.accepted).toBe(1);
});

test('subscribers of the tracing channels hear of the end of a call in its own context, not in that of its connection', async () => {
  const storage = new AsyncLocalStorage<string>();
  const server = await serve();
  const client = clientAt(server.origin);
  const seen: unknown[] = [];
  const note = (): void => void seen.push(spans.getStore());
  const subscribers = { start() {}, end() {}, asyncStart: note, asyncEnd: note, error: note };
  const channel = tracingChannel('plugboard:call');
  channel.subscribe(subscribers);
  // As instrumentation does that keeps its span there.
  const spans = new AsyncLocalStorage<string>();
  channel.start.bindStore(spans, () => `span of ${storage.getStore()}`);
  try {
    const usage = { usage: { prompt_tokens: 1, completion_tokens: 1 } };
    for (const [name, last] of [
      ['first', chunk({}, 'stop', usage)],
      ['second', { error: { message: 'busy' } }],
      ['third', chunk({}, 'stop', usage)],
    ] as const) {
      server.on('next', answer(last));
      await storage.run(name, async () => (await ask(client)).finalText().catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    channel.unsubscribe(subscribers);
    channel.start.unbindStore(spans);
  }
  expect(seen).toEqual(
    ['first', 'first', 'second', 'second', 'second', 'third', 'third'].map((name) => `span of ${name}`),
  );
});

test('the silence of a service behind an Http of the provider is bounded by idle, once it has begun', async () => {
  const http = fakeHttp([chunk({ content: 'A' })], { hold: true });
  const client = clientOf(inProcess({ stream: (request) => streamChatCompletions(http, request) }), {
    timeouts: { firstEvent: 5_000, idle: 100 },
  });
  const error = await failureOf((async () => (await ask(client)).finalText())());
  expect(error).toMatchObject({ code: 'timeout', partialText: 'A' });
  expect(error.message).toMatch(/fell silent for 100 ms/);
});

const finishing: Readonly<Record<string, (http: Http) => AsyncIterable<ChatEvent>>> = {
  async *'an async generator'(http) {
    for await (const { data } of http.events({ phase: 'chat', url: '/chat', json: {} })) {
      yield { type: 'text-delta', text: data };
      yield { type: 'finish', reason: 'stop' };
    }
  },
  mapEvents: (http) =>
    mapEvents(http.events({ phase: 'chat', url: '/chat', json: {} }), ({ data }) => [
      { type: 'text-delta', text: data },
      { type: 'finish', reason: 'stop' },
    ]),
  'mapEvents in mapEvents': (http) => {
    const events = http.events({ phase: 'chat', url: '/chat', json: {} });
    const texts = mapEvents(events, ({ data }) => ({ text: data }));
    return mapEvents(texts, ({ text }, end): readonly ChatEvent[] => {
      end();
      return [
        { type: 'text-delta', text },
        { type: 'finish', reason: 'stop' },
      ];
    });
  },
};

test.each(Object.keys(finishing))(
  'the connection of an answer that is complete before its body ends is used again, with %s',
  async (name) => {
    const server = await serve();
    const stream = finishing[name];
    const client = clientOf(
      inProcess({ stream: (_request, call) => stream?.(call.http.with({ baseUrl: server.origin })) ?? never() }),
    );
    server.on({ path: '/chat' }, [head, raw(piece({ a: 1 })), stall(20), raw('0\r\n\r\n')]);
    for (const _call of [1, 2, 3]) {
      expect(await (await ask(client)).finalText()).toBe('{"a":1}');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(server.accepted).toBe(1);
  },
);

function never(): never {
  throw new Error('There is no such provider.');
}
