// A service behind saved cookies: cookie to token, upload, a stream of its own vocabulary.
import { openCookies } from '@plugboard/core/cookies';
import {
  createTokens,
  defineProvider,
  PlugboardError,
  type ChatEvent,
  type Cookies,
  type CookieJarLike,
  type Provider,
  type ProviderHost,
  type ProviderPlugin,
} from '@plugboard/core/provider';
import * as v from 'valibot';

export interface SessionOptions {
  readonly cookies?: string | Readonly<Record<string, string>> | CookieJarLike | undefined;
}

export const session: ProviderPlugin<SessionOptions> = defineProvider<SessionOptions>({
  id: 'session',
  models: [{ id: 'session-one', aliases: ['one'], input: ['image', 'video', 'pdf'] }],
  options: v.object({ cookies: v.optional(v.custom<NonNullable<SessionOptions['cookies']>>(() => true)) }),
  environment: { cookies: 'SESSION_COOKIES' },
  create: createSession,
});

export function createSession({ cookies }: SessionOptions, host: ProviderHost): Provider {
  const origin = new URL('https://chat.session.test');
  let jar: Promise<Cookies> | undefined;
  const token = createTokens(host, async (http) => {
    if (cookies === undefined) throw new PlugboardError('auth_missing', 'Pass cookies.', { phase: 'auth' });
    jar ??= openCookies(cookies, host, origin);
    const body = await http.json({ phase: 'auth', url: new URL('/token', origin), cookies: await jar });
    return { value: textOf(body, 'token'), expiresAt: host.now() + 3_600_000 };
  });
  const defaults = { baseUrl: origin, token };
  return {
    accepts: { parameters: ['seed'], extra: ['search'], mediaPerTurn: 1 },
    maxConcurrent: 8,
    async upload(media, call) {
      const body = await call.http.with(defaults).json({ phase: 'upload', url: '/upload', form: { image: media } });
      return { url: textOf(body, 'url') };
    },
    async *stream({ model, messages, parameters, extra }, call): AsyncGenerator<ChatEvent> {
      const http = call.http.with(defaults);
      const json = { model, messages, seed: parameters.seed, search: extra['search'] === true };
      for await (const { event, data } of http.events({ phase: 'chat', url: '/chat', json })) {
        if (event === 'error') throw http.failure('chat', JSON.parse(data));
        if (event === 'end') yield { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
        else yield { type: 'text-delta', text: data };
      }
    },
    listModels: async () => [{ id: 'session-one' }],
  };
}

function textOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value !== 'string') throw new PlugboardError('protocol_error', `The answer has no ${name}.`);
  return value;
}
