import type { IncomingHttpHeaders } from 'node:http';

/** Status and headers of an answer. */
export interface Answer {
  readonly status: number;
  /** Names in lower case, repeated values joined by `, `; without `set-cookie`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookie: readonly string[];
}

export function toAnswer(status: number, raw: IncomingHttpHeaders): Answer {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || name === 'set-cookie') continue;
    headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  const cookies: string | readonly string[] | undefined = raw['set-cookie'];
  return { status, headers, setCookie: typeof cookies === 'string' ? [cookies] : (cookies ?? []) };
}

/** Whether the connection outlives the answer, as far as its headers tell. */
export function keepsAlive({ headers }: Answer): boolean {
  if (/\bclose\b/i.test(headers.get('connection') ?? '')) return false;
  return headers.has('content-length') || headers.has('transfer-encoding');
}

/** The media type in lower case, without parameters; empty when the answer names none. */
export function mediaType(answer: Answer): string {
  return (answer.headers.get('content-type') ?? '').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

/** The charset that the answer names. */
export function charset(answer: Answer): string | undefined {
  return /;\s*charset="?([\w-]{1,40})/i.exec(answer.headers.get('content-type') ?? '')?.[1]?.toLowerCase();
}
