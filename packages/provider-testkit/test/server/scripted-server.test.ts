import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import {
  drip,
  early,
  fin,
  gzip,
  half,
  pauseReading,
  raw,
  reset,
  slice,
  sse,
  stall,
  startScriptedServer,
  status,
  type Answer,
  type ScriptedServer,
} from '../../src/server.ts';

const servers: ScriptedServer[] = [];

async function start(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  servers.push(server);
  if (answers.length > 0) server.on('next', ...answers);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Conversation {
  readonly text: string;
  readonly bytes: Buffer;
  readonly error: string | undefined;
}

/** Sends text and collects what comes until the connection ends. */
function talk(server: ScriptedServer, text: string): Promise<Conversation> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let error: string | undefined;
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', (failure: NodeJS.ErrnoException) => (error = failure.code));
    socket.on('close', () => {
      const bytes = Buffer.concat(pieces);
      resolve({ bytes, text: bytes.toString(), error });
    });
  });
}

const get = 'GET /thing?x=1 HTTP/1.1\r\nHost: a\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n';

test('a plain answer is framed by its length and the request is logged', async () => {
  const server = await start([status(200, { fine: true }, { 'set-cookie': ['a=1', 'b=2'] }), fin()]);
  const { text } = await talk(server, get);
  expect(text).toBe(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\n{"fine":true}',
  );
  expect(server.requests).toMatchObject([{ method: 'GET', path: '/thing?x=1', complete: true, connection: 1 }]);
  expect(server.requests[0]?.headers.get('x-twice')).toBe('1, 2');
});

test('answers as data follow each other on one connection', async () => {
  const server = await start({ body: 'one' }, [status(200, 'two'), fin()]);
  const { text } = await talk(server, get + get);
  expect(text.match(/one|two/g)).toEqual(['one', 'two']);
  expect(server.requests.map((request) => request.reused)).toEqual([false, true]);
});

test('a chunked body is decoded however it is cut', async () => {
  const server = await start();
  server.on({ method: 'POST' }, [status(204), fin()]);
  const request =
    'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: 1\r\n\r\n';
  for (const cut of [1, 7, 60, request.length - 3]) {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.setNoDelay();
        socket.write(request.slice(0, cut));
        setTimeout(() => socket.write(request.slice(cut)), 5);
      });
      socket.resume().on('close', () => resolve());
    });
  }
  expect(server.requests.map((one) => one.body.toString())).toEqual(Array(4).fill('hello world'));
});

test('rules match by method, path and reuse, and the last answer stays', async () => {
  const server = await start();
  server.on({ path: '/thing' }, status(200, 'first'), [status(200, 'then'), fin()]);
  server.on((request) => request.path === '/other', [status(200, 'other'), fin()]);
  expect((await talk(server, get + get)).text).toMatch(/first.*then/s);
  expect((await talk(server, get)).text).toMatch(/then$/);
  expect((await talk(server, 'GET /other HTTP/1.1\r\n\r\n')).text).toMatch(/other$/);
});

test('a request without a rule gets 501', async () => {
  const server = await start();
  const done = talk(server, get);
  await server.untilRequests(1);
  await server.untilOpen(1);
  setTimeout(() => void server.close(), 30);
  expect((await done).text).toMatch(/^HTTP\/1.1 501 /);
});

const faults: readonly (readonly [name: string, answer: Answer, text: RegExp, error?: string])[] = [
  [
    'sse sends one chunk an event',
    [sse([{ a: 1 }, ': hi\n\n']), fin()],
    /\r\nf\r\ndata: \{"a":1\}\n\n\r\n6\r\n: hi\n\n\r\n0\r\n\r\n$/,
  ],
  ['an open sse stream can be cut', [sse(['data: 1\n\n'], { end: false }), fin()], /data: 1\n\n\r\n$/],
  ['raw sends bytes as they are', [raw('SSH-2.0-x\r\n'), fin()], /^SSH-2.0-x\r\n$/],
  ['slice sends everything', [slice('abcdef', [2, 4]), slice('ghi', 1), fin()], /^abcdefghi$/],
  ['drip sends everything in time', [drip('abc', 1), fin()], /^abc$/],
  ['stall waits', [raw('a'), stall(5), raw('b'), fin()], /^ab$/],
  ['half closes and the client may end', [raw('a'), half()], /^a$/],
];

for (const [name, answer, text, error] of faults) {
  test(name, async () => {
    const server = await start(answer);
    const conversation = await talk(server, get);
    expect(conversation.text).toMatch(text);
    expect(conversation.error).toBe(error);
  });
}

test('reset breaks the connection', async () => {
  const server = await start([raw('a'), stall(10), reset()]);
  expect((await talk(server, get)).error).toBe('ECONNRESET');
});

test('gzip compresses and says so', async () => {
  const server = await start([gzip('{"a":1}'), fin()]);
  const { bytes, text } = await talk(server, get);
  expect(text).toMatch(/content-encoding: gzip/);
  expect(gunzipSync(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)).toString()).toBe('{"a":1}');
});

test('an early answer does not wait for the body', async () => {
  const server = await start(early(pauseReading(), status(413, 'too large'), fin()));
  const { text } = await talk(server, 'POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\npart');
  expect(text).toMatch(/^HTTP\/1.1 413 /);
  expect(server.requests[0]).toMatchObject({ complete: false });
  expect(server.requests[0]?.body.toString()).toBe('part');
});

test('refuse and accept keep the port', async () => {
  const server = await start();
  server.on({}, [status(200, 'here'), fin()]);
  await server.refuse();
  expect((await talk(server, get)).error).toBe('ECONNREFUSED');
  await server.accept();
  expect((await talk(server, get)).text).toMatch(/here$/);
});

test('connections can be scripted below HTTP', async () => {
  const server = await start();
  server.onConnection([raw('220 mail ready\r\n'), fin()]);
  expect((await talk(server, get)).text).toBe('220 mail ready\r\n');
});

test('close ends what is open and waiting steps with it', async () => {
  const server = await start([stall()]);
  const done = talk(server, get);
  await server.untilRequests(1);
  await server.close();
  await done;
  expect(server.open).toBe(0);
});

test('untilOpen says what it waited for', async () => {
  const server = await start();
  await expect(server.untilOpen(3, 10)).rejects.toThrow(
    'Waited 10 ms for 3 open connections; there are 0 open, 0 requests.',
  );
});
