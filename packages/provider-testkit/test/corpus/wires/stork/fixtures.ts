import type { Exchange, Fixture, FixtureRequest } from '../../../../src/fixtures/fixture.ts';
import { answered, made, ndjson, tool, toolCall, type Body } from '../made-fixtures.ts';

function asked(json: object): Exchange['request'] {
  const all = { model: 'stork-vision', stream: true, ...json };
  return { method: 'POST', url: 'http://localhost:11434/api/chat', json: all };
}

function answer(name: string, body: Body, asks: object, request: Partial<FixtureRequest>, expect: object): Fixture {
  return made({
    name,
    request: { model: 'stork-vision', messages: [], ...request },
    exchanges: [{ phase: 'chat', request: asked(asks), response: answered(body, 'application/x-ndjson') }],
    expect: expect as Fixture['expect'],
    body,
  });
}

const said = (content: string): object => ({ message: { role: 'assistant', content }, done: false });
const done = (done_reason: string, prompt_eval_count: number, eval_count: number): object => ({
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason,
  prompt_eval_count,
  eval_count,
});

const greeting = ndjson(said('Dzie\u0144 '), said('dobry'), said('!'), done('stop', 14, 5));
const thoughtful = ndjson(
  { message: { role: 'assistant', content: '', thinking: 'Birds? ' }, done: false },
  said('Two '),
  said('bi'),
  done('length', 9, 6),
);
const picture = ndjson(said('A '), said('cat.'), done('stop', 300, 3));
const json = ndjson(said('{"bird":'), said('"stork"}'), done('stop', 20, 8));
const busy = ndjson(said('Well, '), { error: 'the model ran out of memory' });
const called = (name: string, city: string): object => ({ function: { name, arguments: { city } } });
const calls = ndjson(
  { message: { role: 'assistant', content: '', tool_calls: [called('weather', 'Oslo')] }, done: false },
  { message: { role: 'assistant', content: '', tool_calls: [called('weather', 'Rome')] }, done: false },
  done('stop', 60, 20),
);
const warm = ndjson(said('Oslo.'), done('stop', 90, 2));

const asking = (content: string): Pick<FixtureRequest, 'messages'> => ({ messages: [{ role: 'user', content }] });
const tools = [tool('weather'), tool('time')];
const schema = { type: 'object', properties: { bird: { type: 'string' } } };

const tags: Exchange = {
  phase: 'models',
  request: { method: 'GET', url: 'http://localhost:11434/api/tags' },
  response: { status: 200, json: { models: [{ name: 'stork-vision' }, { name: 'stork-mini' }, { name: 'stork:7b' }] } },
};

const hello = answer(
  'greeting',
  greeting,
  {
    model: 'stork-mini',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello?' },
    ],
    options: { temperature: 0.5 },
  },
  {
    model: 'stork-mini',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello?' },
    ],
    parameters: { temperature: 0.5 },
  },
  { text: 'Dzie\u0144 dobry!', finish: 'stop', usage: { inputTokens: 14, outputTokens: 5 } },
);

/** What somebody would record of the Stork. */
export const storkFixtures: readonly Fixture[] = [
  { ...hello, exchanges: [...hello.exchanges, tags] },
  answer(
    'thoughtful',
    thoughtful,
    { ...asking('How many?'), options: { num_predict: 6 } },
    { ...asking('How many?'), parameters: { max_tokens: 6 } },
    { text: 'Two bi', finish: 'length' },
  ),
  answer(
    'picture',
    picture,
    { messages: [{ role: 'user', content: 'What is it?', images: ['{{cat.png:base64}}'] }] },
    {
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
    { text: 'A cat.', finish: 'stop' },
  ),
  answer(
    'calls',
    calls,
    { ...asking('Is Oslo warmer than Rome?'), tools },
    { ...asking('Is Oslo warmer than Rome?'), tools },
    {
      text: '',
      finish: 'tool-calls',
      toolCalls: [
        { name: 'weather', arguments: '{"city":"Oslo"}' },
        { name: 'weather', arguments: '{"city":"Rome"}' },
      ],
    },
  ),
  answer(
    'results',
    warm,
    {
      tools,
      messages: [
        { role: 'user', content: 'Is Oslo warmer than Rome?' },
        { role: 'assistant', content: 'Let me look.', tool_calls: [called('weather', 'Oslo'), called('time', 'Rome')] },
        { role: 'tool', content: '21', tool_name: 'weather' },
        { role: 'tool', content: '17:00', tool_name: 'time' },
      ],
    },
    {
      tools,
      messages: [
        { role: 'user', content: 'Is Oslo warmer than Rome?' },
        {
          role: 'assistant',
          content: 'Let me look.',
          tool_calls: [toolCall('call_1', 'weather', '{"city":"Oslo"}'), toolCall('call_2', 'time', '{"city":"Rome"}')],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '21' },
        { role: 'tool', tool_call_id: 'call_2', content: '17:00' },
      ],
    },
    { text: 'Oslo.', finish: 'stop' },
  ),
  answer(
    'schema',
    json,
    { ...asking('A bird.'), format: schema },
    { ...asking('A bird.'), response_format: { type: 'json_schema', json_schema: { name: 'bird', schema } } },
    { text: '{"bird":"stork"}', finish: 'stop' },
  ),
  answer(
    'object',
    json,
    { ...asking('A bird as JSON.'), format: 'json' },
    { ...asking('A bird as JSON.'), response_format: { type: 'json_object' } },
    { text: '{"bird":"stork"}', finish: 'stop' },
  ),
  answer('busy', busy, asking('Hello?'), asking('Hello?'), { error: 'server_error' }),
  made({
    name: 'unknown-model',
    request: { model: 'stork:99b', ...asking('Hello?') },
    exchanges: [
      {
        phase: 'chat',
        request: asked({ ...asking('Hello?'), model: 'stork:99b' }),
        response: { status: 404, json: { error: 'model "stork:99b" not found' } },
      },
    ],
    expect: { error: 'bad_request' },
  }),
];
