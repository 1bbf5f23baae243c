import type { CreateParams } from '@plugboard/core';
import { sse, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { OpenAIOptions } from '../src/index.ts';
import { collect } from './facts.ts';
import { chunk, question, rejection, shortAnswer, startService } from './service.ts';

/** What a call leads to at a service that is not known, and what it rejects with. */
async function ask(params: object, options: OpenAIOptions = {}) {
  await using service = await startService(options);
  service.server.on({}, sse(shortAnswer));
  const error = await rejection(service.client.chat.completions.create({ ...question, ...params } as CreateParams));
  return { error, body: service.body(), count: service.server.requests.length };
}

const look = { type: 'function', function: { name: 'look' } };
const custom = {
  type: 'custom',
  custom: {
    name: 'run',
    description: 'Runs Python',
    format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: /.+/' } },
  },
};
const url = 'https://example.com/cat.png';
const called = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
const ran = { id: 'call_2', type: 'custom', custom: { name: 'run', input: 'print("Hi")\n' } };

/** What core does not know, wherever it stands, with what a service with a list of its parameters says of it. */
const unknown: readonly (readonly [params: object, refused: string])[] = [
  [{ tools: [custom], tool_choice: { type: 'custom', custom: { name: 'run' } } }, 'tools'],
  [{ tools: [{ type: 'web_search', web_search: { enable: true } }] }, 'tools'],
  [{ tools: [{ ...look, cache_control: { type: 'ephemeral' } }] }, 'tools[0].cache_control'],
  [{ tools: [{ ...look, function: { name: 'look', defer: true } }] }, 'tools[0].function.defer'],
  [{ tools: [look], tool_choice: { ...look, mode: 'strict' } }, 'tool_choice.mode'],
  [{ response_format: { type: 'grammar', grammar: 'root ::= "a"' } }, 'response_format'],
  [{ response_format: { type: 'json_object', schema: { type: 'object' } } }, 'response_format.schema'],
  [
    { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {}, title: 'A' } } },
    'response_format.json_schema.title',
  ],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url, min_pixels: 4 } }] }] },
    'messages[0].content[0].image_url.min_pixels',
  ],
  [
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'scent', scent: { id: 'rose' } },
          ],
        },
      ],
    },
    'messages[0].content[1].type',
  ],
  [
    {
      messages: [
        { role: 'assistant', content: null, tool_calls: [{ ...called, signature: 's' }] },
        { role: 'tool', tool_call_id: 'call_1', content: '1' },
      ],
    },
    'messages[0].tool_calls[0].signature',
  ],
  [
    {
      messages: [
        { role: 'assistant', content: null, tool_calls: [ran] },
        { role: 'tool', tool_call_id: 'call_2', content: 'Hi' },
      ],
    },
    'messages[0].tool_calls[0]',
  ],
];

test.each(unknown)('%j reaches a service of which nothing is known', async (params) => {
  const { body, error } = await ask(params);
  expect(error).toBeUndefined();
  expect(body).toMatchObject(params);
});

test.each(unknown)('%j is unsupported at a service with a list of its parameters, as %s', async (params, param) => {
  const { error, count } = await ask(params, { preset: 'groq', apiKey: 'fake-key' });
  expect(error).toMatchObject({ code: 'unsupported', param });
  expect(count).toBe(0);
});

test('functions and other tools go together, in their order', async () => {
  const tools = [custom, look, { type: 'web_search' }, { ...look, function: { name: 'hear' } }];
  const { body } = await ask({ tools });
  expect(body['tools']).toEqual(tools);
});

test.each<[OpenAIOptions, string]>([
  [{ preset: 'openai', apiKey: 'fake-key' }, 'developer'],
  [{}, 'system'],
  [{ preset: 'mistral', apiKey: 'fake-key' }, 'system'],
])('a developer message goes to %j as %s', async (options, role) => {
  const messages = [{ role: 'developer', content: 'Be short.' }, ...question.messages];
  const { body } = await ask({ messages }, options);
  expect(body['messages']).toMatchObject([{ role, content: 'Be short.' }, { role: 'user' }]);
});

const refusals = [
  { role: 'assistant', content: null, refusal: 'No.' },
  { role: 'assistant', content: 'Well.', refusal: 'No.' },
  { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
  {
    role: 'assistant',
    content: [
      { type: 'text', text: 'Well.' },
      { type: 'refusal', refusal: 'No.' },
    ],
  },
];

test('a refusal goes to OpenAI as it was written', async () => {
  const { body } = await ask(
    { messages: [...question.messages, ...refusals] },
    { preset: 'openai', apiKey: 'fake-key' },
  );
  expect(body['messages']).toEqual([...question.messages, ...refusals]);
});

test.each<OpenAIOptions>([{}, { preset: 'mistral', apiKey: 'fake-key' }])(
  'a refusal goes to %j as text',
  async (options) => {
    const { body } = await ask({ messages: [...question.messages, ...refusals] }, options);
    const both = [
      { type: 'text', text: 'Well.' },
      { type: 'text', text: 'No.' },
    ];
    expect(body['messages']).toEqual([
      ...question.messages,
      { role: 'assistant', content: 'No.' },
      { role: 'assistant', content: both },
      { role: 'assistant', content: 'No.' },
      { role: 'assistant', content: both },
    ]);
  },
);

const hear = { type: 'function', function: { name: 'hear' } };

test.each([[hear], [custom], [look, custom]])(
  'a choice among some tools goes to OpenAI with all tools',
  async (...tools) => {
    const params = {
      tools: [look, custom, hear],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools } },
    };
    const { body, error } = await ask(params, { preset: 'openai', apiKey: 'fake-key' });
    expect(error).toBeUndefined();
    expect(body).toMatchObject(params);
  },
);

test.each([
  [[hear], {}],
  [[custom], {}],
  [[look, custom], {}],
  [[hear], { preset: 'groq', apiKey: 'fake-key' } as const],
])('of the tools, only %j of the choice go to %j', async (allowed, options) => {
  const tools = allowed.map((tool) => ({ type: tool.type, [tool.type]: { name: Reflect.get(tool, tool.type).name } }));
  const params = {
    tools: [look, custom, hear],
    tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools } },
  };
  const { body, error } = await ask(params, options);
  expect(error).toBeUndefined();
  expect(body).toMatchObject({ tools: allowed, tool_choice: 'required' });
});

test('an answer in sound alone goes back without a text', async () => {
  const messages = [...question.messages, { role: 'assistant', audio: { id: 'audio_1' } }, ...question.messages];
  const { body } = await ask({ messages });
  expect(body['messages']).toMatchObject([{}, { role: 'assistant', content: null, audio: { id: 'audio_1' } }, {}]);
});

const wholeCall = status(200, {
  id: 'cmpl_1',
  object: 'chat.completion',
  choices: [
    { index: 0, message: { role: 'assistant', content: null, tool_calls: [ran] }, finish_reason: 'tool_calls' },
  ],
});
const streamedCall = sse([
  chunk({
    role: 'assistant',
    tool_calls: [{ index: 0, id: 'call_2', type: 'custom', custom: { name: 'run', input: '' } }],
  }),
  chunk({ tool_calls: [{ index: 0, custom: { input: 'print(' } }] }),
  chunk({ tool_calls: [{ index: 0, custom: { input: '"Hi")\n' } }] }),
  chunk({}, 'tool_calls'),
  'data: [DONE]\n\n',
]);

test.each([
  ['a whole answer', wholeCall],
  ['a stream', streamedCall],
])('%s with a call of a custom tool has its input as it is, and goes back', async (_, step) => {
  await using service = await startService();
  service.server.on('next', step, sse(shortAnswer));
  const params = { ...question, tools: [custom] } as CreateParams;
  const completion = await (
    await service.client.chat.completions.create({ ...params, stream: true })
  ).finalChatCompletion();
  const message = completion.choices[0]?.message;
  expect(message?.tool_calls).toEqual([ran]);
  expect(completion.warnings).toEqual([]);
  if (message === undefined) throw new Error('There is no message.');
  const result = { role: 'tool', tool_call_id: 'call_2', content: 'Hi' } as const;
  await service.client.chat.completions.create({ ...params, messages: [...question.messages, message, result] });
  expect(service.body(1)['messages']).toEqual([
    ...question.messages,
    { role: 'assistant', content: null, tool_calls: [ran] },
    result,
  ]);
});

test('a call of a custom tool comes in chunks as its service has it', async () => {
  await using service = await startService();
  service.server.on('next', streamedCall);
  const params = { ...question, tools: [custom], stream: true } as CreateParams & { stream: true };
  const chunks = await collect(await service.client.chat.completions.create(params));
  const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
  expect(calls).toEqual([
    { index: 0, id: 'call_2', type: 'custom', custom: { name: 'run', input: '' } },
    { index: 0, custom: { input: 'print(' } },
    { index: 0, custom: { input: '"Hi")\n' } },
  ]);
});

test('parse() refuses custom tools, as the official client does', async () => {
  await using service = await startService();
  const params = { ...question, tools: [custom] } as Parameters<typeof service.client.chat.completions.parse>[0];
  const error = await rejection(service.client.chat.completions.parse({ ...params, stream: false }));
  expect(error).toMatchObject({ code: 'unsupported', param: 'tools[0]' });
  expect(service.server.requests).toHaveLength(0);
});

test('with drop, what core does not know of tools and forms is left out with a warning, and n too', async () => {
  await using service = await startService({ preset: 'groq', apiKey: 'fake-key' });
  service.server.on({}, sse(shortAnswer));
  const params = {
    ...question,
    n: 2,
    tools: [{ ...look, cache_control: {}, function: { name: 'look', defer: true } }, custom],
    response_format: { type: 'json_object', schema: {} },
  } as CreateParams & { stream?: false };
  const { warnings } = await service.client.chat.completions.create(params, { unsupported: 'drop' });
  expect(service.body()).toMatchObject({ tools: [look], response_format: { type: 'json_object' } });
  expect(service.body()).not.toHaveProperty('n');
  for (const name of ['n, tools', 'tools[0].cache_control', 'tools[0].function.defer', 'response_format.schema']) {
    expect(warnings).toContainEqual(expect.stringContaining(` ${name}, `));
  }
});

test('with drop, a call of a custom tool is still refused: it belongs to the conversation', async () => {
  await using service = await startService({ preset: 'groq', apiKey: 'fake-key' });
  const messages = [{ role: 'assistant', content: null, tool_calls: [ran] }];
  const params = { ...question, messages } as CreateParams & { stream?: false };
  const error = await rejection(service.client.chat.completions.create(params, { unsupported: 'drop' }));
  expect(error).toMatchObject({ code: 'unsupported', param: 'messages[0].tool_calls[0]' });
});

test('thoughts among the parts of a Mistral answer go back as they came, and to no other service', async () => {
  const thought = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] };
  const said = [thought, { type: 'text', text: 'Seven.' }];
  const turns = (message: object): CreateParams =>
    ({ ...question, messages: [...question.messages, message, { role: 'user', content: 'Sure?' }] }) as CreateParams;
  await using mistral = await startService({ preset: 'mistral', apiKey: 'fake-key' });
  mistral.server.on({}, sse([chunk({ content: [thought] }), chunk({ content: 'Seven.' }), chunk({}, 'stop')]));
  const stream = await mistral.client.chat.completions.create({ ...question, stream: true });
  const message = await stream.finalMessage();
  await mistral.client.chat.completions.create(turns(message));
  await using other = await startService();
  other.server.on({}, sse(shortAnswer));
  await other.client.chat.completions.create(turns(message));
  await other.client.chat.completions.create(turns({ role: 'assistant', content: said }));
  expect([mistral.body(1), other.body(0), other.body(1)].map(({ messages }) => messages)).toMatchObject([
    [{}, { role: 'assistant', content: said }, {}],
    [{}, { role: 'assistant', content: 'Seven.' }, {}],
    [{}, { role: 'assistant', content: said }, {}],
  ]);
});
