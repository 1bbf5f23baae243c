import type { ExchangeResponse, FixtureRequest } from '@plugboard/provider-testkit';
import { chat, chunk, conversation, counts, delta, done, usage, whole } from './api-frame.ts';
import { ask, scenario, sources, streamed, type Scenario } from './scenario.ts';

const search = {
  type: 'function',
  function: {
    name: 'tavily_search_results_json',
    description: 'A search engine.',
    parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  },
} as const;
const searchId = '2548c622-3553-42df-8220-39fde0632bdb';
const searchCall = {
  id: searchId,
  type: 'function',
  function: { name: search.function.name, arguments: '{"query": "weather in SF"}' },
} as const;
const aboutWeather = { model: 'reka-flash', messages: [{ role: 'user', content: 'weather in SF' }] } as const;
const searched = { id: searchId, name: search.function.name, arguments: '{"query": "weather in SF"}' };

/** Calls of tools as OpenAI has them; ids are UUIDs. */
export const apiToolScenarios: readonly Scenario[] = [
  scenario(
    'tool-call',
    sources.notebook,
    { ...aboutWeather, tools: [search], tool_choice: 'auto' },
    [
      chat('reka-flash', 'weather in SF', streamed('tool-call.sse', toolCallEvents()), {
        tools: [search],
        tool_choice: 'auto',
      }),
    ],
    { text: '', finish: 'tool-calls', usage, toolCalls: [searched] },
    { 'tool-call.sse': toolCallEvents().join('') },
  ),
  scenario(
    'tool-call-whole',
    sources.notebook,
    { ...aboutWeather, stream: false, tools: [search] },
    [
      chat('reka-flash', 'weather in SF', calledInOne(), {
        stream: false,
        tools: [search],
      }),
    ],
    { text: '', finish: 'tool-calls', usage, toolCalls: [searched] },
  ),
  scenario(
    'tool-result',
    sources.notebook,
    {
      model: 'reka-flash',
      stream: false,
      messages: [
        ...aboutWeather.messages,
        { role: 'assistant', content: '', tool_calls: [searchCall] },
        { role: 'tool', tool_call_id: searchId, content: 'Sunny, 18 °C.' },
      ],
      tools: [search],
    },
    [
      conversation(
        [
          ...aboutWeather.messages,
          { role: 'assistant', content: null, tool_calls: [searchCall] },
          { role: 'tool', content: 'Sunny, 18 °C.', tool_call_id: searchId },
        ],
        whole({ role: 'assistant', content: ' It is sunny.' }),
        { stream: false, tools: [search] },
      ),
    ],
    { text: ' It is sunny.', finish: 'stop' },
  ),
  scenario(
    'json-schema',
    sources.liveProbe,
    { ...ask('reka-flash-3', 'Say hello.'), stream: false, response_format: greetingForm() },
    [
      chat('reka-flash-3', 'Say hello.', whole({ role: 'assistant', content: '{"greeting": "Hello"}' }), {
        stream: false,
        response_format: greetingForm(),
      }),
    ],
    { text: '{"greeting": "Hello"}', finish: 'stop' },
  ),
];

function toolCallEvents(): readonly string[] {
  const { id, type, function: called } = searchCall;
  const first = { index: 0, id, type, function: { name: called.name, arguments: '' } };
  const more = ['{"query"', ': "weather', ' in SF"}'].map((text) => ({ index: 0, function: { arguments: text } }));
  return [
    delta({ role: 'assistant', content: null }),
    ...[first, ...more].map((call) => delta({ tool_calls: [call] })),
    delta({}, 'tool_calls'),
    chunk({ choices: [], usage: counts }),
    done,
  ];
}

function calledInOne(): ExchangeResponse {
  const message = { role: 'assistant', content: null, tool_calls: [searchCall] };
  const json = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    usage: counts,
  };
  return { status: 200, headers: { 'content-type': 'application/json' }, json };
}

function greetingForm(): NonNullable<FixtureRequest['response_format']> {
  const schema = { type: 'object', properties: { greeting: { type: 'string' } }, required: ['greeting'] };
  return { type: 'json_schema', json_schema: { name: 'greeting', schema } };
}
