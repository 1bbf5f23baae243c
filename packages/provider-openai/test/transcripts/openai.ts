import {
  counted,
  done,
  json,
  piece,
  usageChunk,
  weather,
  weatherInPieces,
  whole,
  withWeather,
  type Transcript,
} from './transcript.ts';

const preset = 'openai';
const formats = 'https://platform.openai.com/docs/guides/structured-outputs';

/** OpenAI's own streams: usage is `null` until the last chunk, which has no choice. */
export const openaiTranscripts: readonly Transcript[] = [
  {
    preset,
    name: 'text',
    from: 'https://platform.openai.com/docs/api-reference/chat-streaming',
    stream: [
      piece({ role: 'assistant', content: '', refusal: null }, null, { usage: null }),
      piece({ content: 'Hello' }, null, { usage: null }),
      piece({ content: '! 👋' }, null, { usage: null }),
      piece({ content: ' How can' }, null, { usage: null }),
      piece({ content: ' I help?' }, null, { usage: null }),
      piece({}, 'stop', { usage: null }),
      usageChunk,
      done,
    ],
    whole: whole({ content: 'Hello! 👋 How can I help?', refusal: null }, 'stop'),
    expect: { text: 'Hello! 👋 How can I help?', finish: 'stop', usage: counted },
  },
  {
    preset,
    name: 'length',
    from: 'https://platform.openai.com/docs/api-reference/chat/object',
    request: { parameters: { max_tokens: 1, temperature: 0, stop: ['\n'], seed: 7, reasoning_effort: 'low' } },
    stream: [piece({ role: 'assistant', content: 'Once' }), piece({}, 'length'), usageChunk, done],
    whole: whole({ content: 'Once', refusal: null }, 'length'),
    expect: { text: 'Once', finish: 'length', usage: counted },
  },
  {
    preset,
    name: 'refusal',
    from: formats,
    stream: [
      piece({ role: 'assistant', content: null, refusal: '' }),
      piece({ refusal: "I'm sorry, " }),
      piece({ refusal: 'I cannot help.' }),
      piece({}, 'stop'),
      usageChunk,
      done,
    ],
    whole: whole({ content: null, refusal: "I'm sorry, I cannot help." }, 'stop'),
    expect: {
      text: '',
      finish: 'stop',
      usage: counted,
      events: [
        { type: 'refusal-delta', text: "I'm sorry, " },
        { type: 'refusal-delta', text: 'I cannot help.' },
        { type: 'finish', reason: 'stop', rawReason: 'stop', usage: counted },
      ],
    },
  },
  {
    preset,
    name: 'tools',
    from: 'https://platform.openai.com/docs/guides/function-calling',
    request: { ...withWeather, tool_choice: 'required' },
    stream: [
      piece({ role: 'assistant', content: null }),
      ...weatherInPieces(0, 'call_a', ['{"location":', '"Paris"}']).map((delta) => piece(delta)),
      ...weatherInPieces(1, 'call_b', ['{"location":"Bog', 'otá"}']).map((delta) => piece(delta)),
      piece({}, 'tool_calls'),
      usageChunk,
      done,
    ],
    whole: whole(
      { content: null, tool_calls: [weather('call_a', 'Paris'), weather('call_b', 'Bogotá')], refusal: null },
      'tool_calls',
    ),
    expect: {
      text: '',
      finish: 'tool-calls',
      usage: counted,
      toolCalls: [
        { id: 'call_a', name: 'get_weather', arguments: '{"location":"Paris"}' },
        { id: 'call_b', name: 'get_weather', arguments: '{"location":"Bogotá"}' },
      ],
    },
  },
  {
    preset,
    name: 'forced-tool',
    from: 'https://platform.openai.com/docs/guides/function-calling (a call of a named function ends with "stop")',
    request: { ...withWeather, tool_choice: { type: 'function', function: { name: 'get_weather' } } },
    stream: [
      piece({ role: 'assistant', content: null }),
      ...weatherInPieces(0, 'call_a', ['{"location":"Paris"}']).map((delta) => piece(delta)),
      piece({}, 'stop'),
      usageChunk,
      done,
    ],
    whole: whole({ content: null, tool_calls: [weather('call_a', 'Paris')], refusal: null }, 'stop'),
    expect: {
      text: '',
      finish: 'stop',
      usage: counted,
      toolCalls: [{ id: 'call_a', name: 'get_weather', arguments: '{"location":"Paris"}' }],
    },
  },
  {
    preset,
    name: 'tool-result',
    from: 'https://platform.openai.com/docs/guides/function-calling',
    request: {
      ...withWeather,
      messages: [
        { role: 'user', content: 'Is it warm in Paris?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '{"location":"Paris"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_a', content: '21 °C' },
      ],
    },
    stream: [
      piece({ role: 'assistant', content: '' }),
      piece({ content: 'It is' }),
      piece({ content: ' 21 °C.' }),
      piece({}, 'stop'),
      usageChunk,
      done,
    ],
    whole: whole({ content: 'It is 21 °C.', refusal: null }, 'stop'),
    expect: { text: 'It is 21 °C.', finish: 'stop', usage: counted },
  },
  {
    preset,
    name: 'azure-filtered',
    from: 'https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter (Azure OpenAI)',
    stream: [
      { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] },
      piece({ role: 'assistant', content: 'A' }),
      piece({}, 'content_filter'),
      usageChunk,
      done,
    ],
    whole: whole({ content: 'A' }, 'content_filter'),
    expect: { text: 'A', finish: 'content-filter', usage: counted },
  },
  json(preset, 'schema', formats),
  json(preset, 'object', formats),
];
