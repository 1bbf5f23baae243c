import type { Exchange, ExchangeResponse, FixtureRequest, FixtureSource, Fixture } from '@plugboard/provider-testkit';
import { ask, scenario, streamed, type Scenario } from './scenario.ts';

const origin = 'https://chat.reka.ai';

/** An event of `/api/chat`. */
export function webEvent(fields: object, event = 'message'): string {
  return `event: ${event}\ndata: ${JSON.stringify(fields)}\n\n`;
}

/** The events of a cumulative answer: each of `texts`, the last one with the end and the counts. */
export function cumulative(texts: readonly string[], more: object = {}): readonly string[] {
  return texts.map((text, index) => {
    const metadata = { input_tokens: 12, generated_tokens: index + 1 };
    const last = index === texts.length - 1;
    return webEvent({ type: 'model', text, ...(last ? { finish_reason: 'stop' } : {}), metadata, ...more });
  });
}

/** The counts that {@link cumulative} ends with. */
export const usageOf = (texts: readonly string[]): { inputTokens: number; outputTokens: number } => ({
  inputTokens: 12,
  outputTokens: texts.length,
});

/** Cookie to token. */
export function token(
  response: ExchangeResponse = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    json: { accessToken: '{{accessToken:jwt}}' },
  },
): Exchange {
  return {
    phase: 'auth',
    request: {
      method: 'GET',
      url: `${origin}/bff/auth/access_token`,
      headers: { host: 'chat.reka.ai', cookie: 'appSession={{appSession}}' },
    },
    response,
  };
}

export const bucket = 'https://reka-prod-user-images.s3.amazonaws.com/auth0|000000000000000000000000/vlm/';
export const uploadedTo = `${bucket}{{upload}}==`;

/** A file to its address. */
export function upload(
  file = 'dot.png',
  type = 'image/png',
  response: ExchangeResponse = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    json: { media_url: uploadedTo, image_url: uploadedTo },
  },
): Exchange {
  return {
    phase: 'upload',
    request: {
      method: 'POST',
      url: `${origin}/api/upload-image`,
      headers: { authorization: 'Bearer {{accessToken:jwt}}' },
      form: { image: { file, type } },
    },
    response,
  };
}

/** The conversation and its answer. */
export function chat(history: readonly object[], response: ExchangeResponse, more: object = {}): Exchange {
  return {
    phase: 'chat',
    request: {
      method: 'POST',
      url: `${origin}/api/chat`,
      headers: { authorization: 'Bearer {{accessToken:jwt}}', 'content-type': 'application/json' },
      json: {
        conversation_history: history,
        stream: true,
        use_search_engine: false,
        use_code_interpreter: false,
        model_name: 'reka-core',
        ...more,
      },
    },
    response,
  };
}

export const greeting: FixtureRequest = ask('reka-core', 'Say hello.');
export const greetingTurn = [{ type: 'human', text: 'Say hello.' }] as const;

/** "Say hello." and the events that answer it. */
export function answered(
  name: string,
  source: FixtureSource,
  events: readonly string[],
  expect: Fixture['expect'],
  more: Parameters<typeof streamed>[2] = {},
): Scenario {
  const file = `${name}.sse`;
  return scenario(name, source, greeting, [token(), chat(greetingTurn, streamed(file, events, more))], expect, {
    [file]: events.join(''),
  });
}

/** "Say hello." and a refusal, or another answer as a whole. */
export function refused(
  name: string,
  source: FixtureSource,
  response: ExchangeResponse,
  expect: Fixture['expect'],
  bodies: Readonly<Record<string, string>> = {},
): Scenario {
  return scenario(name, source, greeting, [token(), chat(greetingTurn, response)], expect, bodies);
}
