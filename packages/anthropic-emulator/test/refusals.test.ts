import { expect, test } from 'vitest';
import { hello, pixel, post, readCat, refusalOf, start, weather } from './talk.ts';

const user = (...content: object[]): object => ({ messages: [{ role: 'user', content }] });
const text = (words: string, more: object = {}): object => ({ type: 'text', text: words, ...more });
const image = (media_type: string, data: string): object => ({
  type: 'image',
  source: { type: 'base64', media_type, data },
});
const pdf = (data: string): object => ({
  type: 'document',
  source: { type: 'base64', media_type: 'application/pdf', data: Buffer.from(data).toString('base64') },
});
const call = (id: string): object => ({ type: 'tool_use', id, name: 'get_weather', input: {} });
const result = (id: string, content: unknown = '18'): object => ({ type: 'tool_result', tool_use_id: id, content });
const turns = (...contents: (string | object[])[]): object => ({
  messages: contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
});
const mark = { cache_control: { type: 'ephemeral' } };
const openSchema = { type: 'object', properties: { a: { type: 'string' } } };

/** A PNG whose header names a size; the rest is missing. */
function pngOf(width: number, height: number): string {
  const bytes = Buffer.from(pixel, 'base64');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes.toString('base64');
}

const opus46 = 'claude-opus-4-6';
const opus55 = 'claude-opus-5-5';
const sonnet45 = 'claude-sonnet-4-5';

test.each<[name: string, body: object, message: RegExp, status?: number]>([
  ['no model', { model: undefined }, /^model: Field required$/],
  ['an unknown model', { model: 'claude-1' }, /^model: claude-1$/, 404],
  ['no max_tokens', { max_tokens: undefined }, /^max_tokens: Field required$/],
  ['a negative max_tokens', { max_tokens: -1 }, /^max_tokens: Input should be greater than or equal to 0$/],
  ['a max_tokens that is text', { max_tokens: '1' }, /^max_tokens: Input should be a valid number$/],
  ['more max_tokens than the model has', { max_tokens: 128_001 }, /^max_tokens: 128001 > 128000, which is the maximum/],
  ['more than an older model has', { model: sonnet45, max_tokens: 64_001 }, /^max_tokens: 64001 > 64000/],
  ['no messages', { messages: undefined }, /^messages: Field required$/],
  ['empty messages', { messages: [] }, /^messages: at least one message is required$/],
  ['an unknown field', { n: 1 }, /^n: Extra inputs are not permitted$/],
  [
    'a first turn of the model',
    { messages: [{ role: 'assistant', content: 'Hi' }] },
    /first message must use the "user" role/,
  ],
  [
    'an unknown role',
    { messages: [{ role: 'tool', content: 'Hi' }] },
    /^messages\.0\.role: Input should be 'user', 'assistant' or 'system'$/,
  ],
  ['a first system turn', { messages: [{ role: 'system', content: 'Hi' }] }, /Unexpected role "system"/],
  [
    'a system turn for an older model',
    {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'system', content: 'x' },
      ],
    },
    /Unexpected role "system"/,
  ],
  [
    'empty content',
    { messages: [{ role: 'user', content: '' }] },
    /^messages\.0: all messages must have non-empty content/,
  ],
  [
    'an empty list of blocks',
    { messages: [{ role: 'user', content: [] }] },
    /^messages\.0: all messages must have non-empty content/,
  ],
  ['an empty text block', user(text('')), /^messages: text content blocks must be non-empty$/],
  ['a blank text block', user(text(' \n')), /^messages: text content blocks must contain non-whitespace text$/],
  ['an empty system block', { system: [text('')] }, /^system: text content blocks must be non-empty$/],
  [
    'an unknown block',
    user({ type: 'video' }),
    /^messages\.0\.content\.0: Input tag 'video' found using 'type' does not match/,
  ],
  [
    'an unknown field of a block',
    user(text('a', { detail: 'auto' })),
    /^messages\.0\.content\.0\.text\.detail: Extra inputs/,
  ],
  ['a call in a turn of the user', user(call('a')), /`tool_use` blocks can only be in `assistant` messages/],
  [
    'a result in a turn of the model',
    turns('a', [result('a')], 'b'),
    /`tool_result` blocks can only be in `user` messages/,
  ],
  [
    'a PDF in a turn of the model',
    turns('a', [pdf('%PDF-1.4')], 'b'),
    /^messages\.1\.content\.0: Input tag 'document'/,
  ],
  [
    'citations in a turn of the user',
    user(text('a', { citations: [{ type: 'char_location' }] })),
    /\.citations: Extra inputs are not permitted$/,
  ],
  [
    'an image of another type',
    user(image('image/bmp', pixel)),
    /\.media_type: Input should be 'image\/jpeg', 'image\/png', 'image\/gif' or 'image\/webp'$/,
  ],
  [
    'an image that is not what it says',
    user(image('image/jpeg', pixel)),
    /^messages\.0\.content\.0\.image\.source\.base64: The image was specified using the image\/jpeg media type, but the image appears to be a image\/png image$/,
  ],
  ['an image that is none', user(image('image/png', 'AAAA')), /Could not process image$/],
  ['base64 that is none', user(image('image/png', 'a b')), /Invalid base64 data$/],
  [
    'a large image',
    user(image('image/png', 'A'.repeat(5 * 1024 * 1024 + 4))),
    /image exceeds 5 MB maximum: 5242884 bytes > 5242880 bytes$/,
  ],
  [
    'an image of many pixels',
    user(image('image/png', pngOf(8_001, 1))),
    /image dimensions exceed max allowed size: 8000 pixels/,
  ],
  [
    'many images of more than 2000 pixels',
    user(...Array.from({ length: 21 }, () => image('image/png', pngOf(1, 2_001)))),
    /max allowed size: 2000 pixels/,
  ],
  [
    'too many images for a model',
    { model: sonnet45, ...user(...Array.from({ length: 101 }, () => image('image/png', pixel))) },
    /too many images: 101 > 100/,
  ],
  ['a PDF that is none', user(pdf('hello')), /The PDF specified was not valid\.$/],
  [
    'an address without TLS',
    user({ type: 'image', source: { type: 'url', url: 'http://example.com/a.png' } }),
    /Only HTTPS URLs are supported\.$/,
  ],
  [
    'a file that was never uploaded',
    user({ type: 'image', source: { type: 'file', file_id: 'file_x' } }),
    /^File not found: file_x$/,
    404,
  ],
  [
    'an image that lies inside a result',
    turns('a', [call('a')], [result('a', [image('image/gif', pixel)])]),
    /tool_result\.content\.0\.image\.source\.base64: The image was specified/,
  ],
  [
    'a result without a call',
    turns([result('a')]),
    /^messages\.0\.content\.0: unexpected `tool_use_id` found in `tool_result` blocks: a\./,
  ],
  [
    'a call without a result',
    turns('a', [call('a')], 'b'),
    /^messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: a\./,
  ],
  ['one result of two', turns('a', [call('a'), call('b')], [result('a')]), /immediately after: b\./],
  ['a result behind a text', turns('a', [call('a')], [text('here:'), result('a')]), /immediately after: a\./],
  ['a result twice', turns('a', [call('a')], [result('a'), result('a')]), /each tool_use must have a single result/],
  ['one id for two calls', turns('a', [call('a'), call('a')], [result('a')]), /`tool_use` ids must be unique$/],
  ['an id with a space', turns('a', [call('a b')], [result('a b')]), /String should match pattern/],
  [
    'a call whose input is text',
    turns('a', [{ ...call('a'), input: '{}' }], [result('a')]),
    /tool_use\.input: Input should be a valid dictionary$/,
  ],
  ['the end with a turn of the model', turns('a', 'b'), /^This model does not support assistant message prefill\./],
  [
    'an end with a space',
    { model: sonnet45, ...turns('a', 'b ') },
    /final assistant content cannot end with trailing whitespace$/,
  ],
  ['a tool without a schema', { tools: [{ name: 'a' }] }, /^tools\.0\.custom\.input_schema: Field required$/],
  [
    'a schema without a type',
    { tools: [{ name: 'a', input_schema: {} }] },
    /^tools\.0\.custom\.input_schema\.type: Field required$/,
  ],
  [
    'a tool with a dot',
    { tools: [{ ...weather, name: 'a.b' }] },
    /^tools\.0\.custom\.name: String should match pattern/,
  ],
  ['two tools of one name', { tools: [weather, weather] }, /^tools: Tool names must be unique\.$/],
  [
    'a strict tool that is open',
    { tools: [{ ...weather, strict: true }] },
    /'additionalProperties' must be explicitly set to false$/,
  ],
  ['a choice without tools', { tool_choice: { type: 'auto' } }, /may only be specified while providing `tools`/],
  [
    'a choice of a tool that is not there',
    { tools: [weather], tool_choice: { type: 'tool', name: 'x' } },
    /Tool 'x' not found/,
  ],
  [
    'a forced tool for a model that thinks always',
    { model: opus55, tools: [weather], tool_choice: { type: 'any' } },
    /^tool_choice: type "tool" and "any" are not supported for this model\.$/,
  ],
  [
    'a forced tool with a budget',
    {
      tools: [weather],
      tool_choice: { type: 'any' },
      max_tokens: 2_000,
      thinking: { type: 'enabled', budget_tokens: 1_024 },
    },
    /^Thinking may not be enabled when tool_choice forces tool use\.$/,
  ],
  [
    'adaptive thoughts of an older model',
    { model: sonnet45, thinking: { type: 'adaptive' } },
    /^adaptive thinking is not supported on this model$/,
  ],
  [
    'a budget for a newer model',
    { model: opus55, thinking: { type: 'enabled', budget_tokens: 1_024 } },
    /^"thinking\.type\.enabled" is not supported for this model\. Use "thinking\.type\.adaptive" and "output_config\.effort"/,
  ],
  [
    'no thoughts of a model that always thinks',
    { model: opus55, thinking: { type: 'disabled' } },
    /^"thinking\.type\.disabled" is not supported for this model\./,
  ],
  [
    'no thoughts at the highest effort',
    { model: 'claude-opus-5', thinking: { type: 'disabled' }, output_config: { effort: 'max' } },
    /"thinking\.type\.disabled" is not supported at effort max/,
  ],
  [
    'thoughts between tools of another model',
    { thinking: { type: 'between_tools' } },
    /^"thinking\.type\.between_tools" is not supported/,
  ],
  [
    'a small budget',
    { max_tokens: 2_000, thinking: { type: 'enabled', budget_tokens: 1_023 } },
    /^thinking\.enabled\.budget_tokens: Input should be greater than or equal to 1024$/,
  ],
  [
    'a budget as large as the answer',
    { max_tokens: 1_024, thinking: { type: 'enabled', budget_tokens: 1_024 } },
    /^`max_tokens` must be greater than `thinking\.budget_tokens`\.$/,
  ],
  ['no budget', { thinking: { type: 'enabled' } }, /^thinking\.enabled\.budget_tokens: Field required$/],
  [
    'effort of a model without',
    { model: sonnet45, output_config: { effort: 'low' } },
    /^This model does not support the effort parameter\.$/,
  ],
  [
    'a word of effort that the model does not have',
    { output_config: { effort: 'xhigh' } },
    /^output_config\.effort: Input should be 'low', 'medium', 'high' or 'max'$/,
  ],
  [
    'a format whose objects are open',
    { output_config: { format: { type: 'json_schema', schema: openSchema } } },
    /^output_config\.format\.schema: For 'object' type, 'additionalProperties' must be explicitly set to false$/,
  ],
  [
    'a format with limits',
    {
      output_config: {
        format: { type: 'json_schema', schema: { type: 'array', items: { type: 'integer', minimum: 1 } } },
      },
    },
    /^output_config\.format\.schema\.items: For 'integer' type, property 'minimum' is not supported$/,
  ],
  ['an empty stop sequence', { stop_sequences: [' '] }, /each stop sequence must contain non-whitespace$/],
  [
    'five marks',
    user(...Array.from({ length: 5 }, () => text('a', mark))),
    /^A maximum of 4 blocks with cache_control may be provided\. Found 5\.$/,
  ],
  [
    'a fifth mark inside a result',
    {
      system: [text('a', mark), text('b', mark)],
      tools: [{ ...weather, ...mark }],
      ...turns('a', [call('a')], [{ ...result('a', [text('x', mark)]), ...mark }]),
    },
    /Found 5\.$/,
  ],
  [
    'an hour behind five minutes',
    user(text('a', mark), text('b', { cache_control: { type: 'ephemeral', ttl: '1h' } })),
    /a ttl='1h' cache_control block must not come after/,
  ],
  [
    'a mark of another kind',
    user(text('a', { cache_control: { type: 'forever' } })),
    /cache_control\.type: Input should be 'ephemeral'$/,
  ],
  [
    'a thought without a signature',
    turns('a', [{ type: 'thinking', thinking: 'x' }], 'b'),
    /^messages\.1\.content\.0\.thinking\.signature: Field required$/,
  ],
  [
    'a thought with a blank signature',
    turns('a', [{ type: 'thinking', thinking: 'x', signature: '' }], 'b'),
    /^messages\.1\.content\.0: Invalid `signature` in `thinking` block$/,
  ],
  [
    'a redacted thought that is made up',
    turns('a', [{ type: 'redacted_thinking', data: 'AAAA' }], 'b'),
    /^messages\.1\.content\.0: Invalid `data` in `redacted_thinking` block$/,
  ],
])('%s is refused', async (_name, more, message, status = 400) => {
  const { emulator } = await start();
  const [code, type, said] = await refusalOf(await post(emulator, { ...hello(), model: opus46, ...more }));
  expect([code, type]).toEqual([status, status === 404 ? 'not_found_error' : 'invalid_request_error']);
  expect(said).toMatch(message);
});

test.each<readonly [name: string, body: object]>([
  [
    'turns of one role in a row',
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
    },
  ],
  [
    'results in two messages of one turn',
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [call('a'), call('b')] },
        { role: 'user', content: [result('a')] },
        { role: 'user', content: [result('b'), text('go on')] },
      ],
    },
  ],
  ['a prefill of an older model', { model: sonnet45, ...turns('a', 'The answer is (') }],
  [
    'a system turn in the middle for a newer model',
    {
      model: opus55,
      messages: [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'x' },
      ],
    },
  ],
  [
    'no thoughts of a model at a lower effort',
    { model: 'claude-opus-5', thinking: { type: 'disabled' }, output_config: { effort: 'high' } },
  ],
  ['thoughts between tools', { model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } }],
  ['an empty result', turns('a', [call('a')], [{ type: 'tool_result', tool_use_id: 'a' }])],
  ['a PDF of the user', user(pdf('%PDF-1.4'), text('a'))],
])('%s is taken', async (_name, more) => {
  const { emulator } = await start();
  expect((await post(emulator, { ...hello(), model: opus46, ...more })).status).toBe(200);
});

test.each([
  ['claude-opus-4-6', '2026-10-21', { temperature: 1 }, 'temperature: Extra inputs are not permitted'],
  ['claude-opus-4-6', '2026-10-21', { top_k: 5 }, 'top_k: Extra inputs are not permitted'],
  ['claude-opus-4-6', '2023-06-01', { temperature: 0.2 }, undefined],
  [
    'claude-opus-4-6',
    '2023-06-01',
    { temperature: 0.2, top_p: 0.9 },
    '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
  ],
  ['claude-opus-4-6', '2023-06-01', { temperature: 1.1 }, 'temperature: Input should be less than or equal to 1'],
  ['claude-opus-4-7', '2023-06-01', { temperature: 0.2 }, '`temperature` is deprecated for this model.'],
  ['claude-opus-4-7', '2023-06-01', { temperature: 1 }, undefined],
  ['claude-sonnet-5-5', '2023-06-01', { top_k: 5 }, '`top_k` is deprecated for this model.'],
  [
    'claude-sonnet-4-5',
    '2023-06-01',
    { temperature: 0.2, max_tokens: 2_000, thinking: { type: 'enabled', budget_tokens: 1_024 } },
    '`temperature` may only be set to 1 when thinking is enabled.',
  ],
] as const)('%s under version %s and %j', async (model, version, more, message) => {
  const { emulator } = await start();
  const response = await post(emulator, { ...hello(), model, ...more }, { 'anthropic-version': version });
  if (message === undefined) expect(response.status).toBe(200);
  else expect(await refusalOf(response)).toEqual([400, 'invalid_request_error', message]);
});

test('the older version takes what the newer one refuses in turns', async () => {
  const { emulator } = await start();
  const older = { 'anthropic-version': '2023-06-01' };
  const cited = user(text('a', { citations: [{ type: 'char_location' }] }));
  for (const more of [cited, turns('a', [pdf('%PDF-1.4')], 'b')]) {
    expect((await post(emulator, { ...hello(), ...more }, older)).status).toBe(200);
  }
});

test('a key and a known version are needed; of two keys the one of its own header counts', async () => {
  const { emulator } = await start();
  const ask = async (headers: Record<string, string>): Promise<readonly unknown[]> => {
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(`${emulator.url}/v1/messages`, {
      method: 'POST',
      headers: all,
      body: JSON.stringify(hello()),
    });
    return response.status === 200 ? [200] : refusalOf(response);
  };
  const version = { 'anthropic-version': '2026-10-21' };
  const bearer = { authorization: `Bearer ${emulator.apiKey}` };
  expect(await ask(version)).toEqual([401, 'authentication_error', 'x-api-key header is required']);
  expect(await ask({ ...version, 'x-api-key': 'sk-fake' })).toEqual([401, 'authentication_error', 'invalid x-api-key']);
  expect(await ask({ ...version, ...bearer })).toEqual([200]);
  expect(await ask({ ...version, ...bearer, 'x-api-key': 'sk-fake' })).toEqual([
    401,
    'authentication_error',
    'invalid x-api-key',
  ]);
  expect(await ask(bearer)).toEqual([400, 'invalid_request_error', 'anthropic-version: header is required']);
  expect(await ask({ ...bearer, 'anthropic-version': '2027-01-01' })).toEqual([
    400,
    'invalid_request_error',
    'anthropic-version: "2027-01-01" is not a valid version',
  ]);
});

test('no JSON, another content type, another address and 32 MB are refused', async () => {
  const { emulator } = await start();
  expect((await refusalOf(await post(emulator, '{')))[0]).toBe(400);
  expect((await refusalOf(await post(emulator, '{}', { 'content-type': 'text/plain' })))[0]).toBe(400);
  expect((await refusalOf(await post(emulator, {}, {}, '/v1/complete'))).slice(0, 2)).toEqual([404, 'not_found_error']);
  const large = JSON.stringify({ ...hello(), system: 'x'.repeat(32 * 1024 * 1024) });
  expect((await refusalOf(await post(emulator, large))).slice(0, 2)).toEqual([413, 'request_too_large']);
});

test('a count takes a prompt and nothing that is about the answer', async () => {
  const { emulator } = await start();
  const path = '/v1/messages/count_tokens';
  expect(await refusalOf(await post(emulator, hello(), {}, path))).toEqual([
    400,
    'invalid_request_error',
    'max_tokens: Extra inputs are not permitted',
  ]);
});

test('a prompt beyond the window of the model is refused', async () => {
  const { emulator } = await start();
  const content = 'a '.repeat(200_001);
  const body = { ...hello(), model: sonnet45, messages: [{ role: 'user', content }] };
  expect((await refusalOf(await post(emulator, body)))[2]).toMatch(
    /^prompt is too long: 20\d+ tokens > 200000 maximum$/,
  );
});

test('an upload needs one file with a name that the service takes', async () => {
  const { emulator } = await start();
  const upload = async (form: FormData): Promise<number> => {
    const headers = { 'x-api-key': emulator.apiKey, 'anthropic-version': '2026-10-21' };
    return (await fetch(`${emulator.url}/v1/files`, { method: 'POST', headers, body: form })).status;
  };
  const cat = new Blob([await readCat()], { type: 'image/jpeg' });
  const good = new FormData();
  good.append('file', cat, 'cat.jpeg');
  expect(await upload(good)).toBe(200);
  good.append('expires_in_seconds', '60');
  expect(await upload(good)).toBe(400);
  const other = new FormData();
  other.append('image', cat, 'cat.jpeg');
  expect(await upload(other)).toBe(400);
  const named = new FormData();
  named.append('file', cat, 'a:b.jpeg');
  expect(await upload(named)).toBe(400);
});
