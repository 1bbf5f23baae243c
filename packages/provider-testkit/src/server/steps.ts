import { STATUS_CODES } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { AnswerData, Step } from './exchange.ts';

type Headers = NonNullable<AnswerData['headers']>;

/** A plain answer: `status(429, { error: 'slow down' }, { 'retry-after': '2' })`. */
export function status(code: number, body?: AnswerData['body'], headers?: Headers): Step {
  return async ({ write, request }) => {
    const json = typeof body === 'object' && !(body instanceof Uint8Array);
    const bytes = Buffer.from(json ? JSON.stringify(body) : (body ?? ''));
    const bodyless = code === 204 || code === 304;
    const framing = bodyless || hasFraming(headers) ? {} : { 'content-length': String(bytes.length) };
    const head = headOf(code, { ...(json ? { 'content-type': 'application/json' } : {}), ...framing, ...headers });
    await write(bodyless || request.method === 'HEAD' ? head : Buffer.concat([Buffer.from(head, 'latin1'), bytes]));
  };
}

/**
 * A server-sent stream in chunked encoding. Each item is a write of its own: a string is sent as it is, an object as
 * `data: <json>` and a blank line. `end: false` leaves the stream open for the steps that follow.
 */
export function sse(
  events: readonly (string | object)[],
  options: { readonly headers?: Headers | undefined; readonly end?: boolean | undefined } = {},
): Step {
  return async ({ write }) => {
    await write(
      headOf(200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked', ...options.headers }),
    );
    for (const event of events) {
      await write(chunkOf(typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`));
    }
    if (options.end !== false) await write('0\r\n\r\n');
  };
}

/** Bytes as they are: broken status lines, bad framing, anything. */
export function raw(data: string | Uint8Array): Step {
  return ({ write }) => write(data);
}

/** Bytes in pieces, each a write of its own: of a fixed size, or cut at the given offsets. */
export function slice(data: string | Uint8Array, cuts: number | readonly number[]): Step {
  return async ({ write, wait }) => {
    for (const piece of piecesOf(Buffer.from(data), cuts)) {
      await write(piece);
      await wait(0);
    }
  };
}

/** Bytes slowly: `size` of them every `everyMs` milliseconds. */
export function drip(data: string | Uint8Array, everyMs: number, size = 1): Step {
  return async ({ write, wait, socket }) => {
    for (const piece of piecesOf(Buffer.from(data), size)) {
      if (socket.destroyed) return;
      await write(piece);
      await wait(everyMs);
    }
  };
}

/** Does nothing for this many milliseconds, or until the client has gone. */
export function stall(milliseconds?: number): Step {
  return ({ wait, closed }) => (milliseconds === undefined ? closed : wait(milliseconds));
}

/** Closes the connection in an orderly way (FIN). */
export function fin(): Step {
  return ({ socket }) => socket.destroySoon();
}

/** Closes the server's half (FIN) and goes on reading. */
export function half(): Step {
  return ({ socket }) => {
    socket.end();
  };
}

/** Breaks the connection (RST). Over TLS the connection below it is cut. */
export function reset(): Step {
  return ({ socket }) => {
    socket.resetAndDestroy();
  };
}

/** A compressed answer with its `content-encoding`. */
export function gzip(body: string | Uint8Array, headers?: Headers): Step {
  return status(200, gzipSync(body), { 'content-type': 'application/json', 'content-encoding': 'gzip', ...headers });
}

/** Stops reading: the client's upload backs up. */
export function pauseReading(): Step {
  return ({ socket }) => {
    socket.pause();
  };
}

const earlyAnswers = new WeakSet<readonly Step[]>();

/** Steps that begin as soon as the request's headers are here, without waiting for its body. */
export function early(...steps: readonly Step[]): readonly Step[] {
  earlyAnswers.add(steps);
  return steps;
}

export function isEarly(steps: readonly Step[]): boolean {
  return earlyAnswers.has(steps);
}

function headOf(code: number, headers: Headers): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}\r\n`),
  );
  return `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? 'Unknown'}\r\n${lines.join('')}\r\n`;
}

function hasFraming(headers: Headers = {}): boolean {
  return Object.keys(headers).some((name) => /^(content-length|transfer-encoding)$/i.test(name));
}

function chunkOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

function* piecesOf(bytes: Buffer, cuts: number | readonly number[]): Generator<Buffer> {
  if (typeof cuts === 'number') {
    for (let start = 0; start < bytes.length; start += cuts) yield bytes.subarray(start, start + cuts);
    return;
  }
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (cut > start) yield bytes.subarray(start, cut);
    start = Math.max(start, cut);
  }
}
