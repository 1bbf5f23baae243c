import type OpenAI6 from 'openai';
import type OpenAI7 from 'openai7';

/** The keys of every member of a union. */
type KeysOf<T> = T extends unknown ? keyof T : never;

type Params = OpenAI6.ChatCompletionCreateParams | OpenAI7.ChatCompletionCreateParams;
type Message = OpenAI6.ChatCompletionMessageParam | OpenAI7.ChatCompletionMessageParam;
type Part =
  | OpenAI6.ChatCompletionContentPart
  | OpenAI7.ChatCompletionContentPart
  | OpenAI6.ChatCompletionContentPartRefusal
  | OpenAI7.ChatCompletionContentPartRefusal;
type Tool = OpenAI6.ChatCompletionTool | OpenAI7.ChatCompletionTool;
type Choice = OpenAI6.ChatCompletionToolChoiceOption | OpenAI7.ChatCompletionToolChoiceOption;
type Format = NonNullable<Params['response_format']>;
type StreamOptions = OpenAI6.ChatCompletionStreamOptions | OpenAI7.ChatCompletionStreamOptions;

/** A parameter that reaches providers that accept it. */
interface Passed {
  /** What a call asks for in the test. */
  readonly value: unknown;
  /** What the provider gets, where that is not `value`. */
  readonly arrives?: unknown;
  /** What else the page says. */
  readonly note?: string;
}

/** A parameter that Plugboard reads itself: what happens to it. */
type Read = string;

const unlessDefault = (value: string): string => `${value} is accepted everywhere`;

/**
 * Where each parameter of the official types goes. The compiler finds a parameter that is missing here, or that neither version of the
 * official client has.
 */
export const parameters: Readonly<Record<KeysOf<Params>, Passed | Read>> = {
  model: 'selects the provider. The service gets its own name of the model',
  messages: 'each message is sent as described below',
  audio: { value: { voice: 'alloy', format: 'wav' } },
  frequency_penalty: { value: 0.5, note: unlessDefault('`0`') },
  function_call: 'sent as `tool_choice`',
  functions: 'sent as `tools`. The answer has `function_call`, and `tool_calls` too',
  logit_bias: { value: { '50256': -100 }, note: unlessDefault('`{}`') },
  logprobs: { value: true, note: unlessDefault('`false`') },
  max_completion_tokens: { value: 5, note: 'Becomes `max_tokens` if the service knows only that name' },
  max_tokens: { value: 5, note: 'Becomes `max_completion_tokens` if the service knows only that name' },
  metadata: { value: { run: '1' }, note: unlessDefault('`{}`') },
  modalities: { value: ['text', 'audio'], note: unlessDefault("`['text']`") },
  moderation: { value: { model: 'omni-moderation-latest' } },
  n: "`1` is accepted everywhere. More is `unsupported`, or left out with `unsupported: 'drop'`",
  parallel_tool_calls: { value: false, note: unlessDefault('`true`') },
  prediction: { value: { type: 'content', content: 'Yes.' } },
  presence_penalty: { value: 0.5, note: unlessDefault('`0`') },
  prompt_cache_key: { value: 'k-1' },
  prompt_cache_options: { value: { mode: 'explicit' } },
  prompt_cache_retention: { value: '24h' },
  reasoning_effort: { value: 'none' },
  response_format: 'sent if the service has the format. `text` is accepted everywhere',
  safety_identifier: { value: 's-1' },
  seed: { value: 7 },
  service_tier: { value: 'flex', note: unlessDefault('`auto` or `default`') },
  stop: { value: 'END', arrives: ['END'] },
  store: { value: true, note: unlessDefault('`false`') },
  stream: 'selects a stream or a completion',
  stream_options: { value: { include_obfuscation: true }, note: 'See below' },
  temperature: { value: 0.2 },
  tool_choice: 'sent with `tools`. See below',
  tools: 'sent to providers that accept tools. See below',
  top_logprobs: { value: 2, note: unlessDefault('`0`') },
  top_p: { value: 0.5 },
  user: { value: 'u-1' },
  verbosity: { value: 'low' },
  web_search_options: { value: { search_context_size: 'low' } },
};

export const streamOptions: Readonly<Record<KeysOf<StreamOptions>, string>> = {
  include_usage: 'handled by Plugboard, for every service',
  include_obfuscation: 'sent to providers that accept it. `false` is accepted everywhere',
};

export const roles: Readonly<Record<Message['role'], string>> = {
  developer: 'sent unchanged to OpenAI itself, as `system` to other services',
  system: 'sent unchanged',
  user: 'sent unchanged',
  assistant: 'sent unchanged',
  tool: 'sent to providers that accept tools',
  function: 'sent as `tool`, with the id of the last call of that function',
};

export const messageFields: Readonly<Record<KeysOf<Message>, string>> = {
  role: 'see above',
  content: 'each part is sent as described below',
  name: 'sent to services that have it, otherwise `unsupported`. Left out of tool results, because the call has the name',
  audio: 'its `id` is sent to services that keep such answers, and left out for others',
  function_call: 'sent as `tool_calls`',
  refusal: 'sent unchanged to OpenAI itself, as text after the content to other services',
  tool_calls:
    'sent to providers that accept tools. Calls of custom tools are sent to the services that get custom tools',
  tool_call_id: 'sent to providers that accept tools',
};

export const parts: Readonly<Record<Part['type'], string>> = {
  text: 'sent unchanged',
  image_url:
    "sent to models that take images. `detail` is sent to providers that accept it, and `'auto'` is accepted everywhere",
  input_audio: 'an audio file, sent in the form that the service has',
  file: '`file_data` is a file, sent in the form that the service has. `file_id` is sent to services that keep files, otherwise `unsupported`',
  refusal: 'sent unchanged to OpenAI itself, as text to other services',
};

export const partFields: Readonly<Record<Exclude<KeysOf<Part>, 'type' | Part['type']>, string>> = {
  prompt_cache_breakpoint: 'sent to services that have it, otherwise `unsupported`',
};

export const tools: Readonly<Record<Tool['type'], string>> = {
  function: 'sent to providers that accept tools',
  custom: 'sent unchanged to OpenAI itself and to services without a preset, otherwise `unsupported`',
};

export const choices: Readonly<Record<Extract<Choice, string> | Exclude<Choice, string>['type'], string>> = {
  none: 'sent unchanged. Accepted everywhere without tools',
  auto: 'sent unchanged. Accepted everywhere without tools',
  required: 'sent unchanged',
  function: 'sent unchanged',
  custom: 'sent unchanged to OpenAI itself and to services without a preset, otherwise `unsupported`',
  allowed_tools:
    'sent unchanged to OpenAI itself. Other services get only these tools, with the `mode` as `tool_choice`',
};

export const formats: Readonly<Record<Format['type'], string>> = {
  text: 'accepted everywhere',
  json_object: 'sent to providers that accept it',
  json_schema: 'sent to providers that accept it',
};
