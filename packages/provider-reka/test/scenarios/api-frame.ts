import type { Exchange, ExchangeResponse, Fixture, FixtureRequest, FixtureSource } from '@plugboard/provider-testkit';
import { ask, scenario, streamed, type Scenario } from './scenario.ts';

const origin = 'https://api.reka.ai';
const authorization = { authorization: 'Bearer {{apiKey}}' } as const;

/** One user turn and its answer. */
export function chat(
  model: string,
  content: unknown,
  response: ExchangeResponse,
  more: Readonly<Record<string, unknown>> & { readonly stream?: boolean } = {},
): Exchange {
  return conversation([{ role: 'user', content }], response, { model, ...more });
}

/** A request for a chat with its answer. */
export function conversation(
  messages: readonly object[],
  response: ExchangeResponse,
  { stream = true, ...more }: { readonly stream?: boolean; readonly [field: string]: unknown } = {},
): Exchange {
  return {
    phase: 'chat',
    request: {
      method: 'POST',
      url: `${origin}/v1/chat/completions`,
      headers: { ...authorization, host: 'api.reka.ai' },
      json: {
        model: 'reka-flash',
        messages,
        ...(stream && { stream, stream_options: { include_usage: true } }),
        ...more,
      },
    },
    response,
  };
}

/** The list of models. */
export function models(json: unknown): Exchange {
  return {
    phase: 'models',
    request: { method: 'GET', url: `${origin}/v1/models`, headers: authorization },
    response: { status: 200, headers: { 'content-type': 'application/json' }, json },
  };
}

export const chunk = (fields: object): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_750_710_800, model: 'default', ...fields })}\n\n`;
export const delta = (fields: object, finish: string | null = null): string =>
  chunk({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
export const done = 'data: [DONE]\n\n';
export const counts = { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 };
export const usage = { inputTokens: 10, outputTokens: 3 };

/** "Say hello." and the events that answer it. */
export function answered(
  name: string,
  source: FixtureSource,
  events: readonly string[],
  expect: Fixture['expect'],
  more: Parameters<typeof streamed>[2] = {},
  request: FixtureRequest = ask('reka-flash', 'Say hello.'),
): Scenario {
  const file = `${name}.sse`;
  const response = streamed(file, events, more);
  return scenario(name, source, request, [chat(request.model, 'Say hello.', response)], expect, {
    [file]: events.join(''),
  });
}

/** "Say hello." and a refusal, or another answer as a whole. */
export function refused(
  name: string,
  source: FixtureSource,
  response: ExchangeResponse,
  expect: Fixture['expect'],
): Scenario {
  return scenario(name, source, ask('reka-flash', 'Say hello.'), [chat('reka-flash', 'Say hello.', response)], expect);
}

/** An answer in one document. */
export function whole(message: object, more: object = {}): ExchangeResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    json: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      ...more,
    },
  };
}
