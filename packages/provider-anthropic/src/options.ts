import {
  isBaseUrl,
  isHeaderName,
  isHeaderValue,
  isHeaderWord,
  type ProviderDefinition,
} from '@plugboard/core/provider';
import * as v from 'valibot';

/** Versions of the API, as `anthropic-version` names them. */
export const apiVersions = ['2026-10-21', '2023-06-01'] as const;

/** A version of the API. The older one has sampling parameters, for models before Claude 4.7. */
export type ApiVersion = (typeof apiVersions)[number];

/** Options of `anthropic()`. Without any, the key is taken from `ANTHROPIC_API_KEY`. */
export interface AnthropicOptions {
  /** Sent as `x-api-key`. Environment: `ANTHROPIC_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Sent as `Authorization: Bearer` if there is no `apiKey`, for gateways and OAuth. Environment: `ANTHROPIC_AUTH_TOKEN`. */
  readonly authToken?: string | undefined;
  /**
   * The URL before `/v1/messages`. A `/v1` at its end is ignored. `http:` is allowed for this machine only, unless `allowHttp` is set.
   * Default: `https://api.anthropic.com`. Environment: `ANTHROPIC_BASE_URL`.
   */
  readonly baseUrl?: string | undefined;
  /** Allows `http:` to other machines. Prompts, files and the key then travel unencrypted. Default false. */
  readonly allowHttp?: boolean | undefined;
  /** The version of the API. Default `2026-10-21`. */
  readonly version?: ApiVersion | undefined;
  /** Names of beta features, sent in `anthropic-beta` with every request. */
  readonly betas?: readonly string[] | undefined;
  /**
   * The token limit of an answer if the call sets none, because the service requires one. A number above the model's own limit is
   * reduced to that. Default: the model's own limit.
   */
  readonly maxTokens?: number | undefined;
  /**
   * Files above this number of bytes are uploaded to the Files API, where they stay until they are deleted. Smaller files, and files of
   * unknown size, are sent inside the request. `false`: never upload. Default 8 MiB, for images 3.75 MiB, because the service takes at
   * most 5 MB of base64 for an image inside a request.
   */
  readonly uploadAbove?: number | false | undefined;
  /** Headers of every request. A header that an option already sends, such as `x-api-key` with `apiKey`, is `config_invalid`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

// Each check has its own message, because valibot's own ones repeat the value.
const text = (): v.StringSchema<string> => v.string('must be a string');

const headerSafe = v.pipe(
  text(),
  v.trim(),
  v.check(isHeaderWord, 'must be one word of visible ASCII characters; it is sent in a header'),
);

const headerName = v.pipe(text(), v.check(isHeaderName, 'must be the name of a header'));

/** The name of a beta feature. */
export const betaName: RegExp = /^[\w.-]{1,100}$/;

/** The headers that options send. If one were given twice, one of the two would be dropped. */
const headerOfOption = {
  apiKey: 'x-api-key',
  authToken: 'authorization',
  betas: 'anthropic-beta',
} as const;

const fields = {
  apiKey: v.optional(headerSafe),
  authToken: v.optional(headerSafe),
  baseUrl: v.optional(
    v.pipe(
      text(),
      v.check(
        isBaseUrl,
        'must be an http(s) URL such as https://api.anthropic.com, without credentials, query and fragment',
      ),
      v.check((url) => !/\/messages\/?$/.test(url), 'must end before /v1/messages'),
    ),
  ),
  allowHttp: v.optional(v.boolean('must be true or false')),
  version: v.optional(v.picklist(apiVersions, `must be one of ${apiVersions.join(', ')}`)),
  betas: v.optional(
    v.array(v.pipe(text(), v.regex(betaName, 'must be the name of a beta feature')), 'must be a list of names'),
  ),
  maxTokens: v.optional(
    v.custom<number>((value) => Number.isSafeInteger(value) && Number(value) > 0, 'must be a whole number above 0'),
  ),
  uploadAbove: v.optional(
    v.custom<number | false>(
      (value) => value === false || (typeof value === 'number' && value >= 0),
      'must be a number of bytes, or false',
    ),
  ),
  headers: v.optional(
    v.record(
      headerName,
      v.pipe(text(), v.check(isHeaderValue, 'must be printable ASCII')),
      'must be an object of names and values',
    ),
  ),
};

/** Checks options from code, config and environment. No message repeats a value. */
export const anthropicOptions: NonNullable<ProviderDefinition<AnthropicOptions>['options']> = v.pipe(
  v.strictObject(fields, `is not an option (known: ${Object.keys(fields).join(', ')})`),
  v.forward(
    v.check(
      (options) => doubledHeader(options) === undefined,
      ({ input }) => doubledHeader(input) ?? '',
    ),
    ['headers'],
  ),
);

/** The fault if an option already sends a given header. */
function doubledHeader(options: AnthropicOptions): string | undefined {
  for (const name of Object.keys(options.headers ?? {})) {
    const given = name.toLowerCase();
    const [option] = Object.entries(headerOfOption).find(([, header]) => header === given) ?? [];
    const isVersion = given === 'anthropic-version';
    if (!isVersion && (option === undefined || Reflect.get(options, option) === undefined)) continue;
    return `must not have ${name} together with the option ${option ?? 'version'}: give one of them`;
  }
  return undefined;
}
