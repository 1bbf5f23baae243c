import type { Exchange, Fixture, FixtureRequest } from '../../../../src/fixtures/fixture.ts';
import { answered, made, sse, tool, toolCall, type Body } from '../made-fixtures.ts';

const headers = { 'x-api-key': '{{apiKey}}', 'crane-version': '2026-10-21' };

function asked(json: object): Exchange['request'] {
  const all = { model: 'crane-grey', max_tokens: 4096, stream: true, ...json };
  return { method: 'POST', url: 'https://api.crane.example/v1/messages', headers, json: all };
}

function answer(name: string, body: Body, asks: object, request: Partial<FixtureRequest>, expect: object): Fixture {
  return made({
    name,
    request: { model: 'crane-grey', messages: [], ...request },
    exchanges: [{ phase: 'chat', request: asked(asks), response: answered(body, 'text/event-stream') }],
    expect: expect as Fixture['expect'],
    body,
  });
}

type Named = readonly [string, object];
const named = (type: string, fields: object = {}): Named => [type, { type, ...fields }];
const start = (usage: object): Named => named('message_start', { message: { id: 'msg_1', usage } });
const block = (index: number, content_block: object): Named => named('content_block_start', { index, content_block });
const delta = (index: number, of: object): Named => named('content_block_delta', { index, delta: of });
const text = (said: string): Named => delta(0, { type: 'text_delta', text: said });
const stopped = (index: number): Named => named('content_block_stop', { index });
const end = (stop_reason: string, output_tokens: number): readonly Named[] => [
  named('message_delta', { delta: { stop_reason }, usage: { output_tokens } }),
  named('message_stop'),
];

const textBlock = block(0, { type: 'text', text: '' });
const greeting = sse(
  start({ input_tokens: 12, cache_read_input_tokens: 5, output_tokens: 1 }),
  named('ping'),
  textBlock,
  text('Gr\u00fc\u00df '),
  text('Gott'),
  text('!'),
  stopped(0),
  ...end('end_turn', 6),
);
const thoughtAndCall = sse(
  start({ input_tokens: 30, output_tokens: 1 }),
  block(0, { type: 'thinking', thinking: '' }),
  delta(0, { type: 'thinking_delta', thinking: '\n Where is ' }),
  delta(0, { type: 'thinking_delta', thinking: 'Oslo?\n' }),
  delta(0, { type: 'signature_delta', signature: 'made-up/signature+of/a+thought==' }),
  stopped(0),
  block(1, { type: 'redacted_thinking', data: 'made-up+redacted/thought==' }),
  stopped(1),
  block(2, { type: 'tool_use', id: 'tool_c', name: 'weather', input: {} }),
  delta(2, { type: 'input_json_delta', partial_json: '{"city":' }),
  delta(2, { type: 'input_json_delta', partial_json: '"Oslo"}' }),
  stopped(2),
  ...end('tool_use', 25),
);
const thoughtful = sse(
  start({ input_tokens: 9, output_tokens: 1 }),
  block(0, { type: 'thinking', thinking: '' }),
  delta(0, { type: 'thinking_delta', thinking: 'Birds. ' }),
  delta(0, { type: 'thinking_delta', thinking: 'Two.' }),
  stopped(0),
  block(1, { type: 'text', text: '' }),
  delta(1, { type: 'text_delta', text: 'Two birds' }),
  stopped(1),
  ...end('max_tokens', 9),
);
const picture = sse(
  start({ input_tokens: 200, output_tokens: 1 }),
  textBlock,
  text('A cat.'),
  stopped(0),
  ...end('end_turn', 4),
);
const busy = sse(
  start({ input_tokens: 9, output_tokens: 1 }),
  textBlock,
  text('Well'),
  named('error', { error: { type: 'overloaded_error', message: 'Too many cranes.' } }),
);
const use = (index: number, id: string, ...pieces: readonly string[]): readonly Named[] => [
  block(index, { type: 'tool_use', id, name: 'weather', input: {} }),
  ...pieces.map((partial_json) => delta(index, { type: 'input_json_delta', partial_json })),
  stopped(index),
];
const calls = sse(
  start({ input_tokens: 60, output_tokens: 1 }),
  textBlock,
  text('Let me look.'),
  stopped(0),
  ...use(1, 'tool_a', '{"city"', ':"Oslo"}'),
  ...use(2, 'tool_b', '{"city":', '"Rome"}'),
  ...end('tool_use', 40),
);
const warm = sse(
  start({ input_tokens: 90, output_tokens: 1 }),
  textBlock,
  text('Oslo.'),
  stopped(0),
  ...end('end_turn', 3),
);

const said = (words: string): readonly object[] => [{ role: 'user', content: [{ type: 'text', text: words }] }];
const tools = [tool('weather'), tool('time')];
const wireTools = tools.map(({ function: { name, description, parameters } }) => ({
  name,
  description,
  input_schema: parameters,
}));

/** What somebody would record of the Crane. */
export const craneFixtures: readonly Fixture[] = [
  answer(
    'greeting',
    greeting,
    { system: [{ type: 'text', text: 'Be brief.' }], messages: said('Hello?'), temperature: 0.5 },
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello?' },
      ],
      parameters: { temperature: 0.5 },
    },
    { text: 'Gr\u00fc\u00df Gott!', finish: 'stop', usage: { inputTokens: 17, outputTokens: 6 } },
  ),
  answer(
    'thoughtful',
    thoughtful,
    { messages: said('How many?'), max_tokens: 9 },
    { messages: [{ role: 'user', content: 'How many?' }], parameters: { max_tokens: 9 } },
    { text: 'Two birds', finish: 'length' },
  ),
  answer(
    'picture',
    picture,
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: '{{cat.png:base64}}' } },
          ],
        },
      ],
    },
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
    'paper',
    picture,
    {
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: '{{paper.pdf:base64}}' },
            },
            { type: 'text', text: 'What is it about?' },
          ],
        },
      ],
    },
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'pdf', file: 'paper.pdf' },
            { type: 'text', text: 'What is it about?' },
          ],
        },
      ],
    },
    { text: 'A cat.', finish: 'stop' },
  ),
  answer(
    'calls',
    calls,
    { messages: said('Is Oslo warmer than Rome?'), tools: wireTools },
    { messages: [{ role: 'user', content: 'Is Oslo warmer than Rome?' }], tools },
    {
      text: 'Let me look.',
      finish: 'tool-calls',
      toolCalls: [
        { id: 'tool_a', name: 'weather', arguments: '{"city":"Oslo"}' },
        { id: 'tool_b', name: 'weather', arguments: '{"city":"Rome"}' },
      ],
    },
  ),
  answer(
    'thought-and-call',
    thoughtAndCall,
    { model: 'crane-white', messages: said('How warm is Oslo?'), tools: wireTools },
    { model: 'crane-white', messages: [{ role: 'user', content: 'How warm is Oslo?' }], tools },
    {
      text: '',
      finish: 'tool-calls',
      toolCalls: [{ id: 'tool_c', name: 'weather', arguments: '{"city":"Oslo"}' }],
    },
  ),
  answer(
    'results',
    warm,
    {
      tools: wireTools,
      messages: [
        ...said('Is Oslo warmer than Rome?'),
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Let me look.' },
            { type: 'tool_use', id: 'tool_a', name: 'weather', input: { city: 'Oslo' } },
            { type: 'tool_use', id: 'tool_b', name: 'weather', input: { city: 'Rome' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'tool_a', content: [{ type: 'text', text: '21' }] },
            { type: 'tool_result', tool_use_id: 'tool_b', content: [{ type: 'text', text: '17' }] },
          ],
        },
      ],
    },
    {
      tools,
      messages: [
        { role: 'user', content: 'Is Oslo warmer than Rome?' },
        {
          role: 'assistant',
          content: 'Let me look.',
          tool_calls: [
            toolCall('tool_a', 'weather', '{"city":"Oslo"}'),
            toolCall('tool_b', 'weather', '{"city":"Rome"}'),
          ],
        },
        { role: 'tool', tool_call_id: 'tool_a', content: '21' },
        { role: 'tool', tool_call_id: 'tool_b', content: '17' },
      ],
    },
    { text: 'Oslo.', finish: 'stop' },
  ),
  answer(
    'busy',
    busy,
    { messages: said('Hello?') },
    { messages: [{ role: 'user', content: 'Hello?' }] },
    { error: 'server_error' },
  ),
  made({
    name: 'refused',
    request: { model: 'crane-grey', messages: [{ role: 'user', content: 'Hello?' }] },
    exchanges: [
      {
        phase: 'chat',
        request: asked({ messages: said('Hello?') }),
        response: {
          status: 401,
          json: { type: 'error', error: { type: 'authentication_error', message: 'Unknown key.' } },
        },
      },
    ],
    expect: { error: 'auth_rejected' },
  }),
];
