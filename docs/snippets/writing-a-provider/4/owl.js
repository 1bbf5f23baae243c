import { defineProvider, PlugboardError } from '@plugboard/core/provider';
import { z } from 'zod';

const reasons = new Map([
  ['end', 'stop'],
  ['full', 'length'],
]);

export const owl = defineProvider({
  id: 'owl',
  models: [{ id: 'owl-1' }],
  options: z.object({ apiKey: z.string().optional(), baseUrl: z.url().optional() }),
  environment: { apiKey: 'OWL_API_KEY', baseUrl: 'OWL_BASE_URL' },
  secrets: ['apiKey'],
  create: ({ apiKey, baseUrl = 'https://api.owl.example' }) => ({
    accepts: { parameters: ['temperature', 'seed'] },
    async *stream({ model, messages, parameters }, call) {
      if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set OWL_API_KEY, or pass apiKey.');
      const http = call.http.with({ baseUrl, headers: { 'x-api-key': apiKey } });
      const json = { model, turns: messages.map(toTurn), ...parameters };
      for await (const { data } of http.events({ phase: 'chat', url: '/v1/reply', json })) {
        const { say, done, error } = JSON.parse(data);
        if (error) throw http.failure('chat', { error });
        if (say) yield { type: 'text-delta', text: say };
        if (done) return yield { type: 'finish', reason: reasons.get(done) ?? 'other', rawReason: done };
      }
    },
  }),
});

function toTurn({ role, content }) {
  return { role, parts: content.map((part) => ({ text: part.text })) };
}
