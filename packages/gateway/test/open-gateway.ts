import { request as httpRequest, type Agent, type IncomingHttpHeaders } from 'node:http';
import { Client, type ChatEvent, type ClientOptions } from '@plugboard/core';
import { defineProvider, type Accepts, type Call, type ChatRequest } from '@plugboard/core/provider';
import { onTestFinished } from 'vitest';
import {
  createGateway,
  type AccessEntry,
  type Gateway,
  type GatewayOptions,
  type GatewayServer,
} from '../src/index.ts';

/** What a provider of a test answers. */
export type Answer = (request: ChatRequest, call: Call) => AsyncIterable<ChatEvent>;

/** An answer of these texts. */
export async function* say(...texts: readonly string[]): AsyncGenerator<ChatEvent> {
  for (const text of texts) yield { type: 'text-delta', text };
  yield { type: 'finish', reason: 'stop', usage: { inputTokens: 5, outputTokens: texts.length } };
}

const everything: Accepts = {
  parameters: 'any',
  tools: true,
  extra: 'any',
  responseFormat: ['json_object', 'json_schema'],
};

/** A client whose model `echo` answers like this. */
export function clientFor(answer: Answer, more: ClientOptions & { readonly accepts?: Accepts } = {}): Client {
  const { accepts = everything, ...options } = more;
  const plugin = defineProvider({
    id: 'fake',
    models: [{ id: 'echo', input: ['image', 'pdf'] }, { id: 'other' }, { id: 'pattern-*' }],
    create: () => ({ accepts, stream: answer }),
  });
  const client = new Client({
    config: false,
    discover: false,
    providers: [plugin()],
    retry: { maxRetries: 0 },
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** A gateway that listens, and what its access log says. */
export interface OpenGateway {
  readonly gateway: Gateway;
  readonly server: GatewayServer;
  readonly url: string;
  readonly log: AccessEntry[];
  readonly faults: unknown[];
}

export async function openGateway(
  answer: Answer | Client,
  options: Partial<GatewayOptions> = {},
): Promise<OpenGateway> {
  const log: AccessEntry[] = [];
  const faults: unknown[] = [];
  const client = typeof answer === 'function' ? clientFor(answer) : answer;
  const gateway = createGateway({
    client,
    accessLog: (entry) => void log.push(entry),
    onFault: (error) => void faults.push(error),
    ...options,
  });
  const server = await gateway.listen({ port: 0 });
  onTestFinished(() => server.close({ graceMs: 0 }));
  return { gateway, server, url: server.url, log, faults };
}

/** A chat that asks for `echo`. */
export const hello = { model: 'echo', messages: [{ role: 'user', content: 'Hello' }] };

/** Posts a chat. */
export function ask(
  url: string,
  body: object = hello,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** What the `data:` lines of a stream say. */
export function dataOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice('data: '.length)] : []));
}

/** A reply as Node's client reads it: with any headers, `Host` included. */
export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the connection had carried a request before. */
  readonly isReused: boolean;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Default: a connection of its own. */
  readonly agent?: Agent;
}

/** Sends what `fetch` would not. */
export function raw(url: string, { method = 'GET', headers = {}, body, agent }: RawRequest = {}): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: agent ?? false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          isReused: request.reusedSocket,
          body: Buffer.concat(pieces).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
