import { readFile } from 'node:fs/promises';
import type { RekaEmulator } from '../src/index.ts';

/** One event of an answer, as plain text has it. */
export interface RawEvent {
  readonly event: string | undefined;
  readonly data: string;
}

/** `Cookie` header of a cookie map. */
export function cookieHeader(cookies: Readonly<Record<string, string>>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

/** Asks for a token as a browser does. */
export function askToken(emulator: RekaEmulator, cookies: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${emulator.url}/bff/auth/access_token`, {
    headers: { cookie: cookieHeader(cookies) },
    redirect: 'manual',
  });
}

/** Sends a file in one part. */
export function upload(emulator: RekaEmulator, file: Blob, name: string, field = 'image'): Promise<Response> {
  const form = new FormData();
  form.append(field, file, name);
  const headers = { authorization: `Bearer ${emulator.accessToken}` };
  return fetch(`${emulator.url}/api/upload-image`, { method: 'POST', headers, body: form });
}

/** Asks the web session. */
export function webChat(emulator: RekaEmulator, body: object, token = emulator.accessToken): Promise<Response> {
  return postJson(`${emulator.url}/api/chat`, body, { authorization: `Bearer ${token}` });
}

/** Asks the official API or one of its predecessors. */
export function apiPost(emulator: RekaEmulator, path: string, body: object): Promise<Response> {
  return postJson(`${emulator.url}${path}`, body, { authorization: `Bearer ${emulator.apiKey}` });
}

function postJson(url: string, body: object, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** A conversation of one turn. */
export function oneTurn(text: string, extra: object = {}): object {
  return { conversation_history: [{ type: 'human', text, ...extra }], stream: true, model_name: 'reka-core' };
}

/** Splits a whole stream into events; comments are left out. */
export function eventsOf(stream: string): readonly RawEvent[] {
  return stream
    .replaceAll('\r\n', '\n')
    .split('\n\n')
    .flatMap((block) => {
      const lines = block.split('\n');
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      return data === undefined ? [] : [{ event: field('event'), data }];
    });
}

/** The parsed data of all events but `[DONE]`. */
export function dataOf(stream: string): readonly Record<string, unknown>[] {
  return eventsOf(stream)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as Record<string, unknown>);
}

/** The photograph of the example. */
export function readCat(): Promise<Buffer> {
  return readFile(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));
}
