import { openCookies } from '@plugboard/core/cookies';
import { defineProvider, type Provider, type ProviderHost, type ProviderPlugin } from '@plugboard/core/provider';
import { z } from 'zod';

/** Options of {@link parrot}. */
export interface ParrotOptions {
  /** The path of a cookie file. */
  readonly cookies: string;
  /** Default `https://parrot.example`. */
  readonly baseUrl?: string | undefined;
}

const parrotOptions: z.ZodType<ParrotOptions> = z.object({ cookies: z.string(), baseUrl: z.url().optional() });
const answerSchema = z.object({ said: z.string() });

/** The Parrot: a made-up site that answers users who are signed in, and recognizes them by its cookie `nest`. */
export const parrot: ProviderPlugin<ParrotOptions> = defineProvider<ParrotOptions>({
  id: 'parrot',
  models: [{ id: 'parrot-1' }],
  options: parrotOptions,
  create: createParrot,
});

// #region kit
function createParrot({ cookies, baseUrl = 'https://parrot.example' }: ParrotOptions, host: ProviderHost): Provider {
  const origin = new URL(baseUrl);
  return {
    async *stream({ messages }, call) {
      const session = await openCookies(cookies, host, origin, { session: 'nest' });
      const http = call.http.with({ baseUrl: origin });
      const answer = await http.json({ phase: 'chat', url: '/api/say', json: { messages }, cookies: session });
      yield { type: 'text-delta', text: answerSchema.parse(answer).said };
      yield { type: 'finish', reason: 'stop' };
    },
  };
}
// #endregion kit
