import { defineProvider, PlugboardError, type ChatMessage } from '@plugboard/core/provider';
import { z } from 'zod';

const baseUrl = 'https://tortoise.example';

/** The state of a job, as the service sends it. */
const jobShape = z.object({
  state: z.enum(['running', 'done', 'failed']),
  waitMs: z.number().min(0).optional(),
  text: z.string().optional(),
  end: z.string().optional(),
  error: z.unknown().optional(),
});

/** The Tortoise takes its time: a request starts a job, and the provider polls its state until there is an answer. */
export const tortoise = defineProvider({
  id: 'tortoise',
  models: [{ id: 'tortoise-1', input: [] }],
  options: z.object({ apiKey: z.string().optional() }),
  environment: { apiKey: 'TORTOISE_API_KEY' },
  secrets: ['apiKey'],
  create: ({ apiKey }) => ({
    async *stream({ model, messages }, call) {
      if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set TORTOISE_API_KEY, or pass apiKey.');
      const http = call.http.with({ baseUrl, headers: { authorization: `Bearer ${apiKey}` } });
      let place: string | undefined;
      const json = { model, turns: messages.map(toTurn) };
      const onHeaders = (headers: ReadonlyMap<string, string>): void => {
        place = headers.get('location');
      };
      let job = jobFrom(await http.json({ phase: 'chat', url: '/v1/jobs', json, onHeaders }));
      if (place === undefined) throw new PlugboardError('protocol_error', 'The Tortoise named no address of the job.');
      while (job.state === 'running') {
        await call.sleep(job.waitMs ?? 1_000);
        job = jobFrom(await http.json({ phase: 'chat', url: place }));
      }
      if (job.state === 'failed') throw http.failure('chat', { error: job.error ?? {} });
      if (job.text !== undefined && job.text !== '') yield { type: 'text-delta', text: job.text };
      const reason = job.end === 'full' ? 'length' : job.end === 'end' ? 'stop' : 'other';
      yield { type: 'finish', reason, rawReason: job.end };
    },
  }),
});

function jobFrom(body: unknown): z.infer<typeof jobShape> {
  const read = jobShape.safeParse(body);
  if (read.success) return read.data;
  throw new PlugboardError('protocol_error', 'The Tortoise sent a job of an unknown form.');
}

function toTurn({ role, content }: ChatMessage): object {
  return { role, text: content.map((part) => (part.type === 'text' ? part.text : '')).join('') };
}
