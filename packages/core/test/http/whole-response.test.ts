import { raw, reset, status, type Step } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { StreamActivity } from '../../src/stream/timers.ts';
import { limits } from '../../src/http/limits.ts';
import { clientFor, collect, failureOf, serve } from './fixture.ts';

const json = { 'content-type': 'application/json' };
/** A JSON text of so many bytes. */
const textOf = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;

test('a whole answer with pictures in it is read, as JSON and as an event', async () => {
  const server = await serve();
  const picture = `data:image/png;base64,${Buffer.alloc(3 * 1_048_576, 7).toString('base64')}`;
  const answer = { choices: [{ message: { content: 'A dot.', images: [{ image_url: { url: picture } }] } }] };
  server.on({}, status(200, answer));
  const http = clientFor(server);
  expect(await http.json({ phase: 'chat', url: '/', json: {} })).toEqual(answer);
  const events = await collect(http.events({ phase: 'chat', url: '/', json: {} }));
  expect(events).toEqual([{ event: 'message', data: JSON.stringify(answer), whole: true }]);
});

test('a whole answer may have 64 MiB, and not a byte more', async () => {
  const server = await serve();
  server.on(
    'next',
    status(200, textOf(limits.wholeResponse), json),
    status(200, textOf(limits.wholeResponse + 1), json),
  );
  const http = clientFor(server);
  expect(String(await http.json({ phase: 'chat', url: '/', json: {} }))).toHaveLength(limits.wholeResponse - 2);
  const error = await failureOf(collect(http.events({ phase: 'chat', url: '/', json: {} })));
  expect(error).toMatchObject({ code: 'limit_exceeded', message: expect.stringContaining('more than 64 MiB of JSON') });
  await server.untilOpen(0);
});

test.each(['auth', 'upload', 'models'] as const)('an answer of the phase %s has no pictures in it', async (phase) => {
  const server = await serve();
  server.on({}, status(200, textOf(limits.json + 1), json));
  const error = await failureOf(clientFor(server).json({ phase, url: '/' }));
  expect(error).toMatchObject({ code: 'limit_exceeded', message: expect.stringContaining('more than 1 MiB of JSON') });
});

/** Writes down what the timers of a stream are told. */
function recorder(): { readonly told: string[]; readonly activity: StreamActivity } {
  const told: string[] = [];
  const activity: StreamActivity = {
    waitForHeaders: () => void told.push('waits for headers'),
    sawHeaders: () => void told.push('headers'),
    sawData: () => void told.push('data'),
  };
  return { told, activity };
}

/** An answer of the service in JSON, in these pieces. */
function inPieces(...pieces: readonly string[]): readonly Step[] {
  const length = pieces.join('').length;
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  return [raw(head), ...pieces.flatMap((piece): Step[] => [raw(piece), ({ wait }) => wait(20)])];
}

test.each(['json', 'events'] as const)('blank lines around a whole answer read as %s are no data', async (read) => {
  const server = await serve();
  server.on({}, inPieces('\r\n', ' \n\t', '{"a":1}', '\n'));
  const { told, activity } = recorder();
  const http = clientFor(server, { activity });
  const request = { phase: 'chat', url: '/', json: {} } as const;
  if (read === 'json') await http.json(request);
  else await collect(http.events(request));
  expect(told).toEqual(['waits for headers', 'headers', 'data']);
});

test('what a token is answered with is no part of the answer', async () => {
  const server = await serve();
  server.on({}, status(200, { token: 'fake-token' }));
  const { told, activity } = recorder();
  await clientFor(server, { activity }).json({ phase: 'auth', url: '/' });
  expect(told).toEqual(['waits for headers', 'headers']);
});

test('the timers of a stream hear of headers that will not come', async () => {
  const server = await serve();
  server.on({}, reset());
  const { told, activity } = recorder();
  await failureOf(clientFor(server, { activity }).json({ phase: 'chat', url: '/', json: {} }));
  expect(told).toEqual(['waits for headers', 'headers']);
});

test('a raw body may begin late where the timers of a stream wait for it, and not fall silent in the middle', async () => {
  const server = await serve();
  const pause: Step = ({ wait }) => wait(120);
  const head = raw('HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ncontent-length: 4\r\n\r\n');
  const { activity } = recorder();
  const http = clientFor(server, { activity, timeouts: { headers: 30_000, idle: 60 } });
  server.on('next', [head, pause, raw('a\nb\n')], [head, raw('a\n'), ({ closed }) => closed]);
  const request = { phase: 'chat', url: '/', json: {} } as const;
  expect(Buffer.concat(await collect(http.bytes(request))).toString()).toBe('a\nb\n');
  expect(await failureOf(collect(http.bytes(request)))).toMatchObject({ code: 'timeout' });
});
