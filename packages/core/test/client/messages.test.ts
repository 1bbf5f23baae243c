import { expect, test } from 'vitest';
import type { ChatEvent, CreateParams } from '../../src/index.ts';
import type { Accepts, Media } from '../../src/provider.ts';
import { clientOf, rejection } from './tool-provider.ts';

const answer: readonly ChatEvent[] = [
  { type: 'text-delta', text: 'ok' },
  { type: 'finish', reason: 'stop' },
];
const pdf = Buffer.from('%PDF-1.7\nhello\n%%EOF\n').toString('base64');
const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(28)]).toString('base64');

async function ask(params: object, accepts: Accepts = {}) {
  const { client, requests } = clientOf(answer, accepts);
  const call = client.chat.completions.create({ model: 'm', ...params } as CreateParams);
  const error = await rejection(call);
  return { error, requests, messages: requests[0]?.messages };
}

function user(...content: readonly object[]): object {
  return { messages: [{ role: 'user', content }] };
}

async function textOf(source: string | Media | undefined): Promise<string> {
  if (source === undefined || typeof source === 'string') throw new TypeError('not a file');
  const pieces: Uint8Array[] = [];
  for await (const piece of source.stream()) pieces.push(piece);
  return Buffer.concat(pieces).toString('base64');
}

test.each([
  ['a data: URL, as the AI SDK and the official examples write it', `data:application/pdf;base64,${pdf}`],
  ['bare base64', pdf],
])('a PDF in a file part is a PDF with its name: %s', async (_, file_data) => {
  const { error, messages } = await ask(user({ type: 'file', file: { filename: 'invoice.pdf', file_data } }));
  expect(error).toBeUndefined();
  const part = messages?.[0]?.content[0];
  if (part?.type !== 'pdf' || typeof part.source === 'string') throw new TypeError('no PDF');
  expect(part).toMatchObject({ form: 'file', source: { type: 'application/pdf', name: 'invoice.pdf' } });
  expect(await textOf(part.source)).toBe(pdf);
});

test('a file part may hold what stands for a file elsewhere', async () => {
  const file_data = new File([Buffer.from(pdf, 'base64')], 'report.pdf');
  const { messages } = await ask(user({ type: 'file', file: { file_data } }));
  expect(messages?.[0]?.content[0]).toMatchObject({ type: 'pdf', source: { name: 'report.pdf' } });
});

test.each(['wav', undefined])('a recording is audio, in the format %s or by its bytes', async (format) => {
  const { error, messages } = await ask(user({ type: 'input_audio', input_audio: { data: wav, format } }));
  expect(error).toBeUndefined();
  const part = messages?.[0]?.content[0];
  if (part?.type !== 'audio') throw new TypeError('no recording');
  expect(part).toMatchObject({ form: 'input_audio', source: { type: 'audio/wav' } });
  expect(await textOf(part.source)).toBe(wav);
});

test('the id of a file reaches a provider that keeps files, and no other', async () => {
  const params = user({ type: 'file', file: { file_id: 'file-abc' } });
  const { messages } = await ask(params, { messageFields: ['file_id'] });
  expect(messages?.[0]?.content).toEqual([{ type: 'pdf', source: 'file-abc', isFileId: true }]);
  expect((await ask(params, { messageFields: ['name'] })).error).toMatchObject({
    code: 'unsupported',
    param: 'messages[0].content[0].file.file_id',
  });
});

test.each<[string, object, string]>([
  ['no file at all', { type: 'file', file: {} }, 'messages[0].content[0].file'],
  ['both forms', { type: 'file', file: { file_id: 'f', file_data: pdf } }, 'messages[0].content[0].file'],
  ['a path', { type: 'file', file: { file_data: 'file:///etc/passwd' } }, 'messages[0].content[0].file'],
  ['what is not base64', { type: 'file', file: { file_data: '***' } }, 'messages[0].content[0].file'],
  ['a recording without data', { type: 'input_audio', input_audio: {} }, 'messages[0].content[0].input_audio'],
  [
    'a format that would leave its place',
    { type: 'input_audio', input_audio: { data: wav, format: 'wav;x,' } },
    'messages[0].content[0].input_audio.format',
  ],
  ['a refusal without words', { type: 'refusal' }, 'messages[0].content[0].refusal'],
])('a part with %s is input_invalid, and its place is named', async (_, part, param) => {
  const { error, requests } = await ask(user(part));
  expect(error).toMatchObject({ code: 'input_invalid', param });
  expect(requests).toEqual([]);
});

test('names, and fields of messages and parts that core does not know, reach a provider that accepts any', async () => {
  const cache_control = { type: 'ephemeral' };
  const params = {
    messages: [
      { role: 'system', content: 'Be short.', name: 'rules' },
      { role: 'user', name: 'Ada', content: [{ type: 'text', text: 'Hi', cache_control }], tomorrow: [1] },
      {
        role: 'assistant',
        name: 'bot',
        content: 'Hello.',
        audio: { id: 'audio_1', data: 'AAAA', transcript: 'Hello.' },
      },
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: 'https://images.test/a.png' }, cache_control }],
      },
    ],
  };
  const { error, messages } = await ask(params, { messageFields: 'any', remoteMedia: true });
  expect(error).toBeUndefined();
  expect(messages).toEqual([
    { role: 'system', content: [{ type: 'text', text: 'Be short.' }], fields: { name: 'rules' } },
    {
      role: 'user',
      content: [{ type: 'text', text: 'Hi', fields: { cache_control } }],
      fields: { name: 'Ada', tomorrow: [1] },
    },
    {
      role: 'assistant',
      content: [{ type: 'text', text: 'Hello.' }],
      fields: { audio: { id: 'audio_1' }, name: 'bot' },
    },
    {
      role: 'user',
      content: [{ type: 'image', source: 'https://images.test/a.png', fields: { cache_control } }],
    },
  ]);
  const some = await ask({ messages: [params.messages[0], params.messages[2]] }, { messageFields: ['name'] });
  expect(some.messages?.map(({ fields }) => fields)).toEqual([{ name: 'rules' }, { name: 'bot' }]);
  expect((await ask(params, { messageFields: ['name'], remoteMedia: true })).error).toMatchObject({
    code: 'unsupported',
    param: 'messages[1].tomorrow',
  });
});

test('fields that a provider does not accept are dropped with a warning when the call says so', async () => {
  const { client, requests } = clientOf(answer, {});
  const messages = [{ role: 'user', name: 'Ada', content: [{ type: 'text', text: 'Hi', cache_control: {} }] }] as const;
  const { warnings } = await client.chat.completions.create({ model: 'm', messages }, { unsupported: 'drop' });
  expect(requests[0]?.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]);
  expect(warnings).toEqual([
    expect.stringContaining('messages[0].name'),
    expect.stringContaining('messages[0].content[0].cache_control'),
  ]);
});

test('a field of a message must be JSON', async () => {
  const { error } = await ask(
    { messages: [{ role: 'user', content: 'a', tomorrow: { big: 1n } }] },
    { messageFields: 'any' },
  );
  expect(error).toMatchObject({ code: 'input_invalid', param: 'messages[0].tomorrow.big' });
});

test('what the history of another service has is left out without a refusal', async () => {
  const assistant = {
    role: 'assistant',
    content: 'Hello.',
    reasoning: 'Hm.',
    reasoning_content: 'Hm.',
    thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 'abc' }],
    annotations: [
      { type: 'url_citation', url_citation: { url: 'https://a.test', title: 'A', start_index: 0, end_index: 1 } },
    ],
    images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
    audio: { id: 'audio_1' },
    parsed: { a: 1 },
    function_call: null,
  };
  const { error, messages } = await ask({ messages: [assistant, { role: 'user', content: 'And?' }] });
  expect(error).toBeUndefined();
  expect(messages?.[0]).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'Hello.' }] });
});

test('developer is system, and a refusal of the assistant is a text that says so, in either form', async () => {
  const { messages } = await ask({
    messages: [
      { role: 'developer', content: [{ type: 'text', text: 'Be short.' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Well.' },
          { type: 'refusal', refusal: 'No.' },
        ],
      },
      { role: 'assistant', content: null, refusal: 'Never.' },
    ],
  });
  expect(messages).toEqual([
    { role: 'system', developer: true, content: [{ type: 'text', text: 'Be short.' }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Well.' },
        { type: 'text', text: 'No.', refusal: 'part' },
      ],
    },
    { role: 'assistant', content: [{ type: 'text', text: 'Never.', refusal: 'field' }] },
  ]);
});

test('functions, calls and results in the older form are tools', async () => {
  const { error, requests } = await ask(
    {
      functions: [{ name: 'weather', description: 'Tells it.', parameters: { type: 'object' } }],
      function_call: { name: 'weather' },
      messages: [
        { role: 'user', content: 'Warm in Oslo?' },
        { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { role: 'function', name: 'weather', content: '18' },
      ],
    },
    { tools: true },
  );
  expect(error).toBeUndefined();
  expect(requests[0]).toMatchObject({
    tools: [
      { type: 'function', function: { name: 'weather', description: 'Tells it.', parameters: { type: 'object' } } },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    messages: [
      {},
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '18' }] },
    ],
  });
});

test.each<[object, string]>([
  [{ messages: [{ role: 'function', name: 'weather', content: '18' }] }, 'messages[0].name'],
  [{ messages: [{ role: 'assistant', function_call: { name: 'a' } }] }, 'messages[0].function_call.arguments'],
  [{ messages: [], functions: [{}] }, 'functions[0].name'],
  [{ messages: [], functions: {} }, 'functions'],
  [{ messages: [], functions: [{ name: 'a' }], function_call: { name: 'b' } }, 'tool_choice'],
])('%j names its fault', async (params, param) => {
  const { error } = await ask(params, { tools: true });
  expect(error).toMatchObject({ code: 'input_invalid', param });
});

test('a result of a tool may have the name of its tool, and a picture', async () => {
  const call = { id: 'c', type: 'function', function: { name: 'draw', arguments: '{}' } };
  const picture = { type: 'image_url', image_url: { url: 'https://images.test/a.png' } };
  const { error, messages } = await ask(
    {
      messages: [
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', name: 'draw', tool_call_id: 'c', content: [picture] },
      ],
    },
    { tools: true, remoteMedia: true },
  );
  expect(error).toBeUndefined();
  expect(messages?.[1]).toEqual({
    role: 'tool',
    tool_call_id: 'c',
    content: [{ type: 'image', source: 'https://images.test/a.png' }],
  });
});
