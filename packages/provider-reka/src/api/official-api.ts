import type { Accepts, ChatParameters, HttpDefaults, Provider, ProviderHost } from '@plugboard/core/provider';
import { listChatModels, streamChatCompletions } from '@plugboard/core/chat-completions';
import { callOptionTypes } from '../call-options.ts';
import { classifyFailure } from '../classify.ts';
import { guardCumulative } from './cumulative-guard.ts';
import { researchSources } from './research-sources.ts';

/** The parameters of OpenAI's wire format. */
export const apiParameters: readonly (keyof ChatParameters)[] = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'stop',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'reasoning_effort',
];

/** The options of a call besides messages and parameters. They are sent unchanged. */
export const apiExtra = ['use_search_engine', 'research'] as const;

/** OpenAI's tools and response formats, except for `json_object`, which the service refuses. */
export const apiFeatures: Pick<Accepts, 'tools' | 'responseFormat'> = { tools: true, responseFormat: ['json_schema'] };

/** The provider for an API key: OpenAI's wire format at `/v1/chat/completions`, with files inside the request. */
export function createOfficialApi(apiKey: string, origin: URL, host: ProviderHost): Provider {
  const defaults: HttpDefaults = {
    baseUrl: origin,
    // A header, not a renewable token: a key that is refused once would be refused again.
    headers: { authorization: `Bearer ${apiKey}` },
    classify: (failure) => classifyFailure(failure, host.now()),
  };

  return {
    accepts: {
      parameters: apiParameters,
      extra: apiExtra,
      extraTypes: callOptionTypes,
      remoteMedia: true,
      ...apiFeatures,
    },

    stream(request, call) {
      const warn = (message: string): void => call.warn(message);
      const options = { path: '/v1/chat/completions', warn, extraEvents: researchSources() };
      return guardCumulative(streamChatCompletions(call.http.with(defaults), request, options), warn);
    },

    async listModels(call) {
      return listChatModels(call.http.with(defaults), '/v1/models');
    },
  };
}
