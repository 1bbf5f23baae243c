import {
  createTokens,
  defineProvider,
  PlugboardError,
  type ChatMessage,
  type FinishReason,
  type Http,
} from '@plugboard/core/provider';
import { z } from 'zod';

const sessionSchema = z.object({ token: z.string(), seconds: z.number() });
const fileSchema = z.object({ file: z.string() });
const pieceSchema = z.object({
  say: z.string().optional(),
  done: z.string().optional(),
  error: z.unknown().optional(),
});

const reasons = new Map<string, FinishReason>([
  ['end', 'stop'],
  ['full', 'length'],
]);

export const owl = defineProvider({
  id: 'owl',
  models: [{ id: 'owl-1', input: ['image'] }],
  options: z.object({ apiKey: z.string().optional(), baseUrl: z.url().optional() }),
  environment: { apiKey: 'OWL_API_KEY', baseUrl: 'OWL_BASE_URL' },
  secrets: ['apiKey'],
  create({ apiKey, baseUrl = 'https://api.owl.example' }, host) {
    const token = createTokens(host, async (http) => {
      if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set OWL_API_KEY, or pass apiKey.');
      const headers = { 'x-api-key': apiKey };
      const answer = await http.with({ baseUrl }).json({ phase: 'auth', method: 'POST', url: '/v1/session', headers });
      const session = sessionSchema.parse(answer);
      return { value: session.token, expiresAt: host.now() + session.seconds * 1000 };
    });
    const open = (http: Http): Http => http.with({ baseUrl, token });
    return {
      accepts: { parameters: ['temperature', 'seed'] },
      async upload(picture, call) {
        const answer = await open(call.http).json({ phase: 'upload', url: '/v1/files', form: { picture } });
        return { url: fileSchema.parse(answer).file };
      },
      async *stream({ model, messages, parameters }, call) {
        const http = open(call.http);
        const json = { model, turns: messages.map(toTurn), ...parameters };
        for await (const { data } of http.events({ phase: 'chat', url: '/v1/reply', json })) {
          const { say, done, error } = pieceSchema.parse(JSON.parse(data));
          if (error) throw http.failure('chat', { error });
          if (say) yield { type: 'text-delta', text: say };
          if (done) return yield { type: 'finish', reason: reasons.get(done) ?? 'other', rawReason: done };
        }
      },
    };
  },
});

function toTurn({ role, content }: ChatMessage): object {
  return {
    role,
    parts: content.map((part) => (part.type === 'text' ? { text: part.text } : { picture: part.source })),
  };
}
