import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';

interface AcmeOptions {
  readonly baseUrl: string;
}

/** A second service for the documents' programs: one that speaks OpenAI's wire. */
export const acme: ProviderPlugin<AcmeOptions> = defineProvider<AcmeOptions>({
  id: 'acme',
  models: [{ id: 'acme-large', input: ['image'] }, { id: 'acme-*' }],
  options: {
    '~standard': {
      version: 1,
      vendor: 'acme',
      validate: (value) =>
        hasBaseUrl(value) ? { value } : { issues: [{ message: 'must be a URL', path: ['baseUrl'] }] },
    },
  },
  create: ({ baseUrl }) => ({
    stream: (request, call) => streamChatCompletions(call.http.with({ baseUrl }), request),
  }),
});

function hasBaseUrl(value: unknown): value is AcmeOptions {
  return typeof value === 'object' && value !== null && 'baseUrl' in value && URL.canParse(String(value.baseUrl));
}
