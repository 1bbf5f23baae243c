import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fin, raw, reset, slice, sse, stall, status, type Step } from '@plugboard/provider-testkit/server';
import { retryHintOf } from '../../../src/errors/retry-hint.ts';
import { EventDecoder } from '../../../src/http/sse/event-decoder.ts';
import type { ServerSentEvent } from '../../../src/contract/http.ts';
import { clientFor, collect, failureOf, serve } from '../fixture.ts';

function decode(pieces: readonly Buffer[], limit = 1000): { events: ServerSentEvent[]; end: string } {
  const events: ServerSentEvent[] = [];
  const decoder = new EventDecoder(limit, { onEvent: (event) => events.push(event) });
  for (const piece of pieces) if (!decoder.push(piece)) return { events, end: 'too long' };
  return { events, end: decoder.end() };
}

function texts(text: string | Buffer): readonly string[] {
  return decode([Buffer.from(text)]).events.map(({ event, data }) => (event === 'message' ? data : `${event}|${data}`));
}

const streams: readonly (readonly [name: string, text: string, events: readonly string[]])[] = [
  ['line feeds', 'data: 1\n\ndata: 2\n\n', ['1', '2']],
  ['carriage returns', 'data: 1\r\rdata: 2\r\r', ['1', '2']],
  ['both', 'data: 1\r\n\r\ndata: 2\r\n\r\n', ['1', '2']],
  ['mixed', 'data: 1\r\n\ndata: 2\r\r\n', ['1', '2']],
  ['byte order mark', '\uFEFFdata: 1\n\n', ['1']],
  ['two byte order marks', '\uFEFF\uFEFFdata: 1\n\ndata: 2\n\n', ['2']],
  ['byte order mark later', 'data: 1\n\ndata: \uFEFF2\n\n', ['1', '\uFEFF2']],
  ['comments and other fields', ': hi\n\nid: 5\nretry: 10\nfoo: bar\ndata: 1\n\n', ['1']],
  ['several lines', 'data: {\ndata: "a": 1\ndata: }\n\n', ['{\n"a": 1\n}']],
  ['no blank after the colon', 'data:1\n\n', ['1']],
  ['only one blank is dropped', 'data:  1 \n\n', [' 1 ']],
  ['empty data', 'data:\n\ndata\n\ndata: 1\n\n', ['1']],
  ['empty data with a name', 'event: end\ndata:\n\n', ['end|']],
  ['name without data', 'event: x\n\ndata: 1\n\n', ['1']],
  ['names', 'event: a\ndata: 1\n\ndata: 2\n\n', ['a|1', '2']],
  ['last event without blank line', 'data: 1\n\ndata: 2\n', ['1', '2']],
  ['last event without line end', 'data: 1\n\ndata: 2', ['1', '2']],
  ['last event ends with a carriage return', 'data: 1\n\ndata: 2\r', ['1', '2']],
  ['whole JSON without blank line', 'data: {"a":1}', ['{"a":1}']],
  ['half JSON at the end', 'data: 1\n\ndata: {"a":', ['1']],
  ['half a field at the end', 'data: 1\n\ndat', ['1']],
  ['a mark without blank line', 'data: 1\n\ndata: [DONE]', ['1', '[DONE]']],
  ['single line breaks', 'data: {"a":1}\ndata: {"a":2}\ndata: [DONE]\n', ['{"a":1}\n{"a":2}\n[DONE]']],
  ['single line breaks, cut in the last line', 'data: {"a":1}\ndata: {"a":2}\ndata: {"a', ['{"a":1}\n{"a":2}']],
  ['half JSON over several lines', 'data: {\ndata: "a": 1', []],
  ['error as a field', 'data: 1\n\nerror: {"code":400}\n\n', ['1', 'error|{"code":400}']],
  ['error as a field without blank line', 'error: {"code":400}', ['error|{"code":400}']],
  ['error as a field that is no JSON', 'error:boom\n\ndata: [DONE]\n\n', ['error|boom', '[DONE]']],
  ['JSON without a field', 'data: 1\n\n{"error":"boom"}\n\n', ['1', '{"error":"boom"}']],
  [
    'JSON without a field on several lines',
    '{\n  "error": {\n    "code": 1\n  }\n}\n',
    ['{\n  "error": {\n    "code": 1\n  }\n}'],
  ],
  ['half JSON without a field', '{\n  "error": {\n', []],
  ['text without a field', 'Internal Server Error', []],
  ['lines before an event', 'oops\ndata: 1\n\n', ['1']],
  ['invalid UTF-8 stays visible', 'data: \uFFFD\n\n', ['\uFFFD']],
];

for (const [name, text, events] of streams) {
  test(`events are read: ${name}`, () => {
    expect(texts(text)).toEqual(events);
  });

  test(`events are the same at every cut: ${name}`, () => {
    const bytes = Buffer.from(text);
    const whole = decode([bytes]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(decode([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
    expect(decode([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole);
  });
}

test('a transcript is the same in any pieces', () => {
  const transcript = Buffer.from(
    '\uFEFF: hello\r\n\r\nevent: start\ndata: {"t":"ä€😀👩‍👩‍👧"}\n\ndata: a\rdata: b\r\rdata: [DONE]\r\n\r\ndata: last',
  );
  const whole = decode([transcript]);
  expect(whole.events).toHaveLength(4);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: transcript.length }), { maxLength: 10 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), transcript.length];
      const pieces = edges.slice(1).map((edge, index) => transcript.subarray(edges[index], edge));
      expect(decode(pieces)).toEqual(whole);
    }),
    { numRuns: 500, seed: 3 },
  );
});

test('half JSON at the end is told as a cut', () => {
  expect(decode([Buffer.from('data: {"a":')]).end).toBe('cut');
  expect(decode([Buffer.from('data: {"a":1}')]).end).toBe('whole');
  expect(decode([Buffer.from('data: {"a":1}\ndata: {"a":')]).end).toBe('cut');
  expect(decode([Buffer.from('data: {"a":1}\ndata: {"a":2}')]).end).toBe('whole');
});

for (const [size, ends] of [
  [999, 'whole'],
  [1000, 'whole'],
  [1001, 'too long'],
] as const) {
  test(`an event in one piece of ${size} bytes of 1000 is ${ends}`, () => {
    expect(decode([Buffer.from(`data: ${'x'.repeat(size)}\n\n`)]).end).toBe(ends);
    expect(decode([Buffer.from(`data: ${'ä'.repeat(size / 2)}${size % 2 === 1 ? 'x' : ''}\n\n`)]).end).toBe(ends);
  });
}

for (const [name, piece] of [
  ['a line without end', 'data: xxxxxxxxxx'],
  ['junk without end', 'xxxxxxxxxxxxx'],
  ['event lines', 'event: xxxxxx\n'],
  ['data lines', 'data: xxxxxx\n'],
  ['comments', ': xxxxxx\n\n'],
] as const) {
  test(`${name} for ever is stopped`, () => {
    const { events, end } = decode(Array.from({ length: 200 }, () => Buffer.from(piece)));
    expect([events, end]).toEqual([[], 'too long']);
  });
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;
const one = '9\r\ndata: 1\n\n\r\n';

type Row = readonly [name: string, steps: readonly Step[], events: number, code: string | undefined, hint?: string];

const endings: readonly Row[] = [
  ['end of a closing connection', [raw(`${head}connection: close\r\n\r\ndata: 1\n\n`), fin()], 1, undefined],
  ['nothing at all', [raw(`${chunked}0\r\n\r\n`)], 0, 'empty_response', 'duplicate'],
  ['comments only', [raw(`${chunked}5\r\n: hi\n\r\n0\r\n\r\n`)], 0, 'empty_response', 'duplicate'],
  ['text in the place of events', [raw(`${chunked}6\r\nbroken\r\n0\r\n\r\n`)], 0, 'server_error', 'duplicate'],
  ['a page in the place of events', [raw(`${chunked}6\r\n<html>\r\n0\r\n\r\n`)], 0, 'protocol_error', 'never'],
  ['reset after headers', [raw(chunked), stall(10), reset()], 0, 'connection_failed', 'duplicate'],
  ['reset after an event', [raw(chunked + one), stall(10), reset()], 1, 'stream_truncated', 'duplicate'],
  ['end between chunks', [raw(chunked + one), fin()], 1, 'stream_truncated', 'duplicate'],
  ['end inside a chunk', [raw(`${chunked}${one}99\r\ndata`), fin()], 1, 'stream_truncated', 'duplicate'],
  [
    'end of chunks on a closing connection',
    [raw(`${head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n${one}`), fin()],
    1,
    'stream_truncated',
    'duplicate',
  ],
  ['end before the first event', [raw(chunked), fin()], 0, 'connection_failed', 'duplicate'],
  ['bad chunk size after an event', [raw(`${chunked}${one}zz\r\n`)], 1, 'stream_truncated', 'duplicate'],
  ['bad chunk size before an event', [raw(`${chunked}zz\r\n`)], 0, 'protocol_error', 'never'],
  [
    'shorter than announced',
    [raw(`${head}content-length: 500\r\n\r\ndata: 1\n\n`), fin()],
    1,
    'stream_truncated',
    'duplicate',
  ],
  [
    'shorter than announced, closing',
    [raw(`${head}content-length: 500\r\nconnection: close\r\n\r\ndata: 1\n\n`), fin()],
    1,
    'stream_truncated',
    'duplicate',
  ],
  ['longer than announced', [raw(`${head}content-length: 9\r\n\r\ndata: 1\n\ndata: 2\n\n`), fin()], 1, undefined],
  [
    'cut in the first event',
    [raw(`${head}connection: close\r\n\r\ndata: {"a":`), fin()],
    0,
    'connection_failed',
    'duplicate',
  ],
  [
    'cut in a later event',
    [raw(`${head}connection: close\r\n\r\ndata: 1\n\ndata: {"a":`), fin()],
    1,
    'stream_truncated',
    'duplicate',
  ],
];

for (const [name, steps, events, code, hint] of endings) {
  test(`a stream ends: ${name}`, async () => {
    const server = await serve();
    server.on('next', steps);
    let seen = 0;
    const run = async (): Promise<void> => {
      for await (const _ of clientFor(server).events({ phase: 'chat', url: '/x', json: {} })) seen += 1;
    };
    if (code === undefined) await run();
    else {
      const error = await failureOf(run());
      expect([error.code, retryHintOf(error), error.phase]).toEqual([code, hint, 'chat']);
    }
    expect(seen).toBe(events);
  });
}

test('a real stream in single bytes is the same', async () => {
  const server = await serve();
  server.on('next', [slice(`${chunked}${one}f\r\ndata: "ä€"\n\n\r\n0\r\n\r\n`, 1)]);
  const events = await collect(clientFor(server).events({ phase: 'chat', url: '/x', json: {} }));
  expect(events.map(({ data }) => data)).toEqual(['1', '"ä€"']);
});

test('an event of more than 8 MiB is refused, events before it arrive', async () => {
  const server = await serve();
  server.on('next', [
    raw(`${head}connection: close\r\n\r\ndata: 1\n\n`),
    async ({ write, socket }) => {
      for (let count = 0; count < 200 && !socket.destroyed; count += 1) await write('x'.repeat(100_000));
      socket.end();
    },
  ]);
  const iterator = clientFor(server).events({ phase: 'chat', url: '/x', json: {} })[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toEqual({ event: 'message', data: '1' });
  const error = await failureOf(iterator.next());
  expect([error.code, retryHintOf(error)]).toEqual(['limit_exceeded', 'never']);
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  await server.untilOpen(0);
});

test('nothing is sent before the first next, and return before it sends nothing', async () => {
  const server = await serve();
  const http = clientFor(server);
  const iterator = http.events({ phase: 'chat', url: '/x', json: {} })[Symbol.asyncIterator]();
  expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  expect(server.accepted).toBe(0);
});

test('leaving the loop closes the socket', async () => {
  const server = await serve();
  server.on('next', [sse([{ a: 1 }], { end: false }), stall()]);
  for await (const _ of clientFor(server).events({ phase: 'chat', url: '/x', json: {} })) break;
  await server.untilOpen(0);
});

test('leaving while the headers are awaited closes the socket and settles the wait', async () => {
  const server = await serve();
  server.on('next', stall());
  const iterator = clientFor(server).events({ phase: 'chat', url: '/x', json: {} })[Symbol.asyncIterator]();
  const waiting = iterator.next();
  await server.untilRequests(1);
  await iterator.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await server.untilOpen(0);
});

test('several waits at once get the events in order', async () => {
  const server = await serve();
  server.on('next', sse([{ a: 1 }, { a: 2 }]));
  const iterator = clientFor(server).events({ phase: 'chat', url: '/x', json: {} })[Symbol.asyncIterator]();
  const all = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
  expect(all.map(({ value }) => (value as ServerSentEvent | undefined)?.data)).toEqual([
    '{"a":1}',
    '{"a":2}',
    undefined,
    undefined,
  ]);
});

test('the timers of the call are told of headers and data, not of comments', async () => {
  const server = await serve();
  server.on('next', sse([': ping\n\n', { a: 1 }, ': ping\n\n', { a: 2 }]));
  const told: string[] = [];
  const activity = {
    waitForHeaders: () => told.push('wait'),
    sawHeaders: () => told.push('headers'),
    sawData: () => told.push('data'),
  };
  await collect(clientFor(server, { activity }).events({ phase: 'chat', url: '/x', json: {} }));
  expect(told).toEqual(['wait', 'headers', 'data', 'data']);
});

test('an error status says so and is thrown by next', async () => {
  const server = await serve();
  server.on('next', status(503, ''));
  const error = await failureOf(collect(clientFor(server).events({ phase: 'chat', url: '/x', json: {} })));
  expect([error.code, retryHintOf(error)]).toEqual(['server_error', 'safe']);
});

test('what stands in the place of events is told in the words of the service', async () => {
  const server = await serve();
  server.on('next', raw(`${chunked}f\r\ninvalid api key\r\n0\r\n\r\n`));
  const error = await failureOf(collect(clientFor(server).events({ phase: 'chat', url: '/x', json: {} })));
  expect(error).toMatchObject({ code: 'auth_rejected', message: expect.stringContaining('says: invalid api key.') });
});

test('lines without end that belong to no event are not kept', () => {
  const lines = Array.from({ length: 3_000 }, () => Buffer.from('x'.repeat(30) + '\n\n'));
  const decoder = new EventDecoder(1_000_000, { onEvent: () => {} });
  for (const line of lines) decoder.push(line);
  decoder.end();
  expect(decoder.unread).toBe('');
});
