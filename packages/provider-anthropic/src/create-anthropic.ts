import {
  type Accepts,
  type ChatParameters,
  filesBeyond,
  type Http,
  jsonObjectIn,
  type Media,
  type MediaReference,
  PlugboardError,
  type Provider,
  type ProviderHost,
  type UploadCall,
} from '@plugboard/core/provider';
import { readAnswer } from './answer/read-answer.ts';
import { classifyFailure } from './classify.ts';
import { listModels } from './list-models.ts';
import type { AnthropicOptions, ApiVersion } from './options.ts';
import { betasOf } from './request/extra-fields.ts';
import { messageBody } from './request/message-body.ts';

const defaultUrl = 'https://api.anthropic.com';
const defaultVersion: ApiVersion = '2026-10-21';
const defaultUploadAbove = 8 * 1024 * 1024;
/** Bytes of base64. The service takes requests of 32 MB; the rest is for texts. */
const mostInline = 30_000_000;
/** The service refuses an image of more than 5 MB in base64 inside a request. */
const defaultUploadImagesAbove = 3.75 * 1024 * 1024;

const parameters: readonly (keyof ChatParameters)[] = [
  'max_tokens',
  'stop',
  'reasoning_effort',
  'parallel_tool_calls',
  'user',
  'safety_identifier',
];

const sampling: readonly (keyof ChatParameters)[] = ['temperature', 'top_p', 'top_k'];

/** One instance: the Messages API at a base URL. */
export function createAnthropic(options: AnthropicOptions, { log }: Pick<ProviderHost, 'log'>): Provider {
  const { uploadAbove, version = defaultVersion } = options;
  const hasKey = hasCredential(options);
  const defaults = {
    baseUrl: baseUrlOf(options),
    allowHttp: options.allowHttp,
    headers: headersOf(options, version),
    classify: classifyFailure,
  };
  const open = (http: Http): Http => {
    if (!hasKey) throw keyMissing();
    return http.with(defaults);
  };
  return {
    accepts: acceptsOf(version),

    stream(request, call) {
      const json = messageBody(request, { maxTokens: options.maxTokens, warn: (message) => call.warn(message) });
      const betas = [...(options.betas ?? []), ...betasOf(request)];
      const headers: Record<string, string> = betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {};
      return readAnswer({ http: open(call.http), json, headers, log });
    },

    ...(uploadAbove !== false && {
      async upload(media: Media, call: UploadCall): Promise<MediaReference | undefined> {
        const staysInside = ({ kind, size = 0 }: UploadCall['files'][number]): boolean =>
          size <= (uploadAbove ?? (kind === 'image' ? defaultUploadImagesAbove : defaultUploadAbove));
        const sizes = call.files.map((file) => (staysInside(file) ? (file.size ?? 0) : 0));
        if (staysInside(media) && !filesBeyond(sizes, mostInline).has(call.index)) return undefined;
        return uploadFile(media, open(call.http));
      },
    }),

    async listModels(call) {
      return listModels(open(call.http));
    },
  };
}

function acceptsOf(version: ApiVersion): Accepts {
  return {
    parameters: version === '2023-06-01' ? [...parameters, ...sampling] : parameters,
    messageFields: ['cache_control', 'is_error', 'file_id', 'citations', 'title', 'context'],
    extra: 'any',
    extraTypes: { citations: 'boolean' },
    remoteMedia: true,
    tools: true,
    foreignDetails: true,
    responseFormat: ['json_schema'],
  };
}

async function uploadFile(file: Media, http: Http): Promise<MediaReference> {
  const { id } = jsonObjectIn(await http.json({ phase: 'upload', url: '/v1/files', form: { file } }));
  if (typeof id === 'string' && id !== '') return { url: id };
  throw new PlugboardError('protocol_error', 'The service accepted the upload but returned no file id.', {
    phase: 'upload',
  });
}

function baseUrlOf({ baseUrl = defaultUrl }: AnthropicOptions): string {
  return baseUrl.replace(/\/v1\/?$/, '');
}

function hasCredential({ apiKey, authToken, headers = {} }: AnthropicOptions): boolean {
  if (apiKey !== undefined || authToken !== undefined) return true;
  return Object.keys(headers).some((name) => /^(?:authorization|x-api-key)$/i.test(name));
}

/** If both a key and a token were sent, the service would use the key. */
function headersOf(options: AnthropicOptions, version: ApiVersion): Readonly<Record<string, string>> {
  const { apiKey, authToken, headers } = options;
  return {
    ...headers,
    'anthropic-version': version,
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
    ...(apiKey === undefined && authToken !== undefined && { authorization: `Bearer ${authToken}` }),
  };
}

function keyMissing(): PlugboardError {
  return new PlugboardError(
    'auth_missing',
    'Anthropic needs an API key. Set ANTHROPIC_API_KEY, pass apiKey, or write "apiKey": { "$env": "ANTHROPIC_API_KEY" } in the config.',
  );
}
