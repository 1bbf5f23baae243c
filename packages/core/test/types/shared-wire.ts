// The whole provider of a service that speaks the OpenAI wire.
import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { defineProvider, type HttpDefaults, type ProviderPlugin } from '@plugboard/core/provider';
import { z } from 'zod';

export interface WireOptions {
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
}

export const wire: ProviderPlugin<WireOptions> = defineProvider<WireOptions>({
  id: 'wire',
  models: [{ id: 'wire-large', input: ['image'] }, { id: 'wire-*' }],
  options: z.object({ apiKey: z.string().optional(), baseUrl: z.string().optional() }),
  environment: { apiKey: 'WIRE_API_KEY', baseUrl: 'WIRE_BASE_URL' },
  secrets: ['apiKey'],
  create({ apiKey = '', baseUrl = 'https://api.wire.test/v1' }) {
    const defaults: HttpDefaults = {
      baseUrl,
      headers: { authorization: `Bearer ${apiKey}` },
      classify: ({ status, headers }) =>
        status === 429 && headers.has('x-no-credit') ? { code: 'quota_exhausted' } : undefined,
    };
    return {
      accepts: { parameters: ['temperature', 'max_tokens', 'stop'], remoteMedia: true },
      stream: (request, call) => streamChatCompletions(call.http.with(defaults), request),
    };
  },
});
