import { createTokens, defineProvider, PlugboardError } from '@plugboard/core/provider';
import type { ChatMessage, Http, Provider, ProviderHost, ProviderPlugin } from '@plugboard/core/provider';
import { z } from 'zod';

const optionsSchema = z.object({ apiKey: z.string().optional(), baseUrl: z.url().optional() });
const sessionSchema = z.object({ token: z.string(), seconds: z.number() });
const fileSchema = z.object({ file: z.string() });
const pieceSchema = z.object({
  say: z.string().default(''),
  done: z.enum(['end', 'full']).optional(),
  error: z.object({ type: z.string(), message: z.string() }).optional(),
});
const finishReasons = { end: 'stop', full: 'length' } as const;

/** Options of {@link owl}: the key defaults to OWL_API_KEY, the address to `https://api.owl.example`. */
export type OwlOptions = z.infer<typeof optionsSchema>;

/** The Owl: a made-up service that describes pictures. */
export const owl: ProviderPlugin<OwlOptions> = defineProvider<OwlOptions>({
  id: 'owl',
  models: [{ id: 'owl-1', aliases: ['owl'], input: ['image'] }],
  options: optionsSchema,
  environment: { apiKey: 'OWL_API_KEY', baseUrl: 'OWL_BASE_URL' },
  secrets: ['apiKey'],
  create: createOwl,
});

function createOwl({ apiKey, baseUrl = 'https://api.owl.example' }: OwlOptions, host: ProviderHost): Provider {
  const token = createTokens(host, async (http) => {
    if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set OWL_API_KEY, or pass apiKey.');
    const request = { phase: 'auth', method: 'POST', url: '/v1/session', headers: { 'x-api-key': apiKey } } as const;
    const session = sessionSchema.parse(await http.with({ baseUrl }).json(request));
    return { value: session.token, expiresAt: host.now() + session.seconds * 1000 };
  });
  const open = (http: Http): Http => http.with({ baseUrl, token });

  return {
    accepts: { parameters: ['temperature', 'seed'], extra: ['volume'] },
    async upload(picture, call) {
      const answer = await open(call.http).json({ phase: 'upload', url: '/v1/files', form: { picture } });
      return { url: fileSchema.parse(answer).file };
    },
    async *stream({ model, messages, parameters, extra }, call) {
      const http = open(call.http);
      const json = { model, turns: messages.map(toTurn), ...parameters, ...extra };
      for await (const { data } of http.events({ phase: 'chat', url: '/v1/reply', json })) {
        const { say, done, error } = pieceSchema.parse(JSON.parse(data));
        if (error !== undefined) throw http.failure('chat', { error });
        if (say !== '') yield { type: 'text-delta', text: say };
        if (done !== undefined) return yield { type: 'finish', reason: finishReasons[done], rawReason: done };
      }
    },
  };
}

function toTurn({ role, content }: ChatMessage): object {
  const parts = content.map((part) => (part.type === 'text' ? { text: part.text } : { picture: part.source }));
  return { role, parts };
}
