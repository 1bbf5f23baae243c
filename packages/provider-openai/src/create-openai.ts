import { listChatModels, streamChatCompletions } from '@plugboard/core/chat-completions';
import {
  PlugboardError,
  type Http,
  type HttpDefaults,
  type HttpFailure,
  type Provider,
  type ProviderHost,
} from '@plugboard/core/provider';
import { hintAt } from './better-package.ts';
import { checkRequest } from './check-request.ts';
import { classifyFailure } from './failures.ts';

import type { OpenAIOptions } from './options.ts';
import type { Preset } from './preset.ts';
import { presetOf, serviceOf } from './presets.ts';
import { RequestVariants } from './request-variants.ts';
import { toWireRequest } from './wire-request.ts';

type Classify = NonNullable<HttpDefaults['classify']>;

/** One instance: OpenAI's wire format at a base URL, with files inside the request. */
export function createOpenAI(options: OpenAIOptions, { log }: Pick<ProviderHost, 'log'>): Provider {
  const preset = presetOf(options.preset, options.baseUrl);
  const service = serviceOf(preset);
  const hint = hintAt(preset.baseUrl);
  if (hint !== undefined) log.warn(hint);
  const variants = new RequestVariants(preset.streamOptions, log);
  const lacksKey = preset.keyRequired && !hasCredential(options);
  const baseUrl = withQuery(preset.baseUrl, options.query);
  const headers = headersOf(options);
  const open = (http: Http, classify: Classify = classifyFailure): Http => {
    if (lacksKey) throw keyMissing(preset);
    return http.with({ baseUrl, allowHttp: options.allowHttp, headers, classify });
  };
  return {
    accepts: {
      parameters: preset.parameters,
      refusedParameters: preset.refusedParameters,
      messageFields: preset.messageFields,
      extra: 'any',
      remoteMedia: preset.remoteMedia.length > 0,
      imageDetail: preset.imageDetail,
      tools: true,
      allowedTools: preset.allowedTools,
      foreignDetails: true,
      responseFormat: preset.responseFormat,
    },

    stream(request, call) {
      checkRequest(request, preset);
      // The call itself is not kept for as long as the answer lasts.
      const { warn } = call;
      let refusal: HttpFailure | undefined;
      const http = open(call.http, (failure) => {
        refusal = failure;
        return classifyFailure(failure);
      });
      const chatOptions = variants.optionsFor({
        model: request.model,
        stream: request.stream,
        optionsOf: ({ stream, streamOptions, again }) => ({
          pdf: preset.pdf,
          service,
          audio: preset.audio,
          developer: preset.developer,
          refusals: preset.refusals,
          reasoningTags: options.reasoningTags,
          warn,
          stream,
          streamOptions,
          again,
        }),
        takeFailure() {
          const taken = refusal;
          refusal = undefined;
          return taken;
        },
      });
      // No generator here: it would cost three promises for each event.
      return streamChatCompletions(http, toWireRequest(request, preset), chatOptions);
    },

    async listModels(call) {
      return listChatModels(open(call.http));
    },
  };
}

function hasCredential({ apiKey, headers = {} }: OpenAIOptions): boolean {
  return apiKey !== undefined || Object.keys(headers).some((name) => /^(?:authorization|api-key)$/i.test(name));
}

function headersOf({ apiKey, organization, project, headers }: OpenAIOptions): Readonly<Record<string, string>> {
  return {
    ...headers,
    // A header, not a renewable token: a key that is refused once would be refused again.
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    ...(organization !== undefined && { 'openai-organization': organization }),
    ...(project !== undefined && { 'openai-project': project }),
  };
}

function withQuery(baseUrl: string, query: OpenAIOptions['query']): URL {
  const url = new URL(baseUrl);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

function keyMissing({ service, keyVariable }: Preset): PlugboardError {
  const usual = keyVariable === undefined ? '' : `, for example apiKey: { "$env": "${keyVariable}" } in the config`;
  const own = keyVariable === 'OPENAI_API_KEY' ? ' Without any option, OPENAI_API_KEY is used.' : '';
  return new PlugboardError('auth_missing', `${service} needs an API key: pass apiKey${usual}.${own}`);
}
