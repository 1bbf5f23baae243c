const png = `data:image/png;base64,${Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')}`;
const pdf = `data:application/pdf;base64,${Buffer.from('%PDF-1.7\nhello\n%%EOF\n').toString('base64')}`;
const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(28)]).toString('base64');

/** The body of a request as a known program writes it, in our words. */
interface Stranger {
  readonly body: object;
  /** What a service gets of which nothing is known, where that is not the body itself: see `meaningOf`. */
  readonly sent?: object;
}

const model = 'm';
const hello = { role: 'user', content: 'Hello' };
const look = {
  type: 'function',
  function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } },
};
const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
const result = { role: 'tool', tool_call_id: 'call_1', content: '7' };
const user = (...content: readonly object[]): object => ({ model, messages: [{ role: 'user', content }] });
const text = { type: 'text', text: 'What is this?' };
const turns = (...more: readonly object[]): object => ({ model, messages: [hello, ...more] });
const asks = (params: object): Stranger => ({ body: { model, messages: [hello], ...params } });

/** Bodies as libraries and programs for OpenAI's chat completions write them. */
export const strangers: Readonly<Record<string, Stranger>> = {
  'a line of curl': asks({}),
  'LangChain, with its defaults': asks({
    temperature: 1,
    top_p: 1,
    n: 1,
    stream: false,
    frequency_penalty: 0,
    presence_penalty: 0,
    logit_bias: null,
    stop: null,
    user: null,
  }),
  'LangChain, streaming with usage': asks({ stream: true, stream_options: { include_usage: true } }),
  'LangChain, a call and its result with names': {
    body: turns({ role: 'assistant', content: '', tool_calls: [call] }, { ...result, name: 'look' }),
    // As OpenAI writes an assistant that only called something.
    sent: turns({ role: 'assistant', tool_calls: [call] }, { ...result, name: 'look' }),
  },
  'LangChain, an image with detail': {
    body: user(text, { type: 'image_url', image_url: { url: png, detail: 'auto' } }),
  },
  'LangChain, the message of a completion as Python dumps it': {
    body: turns({
      role: 'assistant',
      content: 'Hi',
      refusal: null,
      annotations: [],
      audio: null,
      function_call: null,
      tool_calls: null,
    }),
  },
  'LangChain, a named speaker': { body: { model, messages: [{ ...hello, name: 'ann' }] } },
  'LangChain, a schema as the form': asks({
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' }, strict: null } },
  }),
  'AI SDK, its settings': asks({
    max_completion_tokens: 100,
    reasoning_effort: 'low',
    store: false,
    metadata: { run: '1' },
    user: 'u-1',
    parallel_tool_calls: true,
    seed: 7,
  }),
  'AI SDK, text in parts': { body: user({ type: 'text', text: 'Hello' }) },
  'AI SDK, a PDF': { body: user(text, { type: 'file', file: { filename: 'part-1.pdf', file_data: pdf } }) },
  'AI SDK, a file id': { body: user(text, { type: 'file', file: { file_id: 'file-1' } }) },
  'AI SDK, a recording': { body: user(text, { type: 'input_audio', input_audio: { data: wav, format: 'wav' } }) },
  'AI SDK, a result as JSON text': {
    body: turns({ role: 'assistant', content: null, tool_calls: [call] }, { ...result, content: '{"degrees":7}' }),
  },
  'AI SDK, a system message as developer': {
    body: { model, messages: [{ role: 'developer', content: 'Be short.' }, hello] },
    sent: { model, messages: [{ role: 'system', content: 'Be short.' }, hello] },
  },
  'useChat, messages with their ids': {
    body: { model, messages: [{ ...hello, id: 'msg-1', createdAt: '2026-01-01' }] },
  },
  'n8n, with its form filled in': asks({
    temperature: 0.7,
    top_p: 1,
    frequency_penalty: 0,
    presence_penalty: 0,
    response_format: { type: 'text' },
  }),
  'LiteLLM, parts to be cached': { body: user({ ...text, cache_control: { type: 'ephemeral' } }, text) },
  'LiteLLM, thinking switched on': asks({ thinking: { type: 'enabled', budget_tokens: 1024 } }),
  'LiteLLM, thoughts of an earlier turn': {
    body: turns({
      role: 'assistant',
      content: 'Hi',
      reasoning_content: 'Hm.',
      thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 's' }],
    }),
    sent: turns({ role: 'assistant', content: 'Hi' }),
  },
  'LiteLLM, fields of its own': {
    body: turns({ role: 'assistant', content: 'Hi', provider_specific_fields: { a: 1 } }),
  },
  'Cline, a system prompt in parts': {
    body: {
      model,
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'A' },
            { type: 'text', text: 'B' },
          ],
        },
        hello,
      ],
      temperature: 0,
      stream: true,
    },
  },
  'Continue, a text to stop at': {
    body: { model, messages: [hello], stop: '\n' },
    sent: { model, messages: [hello], stop: ['\n'] },
  },
  'Instructor, one function that must be called': asks({
    tools: [look],
    tool_choice: { type: 'function', function: { name: 'look' } },
  }),
  'Instructor, JSON of any form': asks({ response_format: { type: 'json_object' } }),
  'LlamaIndex, a call without text': {
    body: turns({ role: 'assistant', content: null, tool_calls: [call] }, { ...result, name: 'look' }),
  },
  'Semantic Kernel, no tools at all': {
    body: { model, messages: [hello], tools: [], tool_choice: 'none', functions: null },
    sent: { model, messages: [hello] },
  },
  'Spring AI, every field null': asks({
    audio: null,
    frequency_penalty: null,
    logit_bias: null,
    logprobs: null,
    max_tokens: null,
    metadata: null,
    modalities: null,
    n: null,
    parallel_tool_calls: null,
    prediction: null,
    reasoning_effort: null,
    response_format: null,
    seed: null,
    service_tier: null,
    store: null,
    stream: null,
    stream_options: null,
    tool_choice: null,
    tools: null,
    top_logprobs: null,
    user: null,
    web_search_options: null,
  }),
  'OpenAI Agents, strict tools': asks({
    tools: [{ ...look, function: { ...look.function, strict: true } }],
    tool_choice: 'required',
    parallel_tool_calls: false,
    verbosity: 'low',
  }),
  'Zed, a limit by its newer name': asks({ tools: [look], max_completion_tokens: 4096, stream: true }),
  'Aider, no randomness': asks({ temperature: 0, stream: true }),
  'Dify, a user and nothing to stop at': {
    body: { model, messages: [hello], user: 'abc-123', stop: [] },
    sent: { model, messages: [hello], user: 'abc-123' },
  },
  'an older program with functions': {
    body: {
      model,
      functions: [look.function],
      function_call: 'auto',
      messages: [
        hello,
        { role: 'assistant', content: null, function_call: call.function },
        { role: 'function', name: 'look', content: '7' },
      ],
    },
    sent: {
      model,
      tools: [look],
      tool_choice: 'auto',
      messages: [hello, { role: 'assistant', tool_calls: [call] }, result],
    },
  },
  'a program for vLLM': asks({
    top_k: 20,
    min_p: 0.1,
    repetition_penalty: 1.1,
    chat_template_kwargs: { enable_thinking: false },
  }),
  'a program for vLLM, guided': asks({ guided_json: { type: 'object' }, top_k: -1 }),
  'a program for OpenRouter': asks({
    models: ['a', 'b'],
    transforms: ['middle-out'],
    plugins: [{ id: 'web' }],
    reasoning: { effort: 'high' },
    usage: { include: true },
  }),
  'a program for Groq': asks({ reasoning_format: 'parsed', service_tier: 'auto' }),
  'a program for DeepSeek, with thoughts in the history': {
    body: turns({ role: 'assistant', content: 'Hi', reasoning_content: 'Hm.' }, hello),
    sent: turns({ role: 'assistant', content: 'Hi' }, hello),
  },
  "a program for Gemini, with a call's signature": {
    body: turns(
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ ...call, extra_content: { google: { thought_signature: 's' } } }],
      },
      result,
    ),
  },
  'a program for Gemini, with its own fields': asks({
    extra_body: { google: { thinking_config: { include_thoughts: true } } },
  }),
  'a program for Perplexity': asks({
    search_domain_filter: ['example.com'],
    return_images: true,
    web_search_options: {},
  }),
  'a program for Mistral, with a beginning of the answer': {
    body: turns({ role: 'assistant', content: 'It is', prefix: true }),
  },
  'a program for Qwen, with a video': {
    body: user(text, { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } }),
  },
  'a program for Qwen, with frames': {
    body: user(text, { type: 'video', video: ['https://example.com/1.png', 'https://example.com/2.png'] }),
  },
  'a program for xAI, searching': asks({ search_parameters: { mode: 'auto' } }),
  'calls put together from a stream, with their index': {
    body: turns({ role: 'assistant', content: null, tool_calls: [{ index: 0, ...call }] }, result),
    sent: turns({ role: 'assistant', tool_calls: [call] }, result),
  },
  'an empty list of calls': { body: turns({ role: 'assistant', content: 'Hi', tool_calls: [] }) },
  'an assistant that said nothing': {
    body: turns({ role: 'assistant', content: null }, hello),
    sent: turns({ role: 'assistant', content: '' }, hello),
  },
  'an assistant with an empty text': { body: turns({ role: 'assistant', content: '' }, hello) },
  'an image as the result of a tool': {
    body: turns(
      { role: 'assistant', content: null, tool_calls: [call] },
      { ...result, content: [text, { type: 'image_url', image_url: { url: png } }] },
    ),
  },
  'a result in parts': {
    body: turns(
      { role: 'assistant', content: null, tool_calls: [call] },
      { ...result, content: [{ type: 'text', text: '7' }] },
    ),
  },
  'an image as a plain URL': {
    body: user(text, { type: 'image_url', image_url: 'https://example.com/a.png' }),
    sent: user(text, { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }),
  },
  'several system messages': {
    body: { model, messages: [{ role: 'system', content: 'A' }, hello, { role: 'system', content: 'B' }] },
  },
  'a tool without parameters': asks({ tools: [{ type: 'function', function: { name: 'look' } }] }),
  'a tool with a schema of zod': asks({
    tools: [
      {
        type: 'function',
        function: {
          name: 'look',
          parameters: {
            $schema: 'http://json-schema.org/draft-07/schema#',
            type: 'object',
            additionalProperties: false,
            properties: {},
          },
        },
      },
    ],
  }),
  'log probabilities': asks({ logprobs: true, top_logprobs: 5 }),
  'what asks for nothing': asks({
    logprobs: false,
    modalities: ['text'],
    parallel_tool_calls: true,
    response_format: { type: 'text' },
    service_tier: 'auto',
    store: false,
    metadata: {},
  }),
  'a choice without tools': {
    body: { model, messages: [hello], tool_choice: 'auto' },
    sent: { model, messages: [hello] },
  },
  'a custom tool': asks({ tools: [{ type: 'custom', custom: { name: 'run' } }], tool_choice: 'auto' }),
  'two turns of thinking and calling': {
    body: turns(
      { role: 'assistant', content: null, tool_calls: [call, { ...call, id: 'call_2' }] },
      result,
      { ...result, tool_call_id: 'call_2' },
      { role: 'assistant', content: '7' },
      hello,
    ),
  },
};
