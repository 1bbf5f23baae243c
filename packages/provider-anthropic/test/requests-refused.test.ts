import { Client, type CreateParams } from '@plugboard/core';
import { startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { anthropic, type AnthropicOptions } from '../src/index.ts';

const tools = [{ type: 'function', function: { name: 'get_time' } }] as const;
const avif = Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('ftypavif'), Buffer.alloc(60)]);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const call = (id: string): object => ({ id, type: 'function', function: { name: 'get_time', arguments: '{}' } });
const result = (id: string): object => ({ role: 'tool', tool_call_id: id, content: 'c' });

const hello = [{ role: 'user', content: 'Hello' }] as const;

type Row = readonly [name: string, params: object, code: string, param: string, options?: AnthropicOptions];

const extra = (anthropicOptions: object): object => ({
  provider_options: { anthropic: anthropicOptions },
});

const rows: readonly Row[] = [
  ['a sampling parameter under the newest version', { temperature: 0 }, 'unsupported', 'temperature'],
  [
    'a sampling parameter of a model that has none',
    { model: 'claude-opus-5', temperature: 0 },
    'unsupported',
    'temperature',
    { version: '2023-06-01' },
  ],
  [
    'a forced tool where the model cannot',
    { model: 'claude-opus-5-5', tools, tool_choice: 'required' },
    'unsupported',
    'tool_choice',
  ],
  ['an image of another type', { image: avif }, 'unsupported', 'messages[0].content[0]'],
  [
    'a file in an assistant turn',
    {
      messages: [...hello, { role: 'assistant', content: [{ type: 'image_url', image_url: { url: png } }] }, ...hello],
    },
    'unsupported',
    'messages[1].content[0]',
  ],
  [
    'a URL without TLS',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://pictures.example/a.png' } }] },
      ],
    },
    'unsupported',
    'messages[0].content[0]',
  ],
  ['a conversation without words', { messages: [{ role: 'user', content: '  ' }] }, 'input_invalid', 'messages'],
  [
    'arguments that are no object',
    {
      messages: [
        ...hello,
        { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'b', arguments: '[1' } }] },
        { role: 'tool', tool_call_id: 'a', content: 'c' },
      ],
      tools,
    },
    'input_invalid',
    'messages[1].tool_calls[0].function.arguments',
  ],
  [
    'a call without a result',
    { messages: [...hello, { role: 'assistant', tool_calls: [call('a'), call('b')] }, result('a'), ...hello], tools },
    'input_invalid',
    'messages[1].tool_calls[1]',
  ],
  [
    'a call without a result in the middle',
    {
      messages: [
        ...hello,
        { role: 'assistant', tool_calls: [call('a')] },
        { role: 'assistant', content: 'c' },
        ...hello,
      ],
      tools,
    },
    'input_invalid',
    'messages[1].tool_calls[0]',
  ],
  [
    'a result without a call',
    { messages: [...hello, { role: 'assistant', tool_calls: [call('a')] }, result('a'), result('b')], tools },
    'input_invalid',
    'messages[3].tool_call_id',
  ],
  [
    'a beginning of the answer, for a model that does not continue it',
    { messages: [...hello, { role: 'assistant', content: 'The answer is (' }] },
    'unsupported',
    'messages',
  ],
  [
    'an answer with its thoughts at the end',
    {
      messages: [
        ...hello,
        {
          role: 'assistant',
          content: 'Six.',
          reasoning_details: [
            { type: 'thinking', thinking: 'Three twice.', signature: 'abc', format: 'anthropic', index: 0 },
          ],
        },
      ],
    },
    'unsupported',
    'messages',
  ],
  [
    'a form without a schema',
    { response_format: { type: 'json_schema', json_schema: { name: 'a' } } },
    'input_invalid',
    'response_format',
  ],
  ['any JSON', { response_format: { type: 'json_object' } }, 'unsupported', 'response_format'],
  ['two names of the user', { user: 'a', safety_identifier: 'b' }, 'unsupported', 'user'],
  [
    'a field of create() in provider_options',
    extra({ max_tokens: 5 }),
    'input_invalid',
    'provider_options.anthropic.max_tokens',
  ],
  ['thinking that is no object', extra({ thinking: true }), 'input_invalid', 'provider_options.anthropic.thinking'],
  ['tools that are no list', extra({ tools: {} }), 'input_invalid', 'provider_options.anthropic.tools'],
  ['betas with a line break', extra({ betas: ['a\nb'] }), 'input_invalid', 'provider_options.anthropic.betas'],
  [
    'citations that are no boolean',
    extra({ citations: 'yes' }),
    'input_invalid',
    'provider_options.anthropic.citations',
  ],
];

for (const [name, params, code, param, options = {}] of rows) {
  test(`${name} is refused before anything is sent`, async () => {
    await using server = await startScriptedServer();
    const provider = anthropic({ apiKey: 'fake-key', baseUrl: server.origin, ...options });
    await using client = new Client({ provider, config: false, discover: false });
    // Some of them are what only a program in JavaScript can write.
    const whole: unknown = { model: 'claude-opus-4-6', messages: hello, ...params };
    const asked = client.chat.completions.create(whole as CreateParams);
    await expect(asked).rejects.toMatchObject({ code, param });
    expect(server.requests).toEqual([]);
  });
}

test('a missing key is told before anything is sent', async () => {
  await using server = await startScriptedServer();
  const provider = anthropic({ baseUrl: server.origin });
  await using client = new Client({ provider, config: false, discover: false });
  const asked = client.chat.completions.create({ model: 'claude-opus-4-6', messages: hello });
  await expect(asked).rejects.toMatchObject({ code: 'auth_missing' });
  expect(server.requests).toEqual([]);
});
