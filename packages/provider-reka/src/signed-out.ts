import { PlugboardError, type Provider } from '@plugboard/core/provider';
import { apiExtra, apiFeatures, apiParameters } from './api/official-api.ts';
import { callOptionTypes } from './call-options.ts';
import { webExtra } from './web/chat-body.ts';

/** The provider without a credential. It accepts everything that the API or the web session accepts, so each call fails with what is really missing. */
export function createSignedOut(): Provider {
  return {
    accepts: {
      parameters: apiParameters,
      extra: [...new Set([...webExtra, ...apiExtra])],
      extraTypes: callOptionTypes,
      remoteMedia: true,
      ...apiFeatures,
    },
    upload: () => Promise.reject(missing()),
    // oxlint-disable-next-line require-yield -- it always fails, but only when it is read
    async *stream() {
      throw missing();
    },
    listModels: () => Promise.reject(missing()),
  };
}

function missing(): PlugboardError {
  return new PlugboardError(
    'auth_missing',
    'Reka needs a credential. Set REKA_API_KEY or pass apiKey for the official API, or set REKA_COOKIES or pass cookies for a saved web session.',
  );
}
