import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { defineProvider } from '@plugboard/core/provider';

/**
 * @typedef {object} AcmeOptions
 * @property {string} baseUrl
 * @property {string} apiKey
 */

/** @type {import('@plugboard/core/provider').ProviderPlugin<AcmeOptions>} */
export const acme = defineProvider({
  id: 'acme',
  models: [{ id: 'acme-*' }],
  // A program would use a schema library here.
  options: {
    '~standard': {
      version: 1,
      vendor: 'acme',
      validate: (value) => ({ value: /** @type {AcmeOptions} */ (value) }),
    },
  },
  environment: { baseUrl: 'ACME_URL', apiKey: 'ACME_KEY' },
  secrets: ['apiKey'],
  create: ({ baseUrl, apiKey }) => ({
    stream: (request, call) =>
      streamChatCompletions(call.http.with({ baseUrl, headers: { authorization: `Bearer ${apiKey}` } }), {
        ...request,
        model: 'reka-flash',
      }),
  }),
});
