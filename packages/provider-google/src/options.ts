import {
  isBaseUrl,
  isHeaderName,
  isHeaderValue,
  isHeaderWord,
  type ProviderDefinition,
} from '@plugboard/core/provider';
import * as v from 'valibot';

/** Options of `google()`. Without any, the key is taken from `GEMINI_API_KEY` or `GOOGLE_API_KEY`. */
export interface GoogleOptions {
  /** Sent as `x-goog-api-key`, never in a URL. Environment: `GEMINI_API_KEY`, otherwise `GOOGLE_API_KEY`. */
  readonly apiKey?: string | undefined;
  /**
   * The URL before `/v1beta`. A version at its end is ignored. `http:` is allowed for this machine only, unless `allowHttp` is set.
   * Default: `https://generativelanguage.googleapis.com`. Environment: `GOOGLE_GEMINI_BASE_URL`.
   */
  readonly baseUrl?: string | undefined;
  /** Allows `http:` to other machines. Prompts, files and the key then travel unencrypted. Default false. */
  readonly allowHttp?: boolean | undefined;
  /** The version of the API, such as `v1`, which lacks the names that end in `-latest`. Default `v1beta`. */
  readonly version?: string | undefined;
  /**
   * Files above this number of bytes are uploaded to the Files API, which keeps them for 48 hours. Smaller files, and files of unknown
   * size, are sent inside the request. `false`: never upload. Default 8 MiB.
   */
  readonly uploadAbove?: number | false | undefined;
  /** Headers of every request. `x-goog-api-key` together with `apiKey` is `config_invalid`. */
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

const fields = {
  apiKey: v.optional(headerSafe),
  baseUrl: v.optional(
    v.pipe(
      text(),
      v.check(
        isBaseUrl,
        'must be an http(s) URL such as https://generativelanguage.googleapis.com, without credentials, query and fragment',
      ),
      v.check((url) => !/\/models(?:\/|$)/.test(url), 'must end before /v1beta/models'),
    ),
  ),
  allowHttp: v.optional(v.boolean('must be true or false')),
  version: v.optional(v.pipe(text(), v.regex(/^v\d\w{0,20}$/, 'must be a version such as v1beta'))),
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
export const googleOptions: NonNullable<ProviderDefinition<GoogleOptions>['options']> = v.pipe(
  v.strictObject(fields, `is not an option (known: ${Object.keys(fields).join(', ')})`),
  v.forward(
    v.check(
      ({ apiKey, headers = {} }) =>
        apiKey === undefined || !Object.keys(headers).some((name) => name.toLowerCase() === 'x-goog-api-key'),
      'must not have x-goog-api-key together with the option apiKey: give one of them',
    ),
    ['headers'],
  ),
);
