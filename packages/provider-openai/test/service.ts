import { Client, type ClientOptions } from '@plugboard/core';
import { startScriptedServer, type ReceivedRequest, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { openai, type OpenAIOptions } from '../src/index.ts';

/** A scripted service and a client whose instance `openai` has its base URL there. */
export interface Service extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly client: Client;
  /** The JSON body of a request. */
  body(index?: number): Record<string, unknown>;
}

export async function startService(
  options: OpenAIOptions & { readonly id?: string } = {},
  more: ClientOptions & { readonly models?: readonly string[] } = {},
): Promise<Service> {
  const server = await startScriptedServer();
  const { models = ['m'], ...clientOptions } = more;
  const provider = openai({ baseUrl: `${server.origin}/v1`, models, ...options });
  const client = new Client({ provider, config: false, discover: false, ...clientOptions });
  return {
    server,
    client,
    body: (index = 0) => bodyOf(server.requests[index]),
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}

export function bodyOf(request: ReceivedRequest | undefined): Record<string, unknown> {
  return JSON.parse(request?.body.toString('utf8') ?? '{}') as Record<string, unknown>;
}

/** A chunk of a stream. */
export function chunk(delta: object, finish: string | null = null, more: object = {}): object {
  return { object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }], ...more };
}

/** The events of a short, whole answer. */
export const shortAnswer: readonly (string | object)[] = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'ok' }),
  chunk({}, 'stop'),
  { object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } },
  'data: [DONE]\n\n',
];

export const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;

/** What a promise rejects with. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
