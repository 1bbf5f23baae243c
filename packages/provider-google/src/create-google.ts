import {
  PlugboardError,
  type Accepts,
  filesBeyond,
  type Http,
  type Media,
  type MediaReference,
  type Provider,
  type ProviderHost,
  type UploadCall,
} from '@plugboard/core/provider';
import { PartReader } from './answer/part-reader.ts';
import { readAnswer } from './answer/read-answer.ts';
import { classifyFailure } from './classify.ts';
import { listModels } from './list-models.ts';
import type { GoogleOptions } from './options.ts';
import { generateBody } from './request/generate-body.ts';
import { wireType } from './request/media-parts.ts';
import { uploadFile } from './upload.ts';

const defaultUrl = 'https://generativelanguage.googleapis.com';
const defaultUploadAbove = 8 * 1024 * 1024;
/** Bytes of base64. The service takes requests of 100 MB; the rest is for texts. */
const mostInline = 95_000_000;

/** The number of files whose types are kept between upload and chat. */
const mostTypes = 1_000;

const accepts: Accepts = {
  parameters: [
    'temperature',
    'top_p',
    'top_k',
    'max_tokens',
    'stop',
    'seed',
    'presence_penalty',
    'frequency_penalty',
    'logprobs',
    'top_logprobs',
    'reasoning_effort',
    'modalities',
    'service_tier',
  ],
  messageFields: ['file_id'],
  extra: 'any',
  remoteMedia: true,
  tools: true,
  foreignDetails: true,
  responseFormat: ['json_schema', 'json_object'],
};

/** One instance: the Gemini API at a base URL. */
export function createGoogle(options: GoogleOptions, { log }: Pick<ProviderHost, 'log'>): Provider {
  const { uploadAbove = defaultUploadAbove, version = 'v1beta', baseUrl: givenUrl = defaultUrl } = options;
  const baseUrl = givenUrl.replace(/\/(?:v1(?:alpha|beta)?\/?)?$/, '');
  const hasKey = hasCredential(options);
  const defaults = { baseUrl, allowHttp: options.allowHttp, headers: headersOf(options), classify: classifyFailure };
  const open = (http: Http): Http => {
    if (!hasKey) throw keyMissing();
    return http.with(defaults);
  };
  const types = new Map<string, string>();
  const stored = { url: `${baseUrl}/${version}/files`, types };
  return {
    accepts,

    stream(request, call) {
      const warn = (message: string): void => call.warn(message);
      const json = generateBody(request, { stored, warn });
      const method = request.stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
      const callIds = request.messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
      const parts = new PartReader(log, callIds, () =>
        warn(
          'A picture in the answer is too large to be sent back with the next turn. To continue from it, pass it as an image.',
        ),
      );
      const url = `/${version}/${resourceOf(request.model)}:${method}`;
      return readAnswer({ http: open(call.http), url, json, parts, warn });
    },

    ...(uploadAbove !== false && {
      async upload(media: Media, call: UploadCall): Promise<MediaReference | undefined> {
        const sizes = call.files.map(({ size = 0 }) => (size <= uploadAbove ? size : 0));
        const staysInside = (media.size ?? 0) <= uploadAbove && !filesBeyond(sizes, mostInline).has(call.index);
        if (staysInside) return undefined;
        const type = wireType(media, media.name);
        const reference = await uploadFile(media, { http: open(call.http), call, version, type });
        remember(types, reference.url, type);
        return reference;
      },
    }),

    async listModels(call) {
      return listModels(open(call.http), version);
    },
  };
}

/** Keeps the types of the last files. */
function remember(types: Map<string, string>, url: string, type: string): void {
  types.set(url, type);
  const [oldest] = types.keys();
  if (types.size > mostTypes && oldest !== undefined) types.delete(oldest);
}

/** The resource of a model: `gemini-...`, or the whole name of a tuned model. */
function resourceOf(model: string): string {
  const name = /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return name.split('/').map(encodeURIComponent).join('/');
}

function hasCredential({ apiKey, headers = {} }: GoogleOptions): boolean {
  return apiKey !== undefined || Object.keys(headers).some((name) => /^(?:authorization|x-goog-api-key)$/i.test(name));
}

function headersOf({ apiKey, headers }: GoogleOptions): Readonly<Record<string, string>> {
  return { ...headers, ...(apiKey !== undefined && { 'x-goog-api-key': apiKey }) };
}

function keyMissing(): PlugboardError {
  return new PlugboardError(
    'auth_missing',
    'Google needs an API key. Set GEMINI_API_KEY, pass apiKey, or write "apiKey": { "$env": "GEMINI_API_KEY" } in the config.',
  );
}
