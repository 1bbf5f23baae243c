import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { PhaseSwitches, RekaFault, RekaPhase } from './scenario.ts';

/** A request as the emulator saw it. */
export interface RekaRequest {
  readonly phase: RekaPhase | 'other';
  readonly method: string;
  readonly path: string;
  /** Names in lower case; of credentials only whether they were there: `[present]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body of a JSON request; of long `data:` URLs only the beginning and the length. */
  readonly json: unknown;
  /** Of the answer; `undefined` while there is none, and for good when the connection was broken instead. */
  readonly status: number | undefined;
  /** ms since the epoch, on the emulator's clock. */
  readonly at: number;
}

/** Thrown by a route that does not accept what it got. */
export class Refusal extends Error {
  readonly fault: RekaFault;

  constructor(status: number, body: unknown, headers?: Readonly<Record<string, string>>) {
    super(`refused with ${status}`);
    this.fault = { status, body, headers };
  }
}

const credentials = new Set(['authorization', 'cookie', 'x-api-key', 'proxy-authorization']);
const maxJsonBytes = 64 * 1024 * 1024;

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly #record: { -readonly [Name in keyof RekaRequest]: RekaRequest[Name] };
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    phaseOf: (path: string) => RekaPhase | 'other',
    at: number,
    pause: (milliseconds: number) => Promise<void>,
  ) {
    this.request = request;
    this.response = response;
    this.path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    this.#pause = pause;
    this.#record = {
      phase: phaseOf(this.path),
      method: request.method ?? 'GET',
      path: this.path,
      headers: visibleHeaders(request),
      json: undefined,
      status: undefined,
      at,
    };
  }

  get record(): RekaRequest {
    return this.#record;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** The body as JSON. Throws a 422 like the service's framework does. */
  async json(): Promise<unknown> {
    const pieces: Buffer[] = [];
    let size = 0;
    // Left early, a plain loop would destroy the connection and with it the refusal.
    const body = this.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of body) {
      size += piece.length;
      if (size > maxJsonBytes) throw new Refusal(413, { detail: 'Request body too large' });
      pieces.push(piece);
    }
    try {
      const json: unknown = JSON.parse(Buffer.concat(pieces).toString());
      this.#record.json = withoutFiles(json);
      return json;
    } catch {
      throw invalid(['body'], 'JSON decode error', 'json_invalid');
    }
  }

  /** Does what the switches of every phase ask for. False: there will be no answer. */
  async begin({ firstByteDelayMs = 0, reset = false, fail }: PhaseSwitches): Promise<boolean> {
    await this.pause(firstByteDelayMs);
    if (reset) {
      this.response.destroy();
      return false;
    }
    if (fail !== undefined) throw new Refusal(fail.status, fail.body, fail.headers);
    return true;
  }

  /** Waits, but not beyond the end of the emulator. */
  async pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.#pause(milliseconds);
  }

  /** Waits until the other side is gone. */
  async untilClosed(): Promise<void> {
    if (!this.response.closed) await once(this.response, 'close');
  }

  start(status: number, headers: OutgoingHttpHeaders): void {
    this.#record.status = status;
    this.response.writeHead(status, headers);
  }

  send(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
    if (this.response.headersSent || this.response.destroyed) return;
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
    this.start(status, { ...(body === undefined || text === '' ? {} : { 'content-type': type }), ...headers });
    this.response.end(text);
  }

  /** Refuses at once, and reads and drops what is still on its way: closed under a sender, a connection is reset, and the refusal lost. */
  refuse({ status, body, headers = {} }: RekaFault): void {
    this.send(status, body ?? { detail: `The emulator was told to answer ${status}.` }, headers);
    this.request.unpipe();
    this.request.resume();
  }
}

/** A body that does not fit, in the words of the service's framework. */
export function invalid(loc: readonly (string | number)[], msg: string, type = 'value_error'): Refusal {
  return new Refusal(422, { detail: [{ loc, msg, type }] });
}

function withoutFiles(value: unknown): unknown {
  if (typeof value === 'string') {
    const long = value.startsWith('data:') && value.length > 200;
    return long ? `${value.slice(0, 60)}... (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map(withoutFiles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutFiles(field)]));
}

function visibleHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, credentials.has(name) ? '[present]' : String(value)]),
  );
}
