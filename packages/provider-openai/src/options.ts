import type {} from '@plugboard/core';
import {
  isBaseUrl,
  isHeaderName,
  isHeaderValue,
  isHeaderWord,
  type ProviderDefinition,
} from '@plugboard/core/provider';
import * as v from 'valibot';
import type { PresetName } from './preset.ts';
import { presets } from './presets.ts';

/** Options of `openai()`. Without any, it is OpenAI itself with the key in `OPENAI_API_KEY`. */
export interface OpenAIOptions {
  /** The name of a known service, which sets its base URL and its peculiarities. */
  readonly preset?: PresetName | undefined;
  /**
   * The URL before `/chat/completions`, usually ending in `/v1`. `http:` is allowed for this machine only, unless `allowHttp` is set.
   * Default: that of the preset, otherwise `https://api.openai.com/v1`. Environment: `OPENAI_BASE_URL`.
   */
  readonly baseUrl?: string | undefined;
  /**
   * Allows `http:` to other machines, such as a server in the local network. Prompts, files and the key then travel unencrypted.
   * Default false.
   */
  readonly allowHttp?: boolean | undefined;
  /** Sent as `Authorization: Bearer`. Local servers need none. Environment: `OPENAI_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Sent as `OpenAI-Organization`. */
  readonly organization?: string | undefined;
  /** Sent as `OpenAI-Project`. */
  readonly project?: string | undefined;
  /**
   * Headers of every request, such as `HTTP-Referer`. A header that an option already sends, such as `Authorization` with `apiKey`, is
   * `config_invalid`.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Added to the URL of every request, such as `api-version`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /**
   * The tag around the reasoning at the start of a text, such as `think`. The opening tag may be part of the prompt. A text that begins
   * without it is therefore held back until `</think>` arrives or the answer ends. Default: none, so tags are text.
   */
  readonly reasoningTags?: string | undefined;
}

/**
 * Fields of a call besides OpenAI's parameters: `provider_options: { openai: { ... } }`. Each is sent unchanged, such as `min_p` or
 * `chat_template_kwargs`.
 */
export interface OpenAICallOptions {
  readonly [field: string]: unknown;
}

declare module '@plugboard/core' {
  interface ProviderOptions {
    readonly openai?: OpenAICallOptions | undefined;
  }
}

// Each check has its own message, because valibot's own ones repeat the value.
const text = (): v.StringSchema<string> => v.string('must be a string');

const headerSafe = v.pipe(
  text(),
  v.trim(),
  v.check(isHeaderWord, 'must be one word of visible ASCII characters; it is sent in a header'),
);

const headerName = v.pipe(text(), v.check(isHeaderName, 'must be the name of a header'));

const baseUrl = v.pipe(
  text(),
  v.check(
    isBaseUrl,
    'must be an http(s) URL such as http://localhost:11434/v1, without credentials, query and fragment',
  ),
  // A URL copied from a curl example would lead to /chat/completions/chat/completions.
  v.check((url) => !/\/chat\/completions\/?$/.test(url), 'must end before /chat/completions'),
);

/** The headers that options send. If one were given twice, one of the two would be dropped. */
const headerOfOption = {
  apiKey: 'authorization',
  organization: 'openai-organization',
  project: 'openai-project',
} as const;

const fields = {
  preset: v.optional(
    v.custom<PresetName>(
      (value) => typeof value === 'string' && Object.hasOwn(presets, value),
      `must be one of ${Object.keys(presets).join(', ')}`,
    ),
  ),
  baseUrl: v.optional(baseUrl),
  allowHttp: v.optional(v.boolean('must be true or false')),
  apiKey: v.optional(headerSafe),
  organization: v.optional(headerSafe),
  project: v.optional(headerSafe),
  headers: v.optional(
    v.record(
      headerName,
      v.pipe(text(), v.check(isHeaderValue, 'must be printable ASCII')),
      'must be an object of names and values',
    ),
  ),
  query: v.optional(
    v.record(v.pipe(text(), v.minLength(1, 'must not be empty')), text(), 'must be an object of names and values'),
  ),
  reasoningTags: v.optional(
    v.pipe(text(), v.regex(/^[\w-]{1,50}$/, 'must be the name of a tag without brackets, such as think')),
  ),
};

/** Checks options from code, config and environment. No message repeats a value. */
export const openaiOptions: NonNullable<ProviderDefinition<OpenAIOptions>['options']> = v.pipe(
  v.strictObject(fields, `is not an option (known: ${Object.keys(fields).join(', ')})`),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [option, header] of Object.entries(headerOfOption)) {
      const { headers } = dataset.value;
      const given = Object.keys(headers ?? {}).find((name) => name.toLowerCase() === header);
      if (given === undefined || Reflect.get(dataset.value, option) === undefined) continue;
      const message = `must not have ${given} together with the option ${option}: give one of them`;
      addIssue({
        message,
        path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'headers', value: headers }],
      });
    }
  }),
);
