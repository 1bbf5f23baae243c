import type { IncomingHttpHeaders } from 'node:http';

/** Status and headers of an answer. */
export interface Answer {
  readonly status: number;
  /** A header by its name in lower case, repeated values joined by `, `. */
  header(name: string): string | undefined;
  /** All of them except `set-cookie`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookie: readonly string[];
}

/** An answer over the headers as undici gives them. */
export function toAnswer(status: number, headers: IncomingHttpHeaders): Answer {
  return new ReceivedAnswer(status, headers);
}

class ReceivedAnswer implements Answer {
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

/** Whether the connection outlives the answer, as far as its headers tell. */
export function keepsAlive(answer: Answer): boolean {
  if (/\bclose\b/i.test(answer.header('connection') ?? '')) return false;
  return answer.header('content-length') !== undefined || answer.header('transfer-encoding') !== undefined;
}

/** The media type in lower case, without parameters; empty when the answer names none. */
export function mediaType(answer: Answer): string {
  return (answer.header('content-type') ?? '').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

/** The charset that the answer names. */
export function charset(answer: Answer): string | undefined {
  return /;\s*charset="?([\w-]{1,40})/i.exec(answer.header('content-type') ?? '')?.[1]?.toLowerCase();
}
