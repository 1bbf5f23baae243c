import { Client, type CreateParams } from '@plugboard/core';
import { startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { google, type GoogleOptions } from '../src/index.ts';

const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const hello = [{ role: 'user', content: 'Hello' }] as const;
const tools = [{ type: 'function', function: { name: 'get_time' } }] as const;
const call = (id: string, text = '{}'): object => ({
  id,
  type: 'function',
  function: { name: 'get_time', arguments: text },
});

const withSchema = (schema: object): object => ({
  tools: [
    { type: 'function', function: { name: 'get_time', parameters: { type: 'object', properties: { a: schema } } } },
  ],
});
const extra = (googleOptions: object): object => ({ provider_options: { google: googleOptions } });
const place = 'tools[0].function.parameters.properties.a';

type Row = readonly [name: string, params: object, code: string, param: string, options?: GoogleOptions];

const rows: readonly Row[] = [
  ['an image of another type', { image: gif }, 'unsupported', 'messages[0].content[0]'],
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
  ['a conversation without words', { messages: [{ role: 'user', content: '' }] }, 'input_invalid', 'messages'],
  [
    'arguments that are no object',
    {
      messages: [
        ...hello,
        { role: 'assistant', tool_calls: [call('a', '[1')] },
        { role: 'tool', tool_call_id: 'a', content: 'c' },
      ],
      tools,
    },
    'input_invalid',
    'messages[1].tool_calls[0].function.arguments',
  ],
  [
    'a call without a result',
    {
      messages: [
        ...hello,
        { role: 'assistant', tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: 'c' },
      ],
      tools,
    },
    'input_invalid',
    'messages[1].tool_calls[1]',
  ],
  [
    'a result without a call',
    {
      messages: [
        ...hello,
        { role: 'assistant', tool_calls: [call('a')] },
        { role: 'tool', tool_call_id: 'a', content: 'c' },
        { role: 'tool', tool_call_id: 'b', content: 'c' },
      ],
      tools,
    },
    'input_invalid',
    'messages[3].tool_call_id',
  ],
  [
    'a call at the end',
    { messages: [...hello, { role: 'assistant', tool_calls: [call('a')] }], tools },
    'input_invalid',
    'messages[1].tool_calls[0]',
  ],
  [
    'a beginning of the answer, for a model that does not continue it',
    { messages: [...hello, { role: 'assistant', content: 'The answer is (' }] },
    'unsupported',
    'messages',
  ],
  ['six texts to stop at', { stop: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'unsupported', 'stop'],
  [
    'a name that begins with a digit',
    { tools: [{ type: 'function', function: { name: '2nd' } }] },
    'unsupported',
    'tools[0].function.name',
  ],
  ['a schema with not', withSchema({ not: { type: 'string' } }), 'unsupported', `${place}.not`],
  ['a schema with patterns', withSchema({ patternProperties: {} }), 'unsupported', `${place}.patternProperties`],
  ['a schema with several parts', withSchema({ allOf: [{}, {}] }), 'unsupported', `${place}.allOf`],
  [
    'a format of the answer beside tools, before Gemini 3',
    { model: 'gemini-2.5-flash', tools, response_format: { type: 'json_object' } },
    'unsupported',
    'response_format',
  ],
  ['one call at a time', { tools, parallel_tool_calls: false }, 'unsupported', 'parallel_tool_calls'],
  [
    'a field of create() in provider_options',
    extra({ generationConfig: { maxOutputTokens: 5 } }),
    'input_invalid',
    'provider_options.google.generationConfig.maxOutputTokens',
  ],
  [
    'the same under its other name',
    extra({ system_instruction: {} }),
    'input_invalid',
    'provider_options.google.system_instruction',
  ],
  [
    'a configuration that is no object',
    extra({ generationConfig: 1 }),
    'input_invalid',
    'provider_options.google.generationConfig',
  ],
  ['tools that are no list', extra({ tools: {} }), 'input_invalid', 'provider_options.google.tools'],
  [
    'functions among the tools of the service',
    extra({ tools: [{ functionDeclarations: [] }] }),
    'input_invalid',
    'provider_options.google.tools',
  ],
];

for (const [name, params, code, param, options = {}] of rows) {
  test(`${name} is refused before anything is sent`, async () => {
    await using server = await startScriptedServer();
    const provider = google({ apiKey: 'fake-key', baseUrl: server.origin, ...options });
    await using client = new Client({ provider, config: false, discover: false });
    // Some of them are what only a program in JavaScript can write.
    const whole: unknown = { model: 'gemini-3.8-flash', messages: hello, ...params };
    await expect(client.chat.completions.create(whole as CreateParams)).rejects.toMatchObject({ code, param });
    expect(server.requests).toEqual([]);
  });
}

test('a missing key is told before anything is sent', async () => {
  await using server = await startScriptedServer();
  await using client = new Client({ provider: google({ baseUrl: server.origin }), config: false, discover: false });
  const asked = client.chat.completions.create({ model: 'gemini-3.8-flash', messages: hello });
  await expect(asked).rejects.toMatchObject({ code: 'auth_missing' });
  expect(server.requests).toEqual([]);
});

test.each([
  [{ apiKey: 'a b' }, 'apiKey'],
  [{ baseUrl: 'ftp://a.test' }, 'baseUrl'],
  [{ version: 'beta/1' }, 'version'],
  [{ uploadAbove: -1 }, 'uploadAbove'],
  [{ headers: { 'X-Goog-Api-Key': 'fake' }, apiKey: 'fake-key' }, 'headers'],
  [{ apikey: 'fake-key' }, 'apikey'],
])('the options %j are refused by name', async (options, name) => {
  const whole: object = options;
  await using client = new Client({ provider: google(whole), config: false, discover: false });
  const asked = client.chat.completions.create({ model: 'gemini-3.8-flash', messages: hello });
  await expect(asked).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining(name) as string,
  });
});

test('files that together do not fit into a request, and must not be uploaded, are refused before anything is sent', async () => {
  await using server = await startScriptedServer();
  const provider = google({ apiKey: 'fake-key', baseUrl: server.origin, uploadAbove: false });
  await using client = new Client({ provider, config: false, discover: false });
  const pdf = (): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(40 * 1024 * 1024)]);
  const asked = client.chat.completions.create({ model: 'gemini-3.8-flash', messages: hello, images: [pdf(), pdf()] });
  await expect(asked).rejects.toMatchObject({ code: 'unsupported', param: 'messages' });
  expect(server.requests).toEqual([]);
});
