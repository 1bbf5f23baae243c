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
  /** Where providers without it have something else than `unsupported`. */
  readonly note?: string;
}

/** A parameter that does not go to providers as it is, and what becomes of it. */
type Read = string;

const unlessDefault = (value: string): string => `asks for nothing when it is ${value}`;

/**
 * Where each parameter of the official types goes. The compiler finds a parameter that is missing here, or that neither version of the
 * official client has.
 */
export const parameters: Readonly<Record<KeysOf<Params>, Passed | Read>> = {
  model: 'finds the provider; the service gets its own name of the model',
  messages: 'each message: see below',
  audio: { value: { voice: 'alloy', format: 'wav' } },
  frequency_penalty: { value: 0.5, note: unlessDefault('`0`') },
  function_call: 'taken as `tool_choice`',
  functions: 'taken as `tools`; the answer has `tool_calls`',
  logit_bias: { value: { '50256': -100 }, note: unlessDefault('`{}`') },
  logprobs: { value: true, note: unlessDefault('`false`') },
  max_completion_tokens: { value: 5, note: 'becomes `max_tokens` where a service knows only that name' },
  max_tokens: { value: 5, note: 'becomes `max_completion_tokens` where a service knows only that name' },
  metadata: { value: { run: '1' }, note: unlessDefault('`{}`') },
  modalities: { value: ['text', 'audio'], note: unlessDefault("`['text']`") },
  moderation: { value: { model: 'omni-moderation-latest' } },
  n: "`1` asks for nothing; more is `unsupported`, or left out with `unsupported: 'drop'`",
  parallel_tool_calls: { value: false, note: unlessDefault('`true`') },
  prediction: { value: { type: 'content', content: 'Yes.' } },
  presence_penalty: { value: 0.5, note: unlessDefault('`0`') },
  prompt_cache_key: { value: 'k-1' },
  prompt_cache_options: { value: { mode: 'explicit' } },
  prompt_cache_retention: { value: '24h' },
  reasoning_effort: { value: 'none' },
  response_format: 'a form that the service has; `text` asks for nothing',
  safety_identifier: { value: 's-1' },
  seed: { value: 7 },
  service_tier: { value: 'flex', note: unlessDefault('`auto` or `default`') },
  stop: { value: 'END', arrives: ['END'] },
  store: { value: true, note: unlessDefault('`false`') },
  stream: 'chooses between a completion and a stream',
  stream_options: { value: { include_obfuscation: true }, note: 'see below' },
  temperature: { value: 0.2 },
  tool_choice: 'with `tools`; see below',
  tools: 'services that call tools; see below',
  top_logprobs: { value: 2, note: unlessDefault('`0`') },
  top_p: { value: 0.5 },
  user: { value: 'u-1' },
  verbosity: { value: 'low' },
  web_search_options: { value: { search_context_size: 'low' } },
};

export const streamOptions: Readonly<Record<KeysOf<StreamOptions>, string>> = {
  include_usage: 'read by Plugboard, for every service',
  include_obfuscation: 'the service; `false` asks for nothing where there is no obfuscation',
};

export const roles: Readonly<Record<Message['role'], string>> = {
  developer: 'as it is to OpenAI itself, as `system` to other services',
  system: 'as it is',
  user: 'as it is',
  assistant: 'as it is',
  tool: 'services that call tools',
  function: 'goes as `tool`, with the id of the last call of that function',
};

export const messageFields: Readonly<Record<KeysOf<Message>, string>> = {
  role: 'see above',
  content: 'see the parts below',
  name: 'services that have it, else `unsupported`; left out of results of tools, whose call has the name',
  audio: 'its `id` goes to services that keep such answers; not sent to others',
  function_call: 'goes as `tool_calls`',
  refusal: 'goes as text, after the content',
  tool_calls: 'services that call tools; calls of custom tools as the tools themselves',
  tool_call_id: 'services that call tools',
};

export const parts: Readonly<Record<Part['type'], string>> = {
  text: 'as it is',
  image_url: "services that take images; `detail` to those that have it, and `'auto'` asks for nothing",
  input_audio: 'a file of the kind `audio`, in the form that the service has',
  file: '`file_data`: a file, in the form that the service has; `file_id`: services that keep files, else `unsupported`',
  refusal: 'goes as text',
};

export const partFields: Readonly<Record<Exclude<KeysOf<Part>, 'type' | Part['type']>, string>> = {
  prompt_cache_breakpoint: 'services that have it, else `unsupported`',
};

export const tools: Readonly<Record<Tool['type'], string>> = {
  function: 'services that call tools',
  custom: 'OpenAI itself and services without a preset, as it is; else `unsupported`',
};

export const choices: Readonly<Record<Extract<Choice, string> | Exclude<Choice, string>['type'], string>> = {
  none: 'as it is; asks for nothing without tools',
  auto: 'as it is; asks for nothing without tools',
  required: 'as it is',
  function: 'as it is',
  custom: 'OpenAI itself and services without a preset, as it is; else `unsupported`',
  allowed_tools: 'the service is told only of these tools, with its `mode`',
};

export const formats: Readonly<Record<Format['type'], string>> = {
  text: 'asks for nothing',
  json_object: 'services that have it',
  json_schema: 'services that have it',
};
