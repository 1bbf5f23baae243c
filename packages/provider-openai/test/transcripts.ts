/** An answer as a service is documented to give it, streamed and whole. Written after the document, shortened, with made-up ids. */
export interface Transcript {
  readonly name: string;
  /** The document whose form it has. */
  readonly from: string;
  /** Events of the stream: objects as `data:`, text as it stands. */
  readonly stream: readonly (object | string)[];
  /** The same answer without `stream`. */
  readonly whole: object;
}

const done = 'data: [DONE]\n\n';
const head = { id: 'chatcmpl-123', object: 'chat.completion.chunk', created: 1_694_268_190, model: 'm' };
const wholeHead = { id: 'chatcmpl-123', object: 'chat.completion', created: 1_694_268_190, model: 'm' };
const usage = { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 };

function piece(delta: object, finish_reason: string | null = null, more: object = {}): object {
  return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }], ...more };
}

function whole(message: object, finish_reason: string, more: object = { usage }): object {
  const choice = { index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason };
  return { ...wholeHead, choices: [choice], ...more };
}

const weather = (id: string, city: string): object => ({
  id,
  type: 'function',
  function: { name: 'get_weather', arguments: JSON.stringify({ location: city }) },
});

/** OpenAI's own stream: usage is `null` until the last chunk, which has no choice. */
const text: Transcript = {
  name: 'OpenAI, text',
  from: 'https://platform.openai.com/docs/api-reference/chat-streaming',
  stream: [
    piece({ role: 'assistant', content: '', refusal: null }, null, { usage: null }),
    piece({ content: 'Hello' }, null, { usage: null }),
    piece({ content: '! 👋' }, null, { usage: null }),
    piece({}, 'stop', { usage: null }),
    { ...head, choices: [], usage },
    done,
  ],
  whole: whole({ content: 'Hello! 👋', refusal: null }, 'stop'),
};

const cutByLength: Transcript = {
  name: 'OpenAI, cut by max_tokens',
  from: 'https://platform.openai.com/docs/api-reference/chat/object',
  stream: [piece({ role: 'assistant', content: 'Once' }), piece({}, 'length'), { ...head, choices: [], usage }, done],
  whole: whole({ content: 'Once', refusal: null }, 'length'),
};

const refusal: Transcript = {
  name: 'OpenAI, a refusal',
  from: 'https://platform.openai.com/docs/guides/structured-outputs',
  stream: [
    piece({ role: 'assistant', content: null, refusal: '' }),
    piece({ refusal: "I'm sorry, " }),
    piece({ refusal: 'I cannot help.' }),
    piece({}, 'stop'),
    { ...head, choices: [], usage },
    done,
  ],
  whole: whole({ content: null, refusal: "I'm sorry, I cannot help." }, 'stop'),
};

const toolCalls: Transcript = {
  name: 'OpenAI, two tool calls',
  from: 'https://platform.openai.com/docs/guides/function-calling',
  stream: [
    piece({ role: 'assistant', content: null }),
    piece({
      tool_calls: [{ index: 0, id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '' } }],
    }),
    piece({ tool_calls: [{ index: 0, function: { arguments: '{"location":' } }] }),
    piece({ tool_calls: [{ index: 0, function: { arguments: '"Paris"}' } }] }),
    piece({
      tool_calls: [{ index: 1, id: 'call_b', type: 'function', function: { name: 'get_weather', arguments: '' } }],
    }),
    piece({ tool_calls: [{ index: 1, function: { arguments: '{"location":"Bogotá"}' } }] }),
    piece({}, 'tool_calls'),
    { ...head, choices: [], usage },
    done,
  ],
  whole: whole(
    { content: null, tool_calls: [weather('call_a', 'Paris'), weather('call_b', 'Bogotá')], refusal: null },
    'tool_calls',
  ),
};

const filtered: Transcript = {
  name: 'Azure OpenAI, filtered',
  from: 'https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter',
  stream: [
    { ...head, choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] },
    piece({ role: 'assistant', content: 'A' }),
    piece({}, 'content_filter'),
    { ...head, choices: [], usage },
    done,
  ],
  whole: whole({ content: 'A' }, 'content_filter'),
};

const deepseek: Transcript = {
  name: 'DeepSeek, thinking',
  from: 'https://api-docs.deepseek.com/guides/thinking_mode',
  stream: [
    ': keep-alive\n\n',
    piece({ role: 'assistant', content: null, reasoning_content: '' }),
    piece({ content: null, reasoning_content: 'Compare the digits.' }),
    piece({ content: '9.9', reasoning_content: null }),
    piece({ content: '', reasoning_content: null }, 'stop', { usage }),
    done,
  ],
  whole: whole({ content: '9.9', reasoning_content: 'Compare the digits.' }, 'stop'),
};

const openrouter: Transcript = {
  name: 'OpenRouter, with comments and reasoning',
  from: 'https://openrouter.ai/docs/api-reference/streaming',
  stream: [
    ': OPENROUTER PROCESSING\n\n',
    ': OPENROUTER PROCESSING\n\n',
    piece({ role: 'assistant', content: '', reasoning: 'Hm.' }, null, { provider: 'Somebody' }),
    piece({ role: 'assistant', content: 'Yes.', reasoning: null }),
    piece({ role: 'assistant', content: '' }, 'stop', { native_finish_reason: 'STOP' }),
    piece({ role: 'assistant', content: '' }, null, { usage }),
    done,
  ],
  whole: whole({ content: 'Yes.', reasoning: 'Hm.', refusal: null }, 'stop'),
};

const ollama: Transcript = {
  name: 'Ollama, a tool call in one piece',
  from: 'https://docs.ollama.com/api/openai-compatibility',
  stream: [
    piece({ role: 'assistant', content: '', tool_calls: [{ index: 0, ...weather('call_ollama', 'Oslo') }] }),
    piece({ role: 'assistant', content: '' }, 'tool_calls'),
    { ...head, choices: [], usage },
    done,
  ],
  whole: whole({ content: '', tool_calls: [{ index: 0, ...weather('call_ollama', 'Oslo') }] }, 'tool_calls'),
};

const vllm: Transcript = {
  name: 'vLLM, text without [DONE]',
  from: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  stream: [
    piece({ role: 'assistant', content: '' }),
    piece({ content: 'Ja' }),
    piece({ content: 'wohl' }, 'stop'),
    { ...head, choices: [], usage },
  ],
  whole: whole({ content: 'Jawohl', reasoning_content: null, tool_calls: [] }, 'stop'),
};

const mistral: Transcript = {
  name: 'Mistral, usage with the finish reason',
  from: 'https://docs.mistral.ai/api',
  stream: [
    piece({ role: 'assistant', content: '' }),
    piece({ content: 'Bon' }),
    piece({ content: 'jour', tool_calls: null }, 'stop', { usage }),
    done,
  ],
  whole: whole({ content: 'Bonjour', tool_calls: null, prefix: false }, 'stop'),
};

export const transcripts: readonly Transcript[] = [
  text,
  cutByLength,
  refusal,
  toolCalls,
  filtered,
  deepseek,
  openrouter,
  ollama,
  vllm,
  mistral,
];
