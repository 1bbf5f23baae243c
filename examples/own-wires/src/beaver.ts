import { createHash, createHmac } from 'node:crypto';
import {
  defineProvider,
  PlugboardError,
  type ChatMessage,
  type FinishReason,
  type UnsignedRequest,
} from '@plugboard/core/provider';
import { z } from 'zod';

const baseUrl = 'https://beaver.example';

const placeShape = z.object({ put: z.url(), id: z.string() });
const eventShape = z.object({ gnaw: z.string().optional(), end: z.string().optional(), error: z.unknown().optional() });

/** The Beaver requires that each request is signed, and that pictures go to a store at another origin. */
export const beaver = defineProvider({
  id: 'beaver',
  models: [{ id: 'beaver-1', input: ['image'] }],
  options: z.object({ keyId: z.string().optional(), secretKey: z.string().optional() }),
  environment: { keyId: 'BEAVER_KEY_ID', secretKey: 'BEAVER_SECRET_KEY' },
  secrets: ['secretKey'],
  create({ keyId, secretKey }, host) {
    const sign = async ({ method, url, body }: UnsignedRequest): Promise<Record<string, string>> => {
      if (keyId === undefined || secretKey === undefined) {
        throw new PlugboardError(
          'auth_missing',
          'Set BEAVER_KEY_ID and BEAVER_SECRET_KEY, or pass keyId and secretKey.',
        );
      }
      const hash = createHash('sha256');
      for await (const piece of body()) hash.update(piece);
      const date = new Date(host.now()).toISOString();
      const text = [method, `${url.pathname}${url.search}`, date, hash.digest('hex')].join('\n');
      const signature = createHmac('sha256', secretKey).update(text).digest('hex');
      return { 'x-beaver-date': date, authorization: `BEAVER1 ${keyId}:${signature}` };
    };
    return {
      accepts: { parameters: ['temperature'] },
      async upload(picture, { http }) {
        const signed = http.with({ baseUrl, sign });
        const json = { type: picture.type };
        const place = placeShape.safeParse(await signed.json({ phase: 'upload', url: '/v1/pictures', json }));
        if (!place.success) throw new PlugboardError('protocol_error', 'The Beaver named no place for the picture.');
        // A presigned address itself grants the right to write there.
        await signed.json({ phase: 'upload', method: 'PUT', url: place.data.put, body: picture });
        return { url: place.data.id };
      },
      async *stream({ model, messages, parameters }, call) {
        const http = call.http.with({ baseUrl, sign });
        const json = { model, turns: messages.map(toTurn), ...parameters };
        for await (const { data } of http.events({ phase: 'chat', url: '/v1/gnaw', json })) {
          const { gnaw, end, error } = eventShape.parse(JSON.parse(data));
          if (error !== undefined) throw http.failure('chat', { error });
          if (gnaw !== undefined && gnaw !== '') yield { type: 'text-delta', text: gnaw };
          if (end !== undefined) {
            yield { type: 'finish', reason: reasons.get(end) ?? 'other', rawReason: end };
            return;
          }
        }
      },
    };
  },
});

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['felled', 'stop'],
  ['full', 'length'],
]);

function toTurn({ role, content }: ChatMessage): object {
  return { role, parts: content.map((part) => ('text' in part ? { text: part.text } : { picture: part.source })) };
}
