import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { Refusal } from './refusal.ts';
import type { Fault, PhaseSwitches } from './switches.ts';
import { withoutFiles } from './without-files.ts';

/** A request that the emulator received. */
export interface ReceivedRequest<Phase extends string = string> {
  readonly phase: Phase;
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** Names are in lower case. The value of a credential is replaced by `[present]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body of a JSON request. A file inside it is reduced to its beginning and its length. */
  readonly json: unknown;
  /** The status of the response. `undefined` until there is one, and if the connection was broken instead. */
  readonly status: number | undefined;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly at: number;
}

/** Settings that all exchanges of an emulator share. */
export interface ExchangeRules<Phase extends string> {
  phaseOf(path: string, method: string): Phase;
  /** Names of headers, in lower case, whose values are not kept. */
  readonly credentials: ReadonlySet<string>;
  /** Bytes. A larger JSON body is refused with `tooLarge`. */
  readonly maxJsonBytes: number;
  tooLarge(): Refusal;
  notJson(): Refusal;
  /** The body of a refusal for which the switches give only a status. */
  faultBody(status: number): unknown;
  /** Headers of every response. */
  headers?(): OutgoingHttpHeaders;
}

/** One request and its response. */
export class Exchange<Phase extends string = string> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly #record: { -readonly [Name in keyof ReceivedRequest]: ReceivedRequest<Phase>[Name] };
  readonly #rules: ExchangeRules<Phase>;
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    rules: ExchangeRules<Phase>,
    at: number,
    pause: (milliseconds: number) => Promise<void>,
  ) {
    this.request = request;
    this.response = response;
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    this.path = path;
    this.query = new URLSearchParams(query);
    this.#rules = rules;
    this.#pause = pause;
    const method = request.method ?? 'GET';
    this.#record = {
      phase: rules.phaseOf(path, method),
      method,
      path,
      headers: visibleHeaders(request, rules.credentials),
      json: undefined,
      status: undefined,
      at,
    };
  }

  get record(): ReceivedRequest<Phase> {
    return this.#record;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Reads the body as JSON. Throws `tooLarge` or `notJson` of the rules. */
  async json(): Promise<unknown> {
    const bytes = await this.#body();
    try {
      const json: unknown = JSON.parse(bytes.toString());
      this.#record.json = withoutFiles(json);
      return json;
    } catch {
      throw this.#rules.notJson();
    }
  }

  async #body(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    // A plain loop that is left early would destroy the connection, and with it the refusal.
    const body = this.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of body) {
      size += piece.length;
      if (size > this.#rules.maxJsonBytes) throw this.#rules.tooLarge();
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** Applies the switches that every phase has. Returns false if the route must not answer. */
  async begin({ firstByteDelayMs = 0, reset = false, fail }: PhaseSwitches): Promise<boolean> {
    await this.pause(firstByteDelayMs);
    if (reset) {
      this.response.destroy();
      return false;
    }
    if (fail !== undefined) throw new Refusal(fail.status, fail.body, fail.headers);
    return true;
  }

  /** Waits, at most until the emulator closes. */
  async pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.#pause(milliseconds);
  }

  /** Waits until the client has disconnected. */
  async untilClosed(): Promise<void> {
    if (!this.response.closed) await once(this.response, 'close');
  }

  start(status: number, headers: OutgoingHttpHeaders): void {
    this.#record.status = status;
    this.response.writeHead(status, { ...this.#rules.headers?.(), ...headers });
  }

  /** Sends a complete response: a string as HTML, `undefined` as an empty body, anything else as JSON. */
  send(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
    if (this.response.headersSent || this.response.destroyed) return;
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
    this.start(status, { ...(body === undefined || text === '' ? {} : { 'content-type': type }), ...headers });
    this.response.end(text);
  }

  /** Refuses at once, but reads the rest of the body: closing the connection while the client sends would reset it, and lose the refusal. */
  refuse({ status, body, headers = {} }: Fault): void {
    this.send(status, body ?? this.#rules.faultBody(status), headers);
    this.request.unpipe();
    this.request.resume();
  }
}

function visibleHeaders(
  { headers }: IncomingMessage,
  credentials: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, credentials.has(name) ? '[present]' : String(value)]),
  );
}
