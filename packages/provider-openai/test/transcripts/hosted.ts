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

const openrouter = 'https://openrouter.ai/docs/api-reference/streaming';
const groq = 'https://console.groq.com/docs/api-reference';
const mistral = 'https://docs.mistral.ai/api';
const deepseek = 'https://api-docs.deepseek.com/api/create-chat-completion';

const inLima = (id: string) => [{ id, name: 'get_weather', arguments: '{"location":"Lima"}' }];
const lima = ['{"location"', ':"Lima', '"}'];

const thought = (more: object): object => ({
  type: 'reasoning.text',
  format: 'anthropic-claude-v1',
  index: 0,
  ...more,
});

/** Comments keep the connection awake; usage comes in a chunk of its own, behind the finish reason. */
const openrouterTranscripts: readonly Transcript[] = [
  {
    preset: 'openrouter',
    name: 'reasoning',
    from: openrouter,
    stream: [
      ': OPENROUTER PROCESSING\n\n',
      ': OPENROUTER PROCESSING\n\n',
      piece({ role: 'assistant', content: '', reasoning: 'Hm', reasoning_details: [thought({ text: 'Hm' })] }, null, {
        provider: 'Somebody',
      }),
      piece({ role: 'assistant', content: '', reasoning: '.', reasoning_details: [thought({ text: '.' })] }),
      piece({ role: 'assistant', content: '', reasoning_details: [thought({ signature: 'made-up' })] }),
      piece({ role: 'assistant', content: 'Yes,', reasoning: null }),
      piece({ role: 'assistant', content: ' it' }),
      piece({ role: 'assistant', content: ' is.' }),
      piece({ role: 'assistant', content: '' }, 'stop', {}, { native_finish_reason: 'stop' }),
      piece({ role: 'assistant', content: '' }, null, { usage }),
      done,
    ],
    whole: whole(
      {
        content: 'Yes, it is.',
        reasoning: 'Hm.',
        reasoning_details: [thought({ text: 'Hm.', signature: 'made-up' })],
        refusal: null,
      },
      'stop',
    ),
    expect: {
      text: 'Yes, it is.',
      finish: 'stop',
      usage: counted,
      events: [
        { type: 'reasoning-delta', text: 'Hm' },
        { type: 'reasoning-delta', text: '.' },
        { type: 'text-delta', text: 'Yes,' },
        { type: 'text-delta', text: ' it' },
        { type: 'text-delta', text: ' is.' },
        {
          type: 'reasoning-detail',
          detail: {
            type: 'reasoning.text',
            format: '@openrouter:anthropic-claude-v1',
            index: 0,
            text: 'Hm.',
            signature: 'made-up',
          },
        },
        { type: 'finish', reason: 'stop', rawReason: 'stop', usage: counted },
      ],
    },
  },
  {
    preset: 'openrouter',
    name: 'tools',
    from: 'https://openrouter.ai/docs/features/tool-calling (OpenAI\u2019s form)',
    request: withWeather,
    stream: [
      ': OPENROUTER PROCESSING\n\n',
      piece({ role: 'assistant', content: null }),
      ...weatherInPieces(0, 'toolu_made_up', lima).map((delta) =>
        piece({ role: 'assistant', content: null, ...delta }),
      ),
      piece({ role: 'assistant', content: '' }, 'tool_calls', {}, { native_finish_reason: 'tool_use' }),
      piece({ role: 'assistant', content: '' }, null, { usage }),
      done,
    ],
    whole: whole({ content: '', tool_calls: [weather('toolu_made_up', 'Lima')], refusal: null }, 'tool_calls'),
    expect: { text: '', finish: 'tool-calls', usage: counted, toolCalls: inLima('toolu_made_up') },
  },
  json('openrouter', 'schema', 'https://openrouter.ai/docs/features/structured-outputs (OpenAI\u2019s form)'),
  json('openrouter', 'object', 'https://openrouter.ai/docs/features/structured-outputs (OpenAI\u2019s form)'),
];

/** Usage also stands in a field of its own. */
const groqUsage = { x_groq: { id: 'req_made_up', usage }, usage };
const groqTranscripts: readonly Transcript[] = [
  {
    preset: 'groq',
    name: 'text',
    from: groq,
    stream: [
      piece({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_made_up' } }),
      piece({ content: 'Fast' }),
      piece({ content: ' models' }),
      piece({ content: ' help.' }),
      piece({}, 'stop', groqUsage),
      usageChunk,
      done,
    ],
    whole: whole({ content: 'Fast models help.' }, 'stop', groqUsage),
    expect: { text: 'Fast models help.', finish: 'stop', usage: counted },
  },
  {
    preset: 'groq',
    name: 'tools',
    from: 'https://console.groq.com/docs/tool-use (OpenAI\u2019s form)',
    request: withWeather,
    stream: [
      piece({ role: 'assistant', content: null }, null, { x_groq: { id: 'req_made_up' } }),
      piece({ tool_calls: [{ index: 0, ...weather('call_groq', 'Lima') }] }),
      piece({}, 'tool_calls', groqUsage),
      usageChunk,
      done,
    ],
    whole: whole({ tool_calls: [weather('call_groq', 'Lima')] }, 'tool_calls', groqUsage),
    expect: { text: '', finish: 'tool-calls', usage: counted, toolCalls: inLima('call_groq') },
  },
  json('groq', 'schema', 'https://console.groq.com/docs/structured-outputs (OpenAI\u2019s form)'),
  json('groq', 'object', 'https://console.groq.com/docs/structured-outputs (OpenAI\u2019s form)'),
];

/** Usage comes with the finish reason, without being asked for; ids have nine characters. */
const mistralTranscripts: readonly Transcript[] = [
  {
    preset: 'mistral',
    name: 'text',
    from: mistral,
    stream: [
      piece({ role: 'assistant', content: '' }),
      piece({ content: 'Bon' }),
      piece({ content: 'jour' }),
      piece({ content: ' à tous' }),
      piece({ content: '.', tool_calls: null }, 'stop', { usage }),
      done,
    ],
    whole: whole({ content: 'Bonjour à tous.', tool_calls: null, prefix: false }, 'stop'),
    expect: { text: 'Bonjour à tous.', finish: 'stop', usage: counted },
  },
  {
    preset: 'mistral',
    name: 'tools',
    from: mistral,
    request: { ...withWeather, parameters: { seed: 7 } },
    stream: [
      piece({ role: 'assistant', content: '' }),
      piece({ content: '', tool_calls: [{ index: 0, ...weather('D681PevKs', 'Lima') }] }, 'tool_calls', { usage }),
      done,
    ],
    whole: whole({ content: '', tool_calls: [weather('D681PevKs', 'Lima')], prefix: false }, 'tool_calls'),
    expect: { text: '', finish: 'tool-calls', usage: counted, toolCalls: inLima('D681PevKs') },
  },
  json('mistral', 'schema', mistral, [piece({}, 'stop', { usage }), done]),
  json('mistral', 'object', mistral, [piece({}, 'stop', { usage }), done]),
];

/** Usage rides on the last chunk that has a choice. */
const deepseekTranscripts: readonly Transcript[] = [
  {
    preset: 'deepseek',
    name: 'reasoning',
    from: 'https://api-docs.deepseek.com/guides/thinking_mode',
    stream: [
      ': keep-alive\n\n',
      piece({ role: 'assistant', content: null, reasoning_content: '' }, null, { usage: null }),
      piece({ content: null, reasoning_content: 'Compare the digits.' }, null, { usage: null }),
      piece({ content: '9.9', reasoning_content: null }, null, { usage: null }),
      piece({ content: ' is', reasoning_content: null }, null, { usage: null }),
      piece({ content: ' larger.', reasoning_content: null }, null, { usage: null }),
      piece({ content: '', reasoning_content: null }, 'stop', { usage }),
      done,
    ],
    whole: whole({ content: '9.9 is larger.', reasoning_content: 'Compare the digits.' }, 'stop'),
    expect: {
      text: '9.9 is larger.',
      finish: 'stop',
      usage: counted,
      events: [
        { type: 'reasoning-delta', text: 'Compare the digits.' },
        { type: 'text-delta', text: '9.9' },
        { type: 'text-delta', text: ' is' },
        { type: 'text-delta', text: ' larger.' },
        { type: 'finish', reason: 'stop', rawReason: 'stop', usage: counted },
      ],
    },
  },
  {
    preset: 'deepseek',
    name: 'tools',
    from: 'https://api-docs.deepseek.com/guides/tool_calls (OpenAI\u2019s form)',
    request: withWeather,
    stream: [
      piece({ role: 'assistant', content: '' }, null, { usage: null }),
      ...weatherInPieces(0, 'call_0_made_up', lima).map((delta) => piece(delta, null, { usage: null })),
      piece({ content: '' }, 'tool_calls', { usage }),
      done,
    ],
    whole: whole({ content: '', tool_calls: [{ index: 0, ...weather('call_0_made_up', 'Lima') }] }, 'tool_calls'),
    expect: { text: '', finish: 'tool-calls', usage: counted, toolCalls: inLima('call_0_made_up') },
  },
  json('deepseek', 'object', deepseek, [piece({ content: '' }, 'stop', { usage }), done]),
];

/** Services that have a key. */
export const hostedTranscripts: readonly Transcript[] = [
  ...openrouterTranscripts,
  ...groqTranscripts,
  ...mistralTranscripts,
  ...deepseekTranscripts,
];
