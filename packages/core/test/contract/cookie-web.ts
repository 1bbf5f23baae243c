// A cookie session, upload, cumulative text: the shape of a web session.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { openCookies } from '@plugboard/core/cookies';
import {
  type ChatEvent,
  type ChatMessage,
  type CookieJarLike,
  type Http,
  PlugboardError,
  type Provider,
  type ProviderHost,
  type ProviderPlugin,
  createTokens,
  defineProvider,
} from '@plugboard/core/provider';

export interface WebOptions {
  readonly cookies?: string | Readonly<Record<string, string>> | CookieJarLike;
  readonly accessToken?: string;
  readonly baseUrl?: string;
}
declare const webOptions: StandardSchemaV1<unknown, WebOptions>;

export const web: ProviderPlugin<WebOptions> = defineProvider({
  id: 'web',
  models: [{ id: 'web-one', aliases: ['one'], input: ['image', 'video', 'pdf'] }],
  options: webOptions,
  environment: { cookies: 'WEB_COOKIES', accessToken: 'WEB_ACCESS_TOKEN', baseUrl: 'WEB_BASE_URL' },
  secrets: ['accessToken'],
  create: createWeb,
});

export function createWeb({ cookies, baseUrl = 'https://chat.example' }: WebOptions, host: ProviderHost): Provider {
  const origin = new URL(baseUrl);
  const jar = cookies === undefined ? undefined : lazy(() => openCookies(cookies, host, origin));
  const tokens = createTokens(host, async (http) => {
    if (jar === undefined) throw new PlugboardError('auth_missing', 'Pass cookies or accessToken.');
    const body = await http.json({ phase: 'auth', url: new URL('/auth/token', origin), cookies: await jar() });
    const value = accessTokenFrom(body);
    if (value === undefined)
      throw new PlugboardError('auth_expired', 'The session is signed out; export new cookies.', { phase: 'auth' });
    return { value, expiresAt: jwtExpiry(value) };
  });
  const open = (http: Http): Http => http.with({ baseUrl: origin, token: tokens });

  return {
    accepts: { parameters: ['seed'], extra: ['use_search_engine'] },
    async upload(media, call) {
      const body = await open(call.http).json({ phase: 'upload', url: '/api/upload-image', form: { image: media } });
      return { url: uploadedUrlFrom(body) };
    },
    async *stream({ model, messages, parameters, extra }, call): AsyncGenerator<ChatEvent> {
      const text = cumulativeText();
      const json = {
        model_name: model,
        stream: true,
        conversation_history: toHistory(messages),
        random_seed: parameters.seed,
        use_search_engine: extra['use_search_engine'] === true,
      };
      for await (const { data } of open(call.http).events({ phase: 'chat', url: '/api/chat', json })) {
        const message = messageFrom(data);
        yield* text.next(message.text);
        if (message.finishReason !== undefined) {
          yield* text.end(message.text);
          yield {
            type: 'finish',
            reason: message.finishReason === 'stop' ? 'stop' : 'length',
            rawReason: message.finishReason,
            usage: message.usage,
          };
          return;
        }
      }
    },
  };
}

function toHistory(messages: readonly ChatMessage[]): readonly object[] {
  return messages.map(({ role, content }) => ({
    // one image a turn: the real one refuses more with `unsupported`
    type: role === 'assistant' ? 'model' : 'human',
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    ...content
      .flatMap((part) => (part.type === 'text' ? [] : [{ image_url: part.source, media_type: part.type }]))
      .at(-1),
  }));
}
declare function lazy<T>(load: () => Promise<T>): () => Promise<T>;
declare function accessTokenFrom(body: unknown): string | undefined;
declare function uploadedUrlFrom(body: unknown): string;
declare function messageFrom(data: string): {
  text: string;
  finishReason?: string;
  usage?: { inputTokens: number; outputTokens: number };
};
declare function cumulativeText(): { next(text: string): Iterable<ChatEvent>; end(text: string): Iterable<ChatEvent> };
declare function jwtExpiry(token: string): number | undefined;
