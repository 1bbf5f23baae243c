import type { ReceivedRequest } from './received-request.ts';

/** A request while it arrives. */
export interface ArrivingRequest extends ReceivedRequest {
  complete: boolean;
}

/** Called when the headers are here, and when the body is. */
export interface RequestListener {
  head(request: ArrivingRequest): void;
  end(request: ArrivingRequest): void;
}

type Framing =
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunk-size' }
  | { readonly kind: 'chunk'; left: number }
  | { readonly kind: 'trailers' };

/** A body that is joined only when it is read, because a large one comes in hundreds of pieces. */
class ArrivingBody {
  #pieces: Buffer[] = [];

  push(piece: Buffer): void {
    if (piece.length > 0) this.#pieces.push(piece);
  }

  get bytes(): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (this.#pieces.length < 2) return first;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }
}

/** Reads HTTP/1.1 requests of one connection from bytes in pieces of any size. */
export class RequestReader {
  readonly #connection: number;
  readonly #listener: RequestListener;
  #buffer: Buffer = Buffer.alloc(0);
  #request: ArrivingRequest | undefined;
  #body = new ArrivingBody();
  #framing: Framing = { kind: 'length', left: 0 };
  #count = 0;

  constructor(connection: number, listener: RequestListener) {
    this.#connection = connection;
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    while (this.#request === undefined ? this.#readHead() : this.#readBody());
  }

  #readHead(): boolean {
    const end = this.#buffer.indexOf('\r\n\r\n');
    if (end === -1) return false;
    const [requestLine = '', ...lines] = this.#buffer.subarray(0, end).toString('latin1').split('\r\n');
    this.#buffer = this.#buffer.subarray(end + 4);
    const [method = '', path = ''] = requestLine.split(' ');
    const rawHeaders = lines.map(toHeader);
    const headers = joined(rawHeaders);
    this.#framing = headers.get('transfer-encoding')?.includes('chunked')
      ? { kind: 'chunk-size' }
      : { kind: 'length', left: Number(headers.get('content-length') ?? 0) };
    const body = new ArrivingBody();
    this.#body = body;
    const request: ArrivingRequest = {
      method,
      path,
      headers,
      rawHeaders,
      get body() {
        return body.bytes;
      },
      complete: false,
      connection: this.#connection,
      reused: this.#count > 0,
    };
    this.#count += 1;
    this.#request = request;
    this.#listener.head(request);
    return true;
  }

  #readBody(): boolean {
    const framing = this.#framing;
    if (framing.kind === 'length' || framing.kind === 'chunk') {
      const piece = this.#buffer.subarray(0, framing.left);
      this.#buffer = this.#buffer.subarray(piece.length);
      framing.left -= piece.length;
      this.#body.push(piece);
      if (framing.left > 0) return false;
      if (framing.kind === 'length') return this.#end();
      if (this.#buffer.length < 2) return false;
      this.#buffer = this.#buffer.subarray(2);
      this.#framing = { kind: 'chunk-size' };
      return true;
    }
    const lineEnd = this.#buffer.indexOf('\r\n');
    if (lineEnd === -1) return false;
    const line = this.#buffer.subarray(0, lineEnd).toString('latin1');
    this.#buffer = this.#buffer.subarray(lineEnd + 2);
    if (framing.kind === 'trailers') return line === '' ? this.#end() : true;
    const size = Number.parseInt(line, 16);
    this.#framing = size === 0 ? { kind: 'trailers' } : { kind: 'chunk', left: size };
    return true;
  }

  #end(): boolean {
    const request = this.#request;
    if (request === undefined) return false;
    request.complete = true;
    this.#request = undefined;
    this.#listener.end(request);
    return true;
  }
}

function toHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function joined(headers: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = map.get(key);
    map.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return map;
}
