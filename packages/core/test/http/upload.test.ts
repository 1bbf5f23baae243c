import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  early,
  fin,
  pauseReading,
  reset,
  stall,
  status,
  type Answer,
  type ScriptedServer,
} from '@plugboard/provider-testkit/server';
import { CancelController } from '../../src/util/cancel.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { retryHintOf } from '../../src/errors/retry-hint.ts';
import type { Response } from '../../src/http/response.ts';
import { SentRequest } from '../../src/http/error/error-context.ts';
import { Exchange } from '../../src/http/exchange.ts';
import type { HttpScope } from '../../src/http/http-scope.ts';
import type { RequestBody } from '../../src/http/body/request-body.ts';
import { resolveTarget } from '../../src/http/request-target.ts';
import { failureOf, scopeFor, serve } from './fixture.ts';

/** Sends a body of any kind; what `HttpClient` does after the headers is tested elsewhere. */
function send(server: ScriptedServer, body: RequestBody, parts: Partial<HttpScope> = {}): Promise<Response> {
  const scope = scopeFor(parts);
  const request = {
    phase: 'upload',
    method: 'POST',
    target: resolveTarget('/up', server.origin),
    headers: { 'content-type': body.contentType },
    body,
    token: undefined,
  } as const;
  const exchange = new Exchange(new SentRequest(scope, request, undefined, 'none'), request);
  return exchange.send().then((answer) => {
    exchange.read({ delivered: false, data: () => {}, end: () => {}, fail: () => {} });
    return answer;
  });
}

interface Source {
  readonly body: RequestBody;
  readonly closed: () => boolean;
}

/** Megabytes of a streamed body. */
function source(megabytes: number, length?: number): Source {
  let closed = false;
  const piece = Buffer.alloc(64 * 1024, 'x');
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (let count = 0; count < megabytes * 16; count += 1) yield piece;
    } finally {
      closed = true;
    }
  }
  return { body: { contentType: 'application/octet-stream', length, open: pieces }, closed: () => closed };
}

async function* text(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

const kinds: readonly (readonly [
  name: string,
  body: () => ReturnType<RequestBody['open']>,
  length: number | undefined,
])[] = [
  ['text', () => 'hällo', 6],
  ['bytes', () => Buffer.from('hällo'), 6],
  ['a view with an offset', () => new Uint8Array(Buffer.from('xxhälloxx').buffer.slice(0)).subarray(0, 0), 0],
  ['pieces of known length', () => text('häl', 'lo'), 6],
  ['pieces of unknown length', () => text('häl', '', 'lo'), undefined],
];

for (const [name, open, length] of kinds) {
  test(`a body arrives whole: ${name}`, async () => {
    const server = await serve();
    server.on({}, status(200, {}));
    expect((await send(server, { contentType: 'text/plain', length, open })).status).toBe(200);
    const [request] = server.requests;
    expect(request?.body.toString()).toBe(length === 0 ? '' : 'hällo');
    expect(request?.headers.get('content-type')).toBe('text/plain');
    expect(request?.headers.get('content-length')).toBe(length === undefined ? undefined : String(length));
    expect(request?.headers.get('transfer-encoding')).toBe(length === undefined ? 'chunked' : undefined);
  });
}

test('a large body in memory arrives whole', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
  await send(server, { contentType: 'image/png', length: bytes.length, open: () => bytes });
  const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
  expect(hash(server.requests[0]?.body ?? Buffer.of())).toBe(hash(bytes));
});

const answers: readonly (readonly [name: string, answer: (code: number) => Answer])[] = [
  ['and a close', (code) => early(status(code, 'no', { connection: 'close' }), fin())],
  ['and a reset', (code) => early(status(code, 'no', { connection: 'close' }), stall(30), reset())],
  ['and an open connection', (code) => early(pauseReading(), status(code, 'no'))],
];

for (const code of [413, 401, 500]) {
  for (const [name, answer] of answers) {
    test(`an early ${code} ${name} is reported as such and the source closed`, async () => {
      const server = await serve();
      server.on({}, answer(code));
      const { body, closed } = source(32);
      expect((await send(server, body)).status).toBe(code);
      await expect.poll(closed).toBe(true);
    });
  }
}

test('the wait for the headers begins after the body', async () => {
  const server = await serve();
  server.on(
    {},
    early(pauseReading(), stall(800), ({ socket }) => void socket.resume(), status(200, {})),
  );
  const { body } = source(16);
  expect((await send(server, body, { timeouts: { headers: 400, idle: 400 } })).status).toBe(200);
});

test('a service that stops reading is bounded by the signal, and the source is closed', async () => {
  const server = await serve();
  server.on({}, early(pauseReading(), stall()));
  const { body, closed } = source(32);
  const controller = new CancelController();
  const outcome = failureOf(send(server, body, { signal: controller, timeouts: { headers: 50, idle: 50 } }));
  await new Promise((resolve) => setTimeout(resolve, 120));
  const why = new PlugboardError('timeout', 'The upload took too long.');
  controller.cancel(why);
  expect(await outcome).toBe(why);
  await expect.poll(closed).toBe(true);
});

test('a source that hangs is told to stop', async () => {
  const server = await serve();
  server.on({}, early(status(413, 'no', { connection: 'close' }), fin()));
  let stopped = false;
  const hanging: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => {
      let pieces = 0;
      return {
        next: () => (pieces++ === 0 ? Promise.resolve({ value: Buffer.from('x') }) : new Promise(() => {})),
        return: () => {
          stopped = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
  expect((await send(server, { contentType: 'a/b', length: undefined, open: () => hanging })).status).toBe(413);
  await expect.poll(() => stopped).toBe(true);
});

test('a source that fails is the fault of the input', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('part');
    throw Object.assign(new Error('SEKRET'), { code: 'EIO' });
  }
  const error = await failureOf(send(server, { contentType: 'a/b', length: undefined, open: failing }));
  expect([error.code, retryHintOf(error)]).toEqual(['input_invalid', 'never']);
  expect(error.message + JSON.stringify(error.cause)).not.toContain('SEKRET');
  await server.untilOpen(0);
});

test('a PlugboardError of a source that knows its step is thrown as it is', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const why = new PlugboardError('input_invalid', 'image 1 changed.', { phase: 'upload' });
  // eslint-disable-next-line require-yield
  async function* failing(): AsyncGenerator<Uint8Array> {
    throw why;
  }
  const body = { contentType: 'a/b', length: 10, open: failing };
  expect(await failureOf(send(server, body))).toBe(why);
  const opening = {
    contentType: 'a/b',
    length: 10,
    open: () => {
      throw why;
    },
  };
  expect(await failureOf(send(server, opening))).toBe(why);
});

for (const [name, length] of [
  ['shorter', 20],
  ['longer', 2],
] as const) {
  test(`a source ${name} than it said fails the call`, async () => {
    const server = await serve();
    server.on({}, status(200, {}));
    const error = await failureOf(send(server, { contentType: 'a/b', length, open: () => text('hel', 'lo') }));
    expect([error.code, retryHintOf(error)]).toEqual(['input_invalid', 'never']);
  });
}
