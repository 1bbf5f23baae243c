import type { Exchange, Fixture } from '../../../../src/fixtures/fixture.ts';
import { answered, made, sse, tool, toolCall, type Body } from '../made-fixtures.ts';

const url = 'https://api.heron.example/v1/chat/completions';
const headers = { authorization: 'Bearer {{apiKey}}' };
const streaming = { stream: true, stream_options: { include_usage: true } };

function asked(json: object): Exchange['request'] {
  return { method: 'POST', url, headers, json: { ...streaming, ...json } };
}

function chat(json: object, body: Body): Exchange {
  return { phase: 'chat', request: asked(json), response: answered(body, 'text/event-stream') };
}

const said = (content: string): object => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const ended = (finish_reason: string): object => ({ choices: [{ index: 0, delta: {}, finish_reason }] });
const counted = (prompt_tokens: number, completion_tokens: number): object => ({
  choices: [],
  usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
});

const greeting = sse(
  said('Good '),
  said('day, '),
  said('caf\u00e9'),
  said('!'),
  ended('stop'),
  counted(19, 4),
  '[DONE]',
);
const picture = sse(said('A '), said('cat.'), ended('stop'), counted(310, 3), '[DONE]');
const cut = sse(said('Once '), said('upon a'), ended('length'), counted(12, 3), '[DONE]');
const busy = sse(said('Well, '), { error: { message: 'Too many herons.', type: 'overloaded_error' } });
const json = sse(said('{"bird"'), said(':"heron"}'), ended('stop'), counted(30, 6), '[DONE]');
const warm = sse(said('Oslo is '), said('warmer.'), ended('stop'), counted(95, 5), '[DONE]');
const piece = (index: number, id: string | undefined, name: string | undefined, args: string): object => ({
  choices: [{ index: 0, delta: { tool_calls: [{ index, id, function: { name, arguments: args } }] } }],
});
const calls = sse(
  piece(0, 'call_a', 'weather', ''),
  piece(0, undefined, undefined, '{"city"'),
  piece(0, undefined, undefined, ':"Oslo"}'),
  piece(1, 'call_b', 'weather', '{"city":'),
  piece(1, undefined, undefined, '"Rome"}'),
  ended('tool_calls'),
  counted(80, 30),
  '[DONE]',
);

const weather = tool('weather');
const tools = [{ ...weather, function: { ...weather.function, strict: true } }, tool('time')];
const schema = { name: 'bird', schema: { type: 'object', properties: { bird: { type: 'string' } } } };
const hello = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hello?' },
] as const;
const ask = (content: string) => [{ role: 'user', content }] as const;
const history = [
  { role: 'user', content: 'Is Oslo warmer than Rome?' },
  {
    role: 'assistant',
    content: '',
    tool_calls: [toolCall('call_a', 'weather', '{"city":"Oslo"}'), toolCall('call_b', 'weather', '{"city":"Rome"}')],
  },
  { role: 'tool', tool_call_id: 'call_a', content: '21' },
  { role: 'tool', tool_call_id: 'call_b', content: '17' },
] as const;

const models: Exchange = {
  phase: 'models',
  request: { method: 'GET', url: 'https://api.heron.example/v1/models', headers },
  response: { status: 200, json: { data: [{ id: 'heron-large' }, { id: 'heron-small' }] } },
};

/** What somebody would record of the Heron. */
export const heronFixtures: readonly Fixture[] = [
  made({
    name: 'greeting',
    request: { model: 'heron-small', messages: hello, parameters: { temperature: 0.5 } },
    exchanges: [chat({ model: 'heron-small', messages: hello, temperature: 0.5 }, greeting), models],
    expect: { text: 'Good day, caf\u00e9!', finish: 'stop', usage: { inputTokens: 19, outputTokens: 4 } },
    body: greeting,
  }),
  made({
    name: 'picture',
    request: {
      model: 'heron-large',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', file: 'cat.png' },
          ],
        },
      ],
    },
    exchanges: [
      chat(
        {
          model: 'heron-large',
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What is it?' },
                { type: 'image_url', image_url: { url: 'data:image/png;base64,{{cat.png:base64}}' } },
              ],
            },
          ],
        },
        picture,
      ),
    ],
    expect: { text: 'A cat.', finish: 'stop' },
    body: picture,
  }),
  made({
    name: 'cut',
    request: { model: 'heron-large', messages: ask('Tell a story.'), parameters: { max_tokens: 3 } },
    exchanges: [chat({ model: 'heron-large', messages: ask('Tell a story.'), max_tokens: 3 }, cut)],
    expect: { text: 'Once upon a', finish: 'length' },
    body: cut,
  }),
  made({
    name: 'calls',
    request: { model: 'heron-large', messages: ask('Is Oslo warmer than Rome?'), tools },
    exchanges: [chat({ model: 'heron-large', messages: ask('Is Oslo warmer than Rome?'), tools }, calls)],
    expect: {
      text: '',
      finish: 'tool-calls',
      toolCalls: [
        { id: 'call_a', name: 'weather', arguments: '{"city":"Oslo"}' },
        { id: 'call_b', name: 'weather', arguments: '{"city":"Rome"}' },
      ],
    },
    body: calls,
  }),
  made({
    name: 'results',
    request: { model: 'heron-large', messages: history, tools },
    exchanges: [chat({ model: 'heron-large', messages: history, tools }, warm)],
    expect: { text: 'Oslo is warmer.', finish: 'stop' },
    body: warm,
  }),
  made({
    name: 'schema',
    request: {
      model: 'heron-large',
      messages: ask('Name a bird.'),
      response_format: { type: 'json_schema', json_schema: schema },
    },
    exchanges: [
      chat(
        {
          model: 'heron-large',
          messages: ask('Name a bird.'),
          response_format: { type: 'json_schema', json_schema: schema },
        },
        json,
      ),
    ],
    expect: { text: '{"bird":"heron"}', finish: 'stop' },
    body: json,
  }),
  made({
    name: 'object',
    request: { model: 'heron-large', messages: ask('Name a bird as JSON.'), response_format: { type: 'json_object' } },
    exchanges: [
      chat(
        { model: 'heron-large', messages: ask('Name a bird as JSON.'), response_format: { type: 'json_object' } },
        json,
      ),
    ],
    expect: { text: '{"bird":"heron"}', finish: 'stop' },
    body: json,
  }),
  made({
    name: 'busy',
    request: { model: 'heron-large', messages: ask('Hello?') },
    exchanges: [chat({ model: 'heron-large', messages: ask('Hello?') }, busy)],
    expect: { error: 'server_error' },
    body: busy,
  }),
  made({
    name: 'refused',
    request: { model: 'heron-large', messages: ask('Hello?') },
    exchanges: [
      {
        phase: 'chat',
        request: asked({ model: 'heron-large', messages: ask('Hello?') }),
        response: { status: 401, json: { error: { message: 'Unknown key.', type: 'invalid_api_key' } } },
      },
    ],
    expect: { error: 'auth_rejected' },
  }),
];
