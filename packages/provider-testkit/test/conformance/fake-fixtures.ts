import type { Tool } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../src/fixtures/fixture.ts';
import { sampleFile } from '../../src/conformance/stage/sample-file.ts';
import { origin } from './fake-session.ts';

const source = { kind: 'transcribed', at: '2026-11-20', from: 'a made-up service' } as const;
const signedIn = { authorization: 'Bearer {{token:jwt}}', 'x-client': '{{clientKey}}' };
const eventStream = { 'content-type': 'text/event-stream' };

const token: Exchange = {
  phase: 'auth',
  request: { method: 'GET', url: `${origin}/token`, headers: { cookie: 'sid={{sid}}' } },
  response: { status: 200, json: { token: '{{token:jwt}}', expires_in: 3600 } },
};
const upload: Exchange = {
  phase: 'upload',
  request: {
    method: 'POST',
    url: `${origin}/upload`,
    headers: signedIn,
    form: { file: { file: 'cat.png', type: 'image/png' } },
  },
  response: { status: 200, json: { url: 'https://files.fake.example/a|b c?x=1' } },
};
const models: Exchange = {
  phase: 'models',
  request: { method: 'GET', url: `${origin}/models`, headers: signedIn },
  response: { status: 200, json: ['fake-one', 'fake-two'] },
};

function chat(response: Exchange['response']): Exchange {
  return { phase: 'chat', request: { method: 'POST', url: `${origin}/chat`, headers: signedIn }, response };
}

/** Events of the made-up service, each in a piece of its own. */
export function streamed(
  events: readonly object[],
): Pick<Exchange['response'], 'file' | 'chunks'> & { readonly body: string } {
  const lines = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return { file: 'chat.sse', chunks: lines.map((line) => [0, Buffer.byteLength(line)] as const), body: lines.join('') };
}

function answer(
  name: string,
  events: readonly object[],
  expect: Fixture['expect'],
  more: { readonly request?: Partial<Fixture['request']>; readonly before?: readonly Exchange[] } = {},
): Fixture {
  const { body, ...response } = streamed(events);
  return {
    format: 1,
    name,
    source,
    request: { model: 'fake-one', messages: [{ role: 'user', content: 'What is it?' }], ...more.request },
    exchanges: [token, ...(more.before ?? []), chat({ status: 200, headers: eventStream, ...response })],
    expect,
    files: { 'chat.sse': body, 'cat.png': sampleFile('image', 'cat') },
  };
}

const words = ['A ', 'caf\u00e9 ', 'cat ', '\u{1f408} ', 'on ', 'a ', 'mat', '.'].map((delta) => ({ delta }));

const tool = (name: string): Tool => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } },
});
const tools = [tool('weather'), tool('clock')];
const earlier = { id: 'made-0', type: 'function', function: { name: 'clock', arguments: '{}' } } as const;

/** Answers that call tools, or that have a form. */
export const fakeToolFixtures: readonly Fixture[] = [
  answer(
    'one-call',
    [
      { delta: 'I look it up.' },
      { call: { nr: 0, id: 'c-17', name: 'weather', args: '{ "city":' } },
      ...[' "caf', '\u00e9 \u{1f408} in O', 's', 'lo \\', 'u00e5"', ' }'].map((args) => ({ call: { nr: 0, args } })),
      { end: 'tools', usage: { in: 20, out: 9 } },
    ],
    {
      text: 'I look it up.',
      finish: 'tool-calls',
      usage: { inputTokens: 20, outputTokens: 9 },
      toolCalls: [{ id: 'c-17', name: 'weather', arguments: '{ "city": "caf\u00e9 \u{1f408} in Oslo \\u00e5" }' }],
    },
    { request: { tools, tool_choice: 'auto' } },
  ),
  answer(
    'calls-side-by-side',
    [
      { call: { nr: 0, name: 'weather', args: '' } },
      { call: { nr: 1, name: 'clock', args: '{"city"' } },
      { call: { nr: 0, args: '{"city":"Os' } },
      { call: { nr: 1, args: ':"Bogot\u00e1"}' } },
      { call: { nr: 0, args: 'lo"}' } },
      { end: 'tools' },
    ],
    {
      text: '',
      finish: 'tool-calls',
      toolCalls: [
        { name: 'weather', arguments: '{"city":"Oslo"}' },
        { name: 'clock', arguments: '{"city":"Bogot\u00e1"}' },
      ],
    },
    {
      request: {
        messages: [
          { role: 'user', content: 'How late is it?' },
          { role: 'assistant', content: '', tool_calls: [earlier] },
          { role: 'tool', content: 'Ten.', tool_call_id: 'made-0' },
          { role: 'user', content: 'And there?' },
        ],
        tools,
      },
    },
  ),
  answer(
    'form',
    [{ delta: '{"name": ' }, { delta: '"Ada"}' }, { end: 'done' }],
    { text: '{"name": "Ada"}', finish: 'stop' },
    { request: { response_format: { type: 'json_schema', json_schema: { name: 'person', schema: {} } } } },
  ),
  answer(
    'any-json',
    [{ delta: '{}' }, { end: 'done' }],
    { text: '{}', finish: 'stop' },
    { request: { response_format: { type: 'json_object' } } },
  ),
];

/** Answers and refusals that have nothing to do with tools. */
export const fakePlainFixtures: readonly Fixture[] = [
  answer('greeting', [...words, { end: 'done', usage: { in: 10, out: 8 } }], {
    text: 'A caf\u00e9 cat \u{1f408} on a mat.',
    finish: 'stop',
    usage: { inputTokens: 10, outputTokens: 8 },
  }),
  answer(
    'picture',
    [...words, { end: 'done', usage: { in: 10, out: 8 } }],
    { text: 'A caf\u00e9 cat \u{1f408} on a mat.', finish: 'stop', usage: { inputTokens: 10, outputTokens: 8 } },
    {
      before: [upload],
      request: {
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
    },
  ),
  answer(
    'thoughts',
    [
      { thinking: 'Hm.' },
      { source: { url: 'https://cats.example/', title: 'Cats' } },
      { delta: 'Cats ' },
      { delta: 'purr' },
      { end: 'full' },
    ],
    {
      text: 'Cats purr',
      finish: 'length',
      events: [
        { type: 'reasoning-delta', text: 'Hm.' },
        { type: 'source', url: 'https://cats.example/', title: 'Cats' },
        { type: 'text-delta', text: 'Cats ' },
        { type: 'text-delta', text: 'purr' },
        { type: 'finish', reason: 'length', rawReason: 'full' },
      ],
    },
    { before: [models] },
  ),
  answer('overloaded', [{ delta: 'Wait' }, { error: { type: 'overloaded_error', message: 'busy' } }], {
    error: 'server_error',
  }),
  {
    format: 1,
    name: 'no-credit',
    source,
    request: { model: 'fake-one', messages: [{ role: 'user', content: 'Hi' }] },
    exchanges: [token, chat({ status: 402, json: { error: { message: 'no credit' } } })],
    expect: { error: 'quota_exhausted' },
  },
];

/** Everything that the made-up service says. */
export const fakeFixtures: readonly Fixture[] = [...fakePlainFixtures, ...fakeToolFixtures];
