import {
  counted,
  done,
  json,
  piece,
  usage,
  usageChunk,
  weather,
  weatherInPieces,
  whole,
  withWeather,
  type Transcript,
} from './transcript.ts';

const ollama = 'https://docs.ollama.com/api/openai-compatibility';
const llama = 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md';
const vllm = 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html';

const inOslo = (id: string) => [{ id, name: 'get_weather', arguments: '{"location":"Oslo"}' }];

/** A call in one piece, with the finish reason behind it. */
const ollamaTranscripts: readonly Transcript[] = [
  {
    preset: 'ollama',
    name: 'text',
    from: ollama,
    stream: [
      piece({ role: 'assistant', content: 'Two' }),
      piece({ role: 'assistant', content: ' cats on' }),
      piece({ role: 'assistant', content: ' a sofa.' }),
      piece({ role: 'assistant', content: '' }, 'stop'),
      usageChunk,
      done,
    ],
    whole: whole({ content: 'Two cats on a sofa.' }, 'stop'),
    expect: { text: 'Two cats on a sofa.', finish: 'stop', usage: counted },
  },
  {
    preset: 'ollama',
    name: 'tools',
    from: ollama,
    request: withWeather,
    stream: [
      piece({ role: 'assistant', content: '', tool_calls: [{ index: 0, ...weather('call_ollama', 'Oslo') }] }),
      piece({ role: 'assistant', content: '' }, 'tool_calls'),
      usageChunk,
      done,
    ],
    whole: whole({ content: '', tool_calls: [{ index: 0, ...weather('call_ollama', 'Oslo') }] }, 'tool_calls'),
    expect: { text: '', finish: 'tool-calls', usage: counted, toolCalls: inOslo('call_ollama') },
  },
  json('ollama', 'schema', ollama),
  json('ollama', 'object', ollama),
];

/** Chunks carry `timings`, and thinking has a field of its own. */
const timings = { cache_n: 7, prompt_n: 10, prompt_ms: 251.51, predicted_n: 78, predicted_ms: 1119.721 };
const llamaTranscripts: readonly Transcript[] = [
  {
    preset: 'llama.cpp',
    name: 'reasoning',
    from: `${llama}; the frame as in openai-php/client issue #780 (2026-06)`,
    stream: [
      piece({ role: 'assistant', content: null }),
      piece({ reasoning_content: 'Play' }, null, { timings }),
      piece({ reasoning_content: 'ful.' }, null, { timings }),
      piece({ content: 'Here' }, null, { timings }),
      piece({ content: ' you are' }, null, { timings }),
      piece({ content: '.' }, null, { timings }),
      piece({}, 'stop'),
      { ...usageChunk, timings },
      done,
    ],
    whole: whole({ content: 'Here you are.', reasoning_content: 'Playful.' }, 'stop', { usage, timings }),
    expect: {
      text: 'Here you are.',
      finish: 'stop',
      usage: counted,
      events: [
        { type: 'reasoning-delta', text: 'Play' },
        { type: 'reasoning-delta', text: 'ful.' },
        { type: 'text-delta', text: 'Here' },
        { type: 'text-delta', text: ' you are' },
        { type: 'text-delta', text: '.' },
        { type: 'finish', reason: 'stop', rawReason: 'stop', usage: counted },
      ],
    },
  },
  {
    preset: 'llama.cpp',
    name: 'tools',
    from: 'https://github.com/ggml-org/llama.cpp/blob/master/docs/function-calling.md (OpenAI\u2019s form)',
    request: withWeather,
    stream: [
      piece({ role: 'assistant', content: null }),
      ...weatherInPieces(0, 'llamacall', ['{"location', '":"', 'Oslo', '"}']).map((delta) => piece(delta)),
      piece({}, 'tool_calls'),
      { ...usageChunk, timings },
      done,
    ],
    whole: whole({ content: '', tool_calls: [weather('llamacall', 'Oslo')] }, 'tool_calls', { usage, timings }),
    expect: { text: '', finish: 'tool-calls', usage: counted, toolCalls: inOslo('llamacall') },
  },
  json('llama.cpp', 'schema', llama),
  json('llama.cpp', 'object', llama),
];

/** `[DONE]` is missing where something between cuts it off; the answer is complete without it. */
const vllmTranscripts: readonly Transcript[] = [
  {
    preset: 'vllm',
    name: 'without-done',
    from: `${vllm}; the frame as in vllm-project/vllm issue #6083 (2024-07)`,
    stream: [
      piece({ role: 'assistant', content: '' }),
      piece({ content: '我是' }),
      piece({ content: '阿里' }),
      piece({ content: '云' }),
      piece({ content: '。' }, 'stop', { stop_reason: null }),
      usageChunk,
    ],
    whole: whole({ content: '我是阿里云。', reasoning_content: null, tool_calls: [] }, 'stop'),
    expect: { text: '我是阿里云。', finish: 'stop', usage: counted },
  },
  {
    preset: 'vllm',
    name: 'tools',
    from: 'https://docs.vllm.ai/en/latest/features/tool_calling.html (OpenAI\u2019s form)',
    request: { ...withWeather, tool_choice: 'auto' },
    stream: [
      piece({ role: 'assistant', content: '' }),
      ...weatherInPieces(0, 'chatcmpl-tool-1', ['{"location": "', 'Oslo"', '}']).map((delta) => piece(delta)),
      piece({ content: '' }, 'tool_calls', { stop_reason: null }),
      usageChunk,
      done,
    ],
    whole: whole(
      {
        content: null,
        tool_calls: [
          {
            id: 'chatcmpl-tool-1',
            type: 'function',
            function: { name: 'get_weather', arguments: '{"location": "Oslo"}' },
          },
        ],
      },
      'tool_calls',
    ),
    expect: {
      text: '',
      finish: 'tool-calls',
      usage: counted,
      toolCalls: [{ id: 'chatcmpl-tool-1', name: 'get_weather', arguments: '{"location": "Oslo"}' }],
    },
  },
  json('vllm', 'schema', 'https://docs.vllm.ai/en/latest/features/structured_outputs.html (OpenAI\u2019s form)'),
  json('vllm', 'object', 'https://docs.vllm.ai/en/latest/features/structured_outputs.html (OpenAI\u2019s form)'),
];

/** Servers on one's own machine. */
export const localTranscripts: readonly Transcript[] = [...ollamaTranscripts, ...llamaTranscripts, ...vllmTranscripts];
