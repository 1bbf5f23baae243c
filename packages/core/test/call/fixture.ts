import { afterEach, onTestFinished } from 'vitest';
import { startScriptedServer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { Client } from '../../src/client/client.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import type { ChatCompletionStream, RequestOptions } from '../../src/client/chat-completions.ts';
import type { CreateParams } from '../../src/client/create-params.ts';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { ChatEvent } from '../../src/contract/chat-event.ts';
import { defineProvider, type ConfiguredProvider } from '../../src/contract/define-provider.ts';
import type { Provider } from '../../src/contract/provider.ts';
import type { ProviderHost } from '../../src/contract/provider-host.ts';
import { createTokens } from '../../src/auth/create-tokens.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A provider without HTTP, ready for a client. */
export function inProcess(
  provider: Provider | ((host: ProviderHost) => Provider),
  id = 'scripted',
  input?: readonly ('image' | 'video' | 'audio' | 'pdf')[],
): ConfiguredProvider {
  const create = typeof provider === 'function' ? provider : () => provider;
  const model = input === undefined ? { id: 'model' } : { id: 'model', input };
  return defineProvider({ id, models: [model], create: (_, host) => create(host) })();
}

/** A client that knows only what it is given, closed with the test. */
export function clientOf(provider: ConfiguredProvider, options: ClientOptions = {}): Client {
  const client = new Client({ providers: [provider], config: false, discover: false, ...options });
  cleanups.unshift(() => client.close());
  return client;
}

export async function serve(): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  cleanups.push(() => server.close());
  return server;
}

/** A service with a token, uploads and the OpenAI wire, as far as tests need it. */
export function overHttp(origin: string): ConfiguredProvider {
  return inProcess((host) => {
    const token = createTokens(host, async (http) => {
      const body = await http.json({ phase: 'auth', url: `${origin}/token` });
      return { value: textOf(body, 'token') };
    });
    const defaults = { baseUrl: origin, token };
    return {
      accepts: { parameters: ['temperature'] },
      async upload(media, call) {
        const answer = await call.http.with(defaults).json({ phase: 'upload', url: '/upload', form: { image: media } });
        return { url: textOf(answer, 'url') };
      },
      stream: (request, call) => streamChatCompletions(call.http.with(defaults), request, { path: '/chat' }),
    };
  });
}

function textOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value !== 'string') throw new PlugboardError('protocol_error', `The answer has no ${name}.`);
  return value;
}

export const question = { model: 'model', messages: [{ role: 'user', content: 'Hi' }] } as const;

export function ask(
  client: Client,
  params: Partial<CreateParams> = {},
  options?: RequestOptions,
): Promise<ChatCompletionStream> {
  return client.chat.completions.create({ ...question, ...params, stream: true }, options);
}

/** The `PlugboardError` that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<PlugboardError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.value)}`);
  if (!PlugboardError.isInstance(outcome.error)) throw outcome.error;
  return outcome.error;
}

export function text(...pieces: readonly string[]): ChatEvent[] {
  return pieces.map((piece) => ({ type: 'text-delta', text: piece }));
}

export const finish: ChatEvent = { type: 'finish', reason: 'stop' };

/** Rejects when the signal fires; never settles before. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason as Error);
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}

/** The smallest PNG. */
export const png: Uint8Array = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The rejections that nobody handles while this runs. */
export async function unhandledBy(run: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listen);
  onTestFinished(() => {
    process.off('unhandledRejection', listen);
    for (const other of others) process.on('unhandledRejection', other);
  });
  await run();
  // Node tells of rejections after the microtasks of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  return unhandled;
}
