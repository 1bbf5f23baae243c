import type { IncomingHttpHeaders } from 'node:http';
import type { PlugboardError } from '../errors/plugboard-error.ts';

/** Status and headers of a response. */
export interface Response {
  readonly status: number;
  /** A header by its name in lower case, repeated values joined by `, `. */
  header(name: string): string | undefined;
  /** All headers except `set-cookie`, by their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookie: readonly string[];
}

/** A response with the headers as undici gives them. */
export function toResponse(status: number, headers: IncomingHttpHeaders): Response {
  return new ReceivedResponse(status, headers);
}

class ReceivedResponse implements Response {
  readonly status: number;
  readonly #raw: IncomingHttpHeaders;

  constructor(status: number, raw: IncomingHttpHeaders) {
    this.status = status;
    this.#raw = raw;
  }

  header(name: string): string | undefined {
    const value = Object.hasOwn(this.#raw, name) ? this.#raw[name] : undefined;
    return value === undefined || typeof value === 'string' ? value : value.join(', ');
  }

  get headers(): ReadonlyMap<string, string> {
    const names = Object.keys(this.#raw).filter((name) => name !== 'set-cookie');
    return new Map(names.map((name) => [name, this.header(name) ?? '']));
  }

  get setCookie(): readonly string[] {
    const cookies: string | readonly string[] | undefined = this.#raw['set-cookie'];
    return typeof cookies === 'string' ? [cookies] : (cookies ?? []);
  }
}

/** Whether the connection outlives the response, as far as its headers show. */
export function keepsAlive(response: Response): boolean {
  if (/\bclose\b/i.test(response.header('connection') ?? '')) return false;
  return response.header('content-length') !== undefined || response.header('transfer-encoding') !== undefined;
}

/** The media type in lower case, without parameters. Empty if the response names none. */
export function mediaType(response: Response): string {
  return (response.header('content-type') ?? '').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

/** The charset that the response names. */
export function charset(response: Response): string | undefined {
  return /;\s*charset="?([\w-]{1,40})/i.exec(response.header('content-type') ?? '')?.[1]?.toLowerCase();
}

/** Whether the response says that it is JSON in UTF-8. */
export function isJson(response: Response): boolean {
  const type = mediaType(response);
  return (type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)) && isUtf8(response);
}

/** Whether the response's charset, if it names one, is UTF-8 or its subset ASCII. */
export function isUtf8(response: Response): boolean {
  return /^(utf-?8|us-ascii)$/.test(charset(response) ?? 'utf-8');
}

/** Whether the response says that it has no body. */
export function isEmpty(response: Response): boolean {
  return response.status === 204 || response.header('content-length') === '0';
}

/** Receives the body of a response. */
export interface BodySink {
  /** Whether a consumer has received any of it. */
  readonly delivered: boolean;
  data(chunk: Buffer): void;
  end(): void;
  /** `dropWaiting`: data that were not consumed yet are useless now. */
  fail(error: PlugboardError, dropWaiting: boolean): void;
}

/** Receives a body that nobody wants any more. */
export function droppedBody(maxBytes: number, onTooMuch: () => void): BodySink {
  let left = maxBytes;
  return {
    delivered: true,
    data(chunk) {
      left -= chunk.length;
      if (left < 0) onTooMuch();
    },
    end() {},
    fail() {},
  };
}
