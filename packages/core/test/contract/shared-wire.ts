import type { StandardSchemaV1 } from '@standard-schema/spec';
import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { type ProviderPlugin, defineProvider } from '@plugboard/core/provider';
// A service that speaks the OpenAI wire: the whole provider.

export interface AcmeOptions {
  readonly apiKey?: string;
  readonly baseUrl?: string;
}
declare const acmeOptions: StandardSchemaV1<unknown, AcmeOptions>;

export const acme: ProviderPlugin<AcmeOptions> = defineProvider({
  id: 'acme',
  models: [{ id: 'acme-large', input: ['image'] }, { id: 'acme-*' }],
  options: acmeOptions,
  environment: { apiKey: 'ACME_API_KEY', baseUrl: 'ACME_BASE_URL' },
  secrets: ['apiKey'],
  create({ apiKey, baseUrl = 'https://api.acme.test/v1' }) {
    const defaults = {
      baseUrl,
      headers: { authorization: `Bearer ${apiKey ?? ''}` },
      classify: ({ status, body }: { status: number; body: unknown }) =>
        status === 429 && JSON.stringify(body).includes('insufficient_quota')
          ? { code: 'quota_exhausted' as const }
          : undefined,
    };
    return {
      accepts: { parameters: ['temperature', 'top_p', 'max_tokens', 'stop', 'seed'], remoteMedia: true },
      stream: (request, call) => streamChatCompletions(call.http.with(defaults), request),
    };
  },
});
