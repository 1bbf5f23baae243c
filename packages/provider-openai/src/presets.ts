import type { ChatParameters } from '@plugboard/core/provider';
import type { Preset, PresetName } from './preset.ts';

const usual: readonly (keyof ChatParameters)[] = [
  'temperature',
  'top_p',
  'max_tokens',
  'stop',
  'seed',
  'frequency_penalty',
  'presence_penalty',
];

const bothFormats: Preset['responseFormat'] = ['json_object', 'json_schema'];

/**
 * The known services and servers. All facts come from their public documentation. Nothing was tried against the live services.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  openai: {
    service: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    keyRequired: true,
    parameters: 'any',
    refusedParameters: ['top_k'],
    // Reasoning models refuse the older name.
    spelling: { max_tokens: 'max_completion_tokens' },
    media: ['image', 'pdf', 'audio'],
    remoteMedia: ['image'],
    imageDetail: true,
    messageFields: 'any',
    developer: true,
    allowedTools: true,
    refusals: true,
    pdf: 'file',
    audio: 'input_audio',
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://platform.openai.com/docs/api-reference/chat/create',
  },
  ollama: {
    service: 'Ollama',
    baseUrl: 'http://localhost:11434/v1',
    keyVariable: undefined,
    keyRequired: false,
    parameters: [...usual, 'reasoning_effort'],
    media: ['image'],
    remoteMedia: [],
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://docs.ollama.com/api/openai-compatibility',
  },
  'llama.cpp': {
    service: 'llama.cpp server',
    baseUrl: 'http://localhost:8080/v1',
    keyVariable: 'LLAMA_API_KEY',
    keyRequired: false,
    parameters: [...usual, 'top_k', 'parallel_tool_calls', 'logit_bias'],
    media: ['image'],
    remoteMedia: ['image'],
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
  },
  vllm: {
    service: 'vLLM',
    baseUrl: 'http://localhost:8000/v1',
    keyVariable: 'VLLM_API_KEY',
    keyRequired: false,
    parameters: [...usual, 'max_completion_tokens', 'top_k', 'reasoning_effort', 'parallel_tool_calls', 'logit_bias'],
    media: ['image', 'video', 'audio'],
    remoteMedia: ['image', 'video', 'audio'],
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  },
  'lm-studio': {
    service: 'LM Studio',
    baseUrl: 'http://localhost:1234/v1',
    keyVariable: undefined,
    keyRequired: false,
    parameters: [...usual, 'top_k', 'logit_bias'],
    media: ['image'],
    remoteMedia: [],
    responseFormat: ['json_schema'],
    streamOptions: true,
    document: 'https://lmstudio.ai/docs/api/openai-api',
  },
  openrouter: {
    service: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
    keyRequired: true,
    parameters: [
      ...usual,
      'max_completion_tokens',
      'top_k',
      'reasoning_effort',
      'parallel_tool_calls',
      'logit_bias',
      'prediction',
      'service_tier',
      'metadata',
      'user',
      'prompt_cache_key',
    ],
    media: ['image', 'pdf'],
    remoteMedia: ['image', 'pdf'],
    imageDetail: true,
    pdf: 'file',
    messageFields: ['name', 'cache_control'],
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://openrouter.ai/docs/api-reference/overview',
  },
  groq: {
    service: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyVariable: 'GROQ_API_KEY',
    keyRequired: true,
    parameters: [
      'temperature',
      'top_p',
      'max_tokens',
      'max_completion_tokens',
      'stop',
      'seed',
      'reasoning_effort',
      'parallel_tool_calls',
      'service_tier',
      'user',
    ],
    spelling: { max_tokens: 'max_completion_tokens' },
    media: ['image'],
    remoteMedia: ['image'],
    imageDetail: true,
    messageFields: ['name'],
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://console.groq.com/docs/openai',
  },
  together: {
    service: 'Together AI',
    baseUrl: 'https://api.together.ai/v1',
    keyVariable: 'TOGETHER_API_KEY',
    keyRequired: true,
    parameters: [...usual, 'top_k', 'reasoning_effort', 'logit_bias'],
    media: ['image'],
    remoteMedia: ['image'],
    responseFormat: bothFormats,
    streamOptions: true,
    document: 'https://docs.together.ai/docs/inference/openai-compatibility',
  },
  mistral: {
    service: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    keyVariable: 'MISTRAL_API_KEY',
    keyRequired: true,
    parameters: [
      ...usual,
      'reasoning_effort',
      'parallel_tool_calls',
      'prediction',
      'service_tier',
      'metadata',
      'prompt_cache_key',
    ],
    spelling: { seed: 'random_seed' },
    media: ['image'],
    remoteMedia: ['image'],
    imageDetail: true,
    responseFormat: bothFormats,
    streamOptions: false,
    shortToolCallIds: true,
    document: 'https://docs.mistral.ai/api',
  },
  deepseek: {
    service: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com',
    keyVariable: 'DEEPSEEK_API_KEY',
    keyRequired: true,
    parameters: [
      'temperature',
      'top_p',
      'max_tokens',
      'stop',
      'frequency_penalty',
      'presence_penalty',
      'reasoning_effort',
    ],
    media: [],
    remoteMedia: [],
    messageFields: ['name'],
    responseFormat: ['json_object'],
    streamOptions: true,
    document: 'https://api-docs.deepseek.com/api/create-chat-completion',
  },
};

/** A service about which only one thing is known: it speaks OpenAI's chat completions. */
const anyService: Preset = {
  service: 'The service',
  baseUrl: '',
  keyVariable: undefined,
  keyRequired: false,
  parameters: 'any',
  media: ['image', 'video', 'audio', 'pdf'],
  remoteMedia: ['image', 'video', 'audio', 'pdf'],
  imageDetail: true,
  messageFields: 'any',
  pdf: 'as-given',
  audio: 'as-given',
  responseFormat: bothFormats,
  streamOptions: true,
  document: 'https://platform.openai.com/docs/api-reference/chat/create',
};

/**
 * The facts about the service of these options: those of the named preset, otherwise of the hosted service at `baseUrl`, otherwise, if
 * there is no `baseUrl`, of OpenAI. A given `baseUrl` replaces that of the preset.
 */
export function presetOf(name: PresetName | undefined, baseUrl: string | undefined): Preset {
  const named = name === undefined ? undefined : presets[name];
  if (baseUrl === undefined) return named ?? presets.openai;
  return { ...(named ?? hostedAt(baseUrl) ?? anyService), baseUrl };
}

/** Names the service in data that only it understands: its preset, otherwise its host. Distinguishes the services of this plugin. */
export function serviceOf({ baseUrl, service }: Preset): string {
  const [known] = Object.entries(presets).find(([, preset]) => preset.service === service) ?? [];
  return known ?? new URL(baseUrl).host.replaceAll(':', '_');
}

function hostedAt(baseUrl: string): Preset | undefined {
  const { hostname } = new URL(baseUrl);
  return Object.values(presets).find((preset) => preset.keyRequired && new URL(preset.baseUrl).hostname === hostname);
}
