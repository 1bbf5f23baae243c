import { STATUS_CODES } from 'node:http';
import type { ExchangeResponse } from '../fixtures/fixture.ts';
import type { Placeholders } from '../fixtures/placeholders.ts';
import type { Step } from '../server/exchange.ts';
import { rechunk, type Rechunk } from './rechunk.ts';

/** How a response is replayed, if not as recorded. */
export interface AnswerPlan {
  /** Default `instant`: chunk edges are kept, waits are not. */
  readonly pace?: 'instant' | 'recorded' | undefined;
  /** End the body after this many bytes ... */
  readonly cutAfterBytes?: number | undefined;
  /** ... as if all were well (`end`, the default), by closing (`fin`) or by breaking the connection (`reset`). */
  readonly cutBy?: 'end' | 'fin' | 'reset' | undefined;
  readonly rechunk?: Rechunk | undefined;
  /** Do not end the body. The connection stays open until the client has gone. */
  readonly hold?: boolean | undefined;
}

/** Milliseconds that a client needs to read what it was sent. */
const readingMs = 20;

interface Piece {
  readonly afterMs: number;
  readonly bytes: Buffer;
}

/** The steps that answer as the fixture says. `body`: the contents of `response.file`. */
export function answerSteps(
  response: ExchangeResponse,
  body: Buffer | undefined,
  placeholders: Placeholders,
  plan: AnswerPlan = {},
): readonly Step[] {
  const headers = headersOf(response, placeholders);
  const bodyless = response.status === 204 || response.status === 304;
  const pieces = bodyless ? [] : rechunk(piecesOf(response, body, placeholders), plan.rechunk, typeOf(headers));
  const kept = plan.cutAfterBytes === undefined ? pieces : cut(pieces, plan.cutAfterBytes);
  const ending = plan.cutAfterBytes === undefined ? response.broken : plan.cutBy;
  const framing = bodyless ? 'none' : framingOf(headers, response, plan);
  const whole = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const head = headOf(response.status, headers, framing, whole);
  return [
    async ({ write, wait, socket, closed }) => {
      if (kept.length === 0 || framing === 'chunked') await write(head);
      let first = kept.length > 0 && framing !== 'chunked' ? head : '';
      for (const { afterMs, bytes } of kept) {
        if (socket.destroyed) return;
        if (plan.pace === 'recorded' && afterMs > 0) await wait(afterMs);
        await write(framing === 'chunked' ? chunkOf(bytes) : Buffer.concat([Buffer.from(first, 'latin1'), bytes]));
        first = '';
        // A turn of the event loop lets the client see the piece before the next one comes.
        if (plan.rechunk === undefined) await wait(0);
      }
      if (plan.hold === true) return closed;
      // A reset discards what has not been read yet.
      if (ending === 'reset') await wait(readingMs);
      if (ending === 'reset') socket.resetAndDestroy();
      else if (ending === 'fin' || framing === 'close') socket.destroySoon();
      else if (framing === 'chunked') await write('0\r\n\r\n');
    },
  ];
}

type Framing = 'none' | 'length' | 'chunked' | 'close';
type Headers = readonly (readonly [name: string, value: string])[];

function headersOf({ headers = {}, json }: ExchangeResponse, placeholders: Placeholders): Headers {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name.toLowerCase(), placeholders.fill(one)] as const),
  );
  const typed = json === undefined || given.some(([name]) => name === 'content-type');
  return typed ? given : [['content-type', 'application/json'], ...given];
}

function typeOf(headers: Headers): string {
  return headers.find(([name]) => name === 'content-type')?.[1] ?? '';
}

function framingOf(headers: Headers, response: ExchangeResponse, plan: AnswerPlan): Framing {
  const has = (name: string, value = ''): boolean =>
    headers.some(([known, text]) => known === name && text.toLowerCase().includes(value));
  // Only chunked encoding lets a body end early and still be complete.
  const early = plan.cutAfterBytes !== undefined || response.broken !== undefined;
  if (early || plan.rechunk !== undefined || has('transfer-encoding', 'chunked')) return 'chunked';
  if (has('content-length')) return 'length';
  if (has('connection', 'close')) return 'close';
  return response.chunks !== undefined || typeOf(headers).startsWith('text/event-stream') ? 'chunked' : 'length';
}

function headOf(status: number, headers: Headers, framing: Framing, length: number): string {
  const framed: Headers =
    framing === 'chunked'
      ? [['transfer-encoding', 'chunked']]
      : framing === 'length'
        ? [['content-length', String(length)]]
        : [];
  const own = headers.filter(([name]) => name !== 'content-length' && name !== 'transfer-encoding');
  const lines = [...own, ...framed].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`;
}

function piecesOf(response: ExchangeResponse, body: Buffer | undefined, placeholders: Placeholders): readonly Piece[] {
  if (response.json !== undefined) {
    return [{ afterMs: 0, bytes: Buffer.from(JSON.stringify(placeholders.fillJson(response.json))) }];
  }
  if (body === undefined || body.length === 0) return [];
  const chunks = response.chunks ?? [[0, body.length] as const];
  let sum = 0;
  const ends = chunks.map(([, size]) => (sum += size));
  const filled = placeholders.fillPieces(body, ends);
  return chunks
    .map(([afterMs], index) => ({
      afterMs,
      bytes: filled.bytes.subarray(filled.ends[index - 1] ?? 0, filled.ends[index]),
    }))
    .filter(({ bytes }) => bytes.length > 0);
}

function cut(pieces: readonly Piece[], size: number): readonly Piece[] {
  let left = size;
  return pieces.flatMap(({ afterMs, bytes }) => {
    const kept = bytes.subarray(0, left);
    left -= kept.length;
    return kept.length === 0 ? [] : [{ afterMs, bytes: kept }];
  });
}

function chunkOf(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}
