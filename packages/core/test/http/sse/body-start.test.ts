import { expect, test } from 'vitest';
import { raw, slice, stall, status, type Step } from '@plugboard/provider-testkit/server';
import { clientFor, collect, failureOf, serve } from '../fixture.ts';

const json = 'application/json';
const events = 'text/event-stream; charset=utf-8';
const one = { event: 'message', data: '{"a":1}' };
const two = { event: 'message', data: '{"a":2}' };
const stream = 'data: {"a":1}\n\ndata: {"a":2}\n\n';

function answer(type: string, body: string, pieces = body.length): Step {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return slice(head + body, pieces);
}

async function read(...steps: readonly Step[]): Promise<readonly unknown[]> {
  const server = await serve();
  server.on('next', steps);
  return await collect(clientFor(server).events({ phase: 'chat', url: '/x', json: {} }));
}

test.each<[string, string, string, readonly unknown[]]>([
  ['an event stream called JSON', json, stream, [one, two]],
  ['... with a comment first', json, `: hi\n\n${stream}`, [one, two]],
  ['... with a name first', json, `event: message\n${stream}`, [one, two]],
  ['... with blank lines first', json, `\n\r\n${stream}`, [one, two]],
  ['a JSON document called an event stream', events, '{"a":1}', [{ ...one, whole: true }]],
  ['... with a byte order mark', events, '\uFEFF{"a":1}', [{ ...one, whole: true }]],
  ['a list called an event stream', events, ' \n[1]', [{ event: 'message', data: '[1]', whole: true }]],
  ['JSON as it is called', json, '\n{"a":1}', [{ ...one, whole: true }]],
  ['a JSON text that is no object', json, 'null', [{ event: 'message', data: 'null', whole: true }]],
  ['an event stream as it is called', events, stream, [one, two]],
])('%s is read for what it is', async (_name, type, body, expected) => {
  expect(await read(answer(type, body))).toEqual(expected);
  expect(await read(answer(type, body, 1))).toEqual(expected);
});

test('an event stream called JSON is handed on while it arrives', async () => {
  const server = await serve();
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
  server.on('next', [raw(`${head}${(15).toString(16)}\r\ndata: {"a":1}\n\n\r\n`), stall()]);
  const iterator = clientFor(server).events({ phase: 'chat', url: '/x', json: {} })[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ done: false, value: one });
  await iterator.return?.();
  await server.untilOpen(0);
});

test.each([json, events])('a body of white space alone under %s is an empty answer', async (type) => {
  const error = await failureOf(read(answer(type, '\n \n')));
  expect(error.code).toBe('empty_response');
});

test('what is neither is refused for its type', async () => {
  const error = await failureOf(read(status(200, stream, { 'content-type': 'text/plain' })));
  expect(error).toMatchObject({ code: 'protocol_error', message: expect.stringContaining('text/plain') });
});
