import { Client, type CompletionMessage, type CreateParams } from '@plugboard/core';
import { startGeminiEmulator, type GeminiEmulator } from '@plugboard/gemini-emulator';
import { startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { google, type GoogleOptions } from '../src/index.ts';

const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
] as const;

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const question = { role: 'user', content: 'Call get_weather for "Oslo".' } as const;

function clientFor(emulator: GeminiEmulator, options: GoogleOptions = {}): Client {
  const provider = google({ apiKey: emulator.apiKey, baseUrl: emulator.url, ...options });
  return new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
}

async function answer(client: Client, params: CreateParams): Promise<CompletionMessage> {
  const { choices } = await client.chat.completions.create({ ...params, stream: false });
  if (choices[0] === undefined) throw new Error('No answer.');
  return choices[0].message;
}

/** What the last request had in its turns. */
function turnsOf({ requests }: GeminiEmulator): readonly { role: string; parts: readonly Record<string, unknown>[] }[] {
  const body = requests.at(-1)?.json as { contents: [] } | undefined;
  return body?.contents ?? [];
}

const efforts = [undefined, 'none', 'minimal', 'medium', 'xhigh', 'max'];
const rows = ['gemini-3.8-flash', 'gemini-3.1-pro-preview', 'gemini-2.5-pro', 'gemini-2.5-flash'].flatMap((model) =>
  efforts.flatMap((effort) => [true, false].map((ids) => [model, effort, ids] as const)),
);

test.each(rows)(
  '%s, effort %s, ids %s: a turn with two calls of one tool comes back with its signature',
  async (model, effort, ids) => {
    const calls = ['Oslo', 'Rome'].map((city) => ({ name: 'get_weather', args: { city } }));
    await using emulator = await startGeminiEmulator({ generate: { ids } });
    await using client = clientFor(emulator);
    const params: CreateParams = { model, messages: [question], tools, reasoning_effort: effort };
    emulator.next('generate', { calls });
    const message = await answer(client, params);
    const results = (message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ role: 'tool' as const, tool_call_id: call.id, content: call.function.arguments }]
        : [],
    );
    expect(results.length).toBe(2);
    const last = await answer(client, { ...params, messages: [question, message, ...results.toReversed()] });
    expect(last.content).toContain('says');
    const responses = turnsOf(emulator)[2]?.parts.map(({ functionResponse }) => Object(functionResponse) as object);
    expect(responses).toMatchObject(calls.map(({ args }) => ({ response: { output: JSON.stringify(args) } })));
  },
);

test('a turn of another service goes on with the stand-in, and a text goes back with its signature', async () => {
  await using emulator = await startGeminiEmulator();
  await using client = clientFor(emulator);
  const foreign: CreateParams['messages'] = [
    question,
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call.1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
      reasoning_content: 'A thought of another service.',
    },
    { role: 'tool', tool_call_id: 'call.1', content: 'Rain.' },
  ];
  const message = await answer(client, { model: 'gemini-3.8-flash', messages: foreign, tools });
  expect(turnsOf(emulator)[1]?.parts[0]?.['thoughtSignature']).toBe('skip_thought_signature_validator');
  await answer(client, { model: 'gemini-3.8-flash', messages: [...foreign, message, question] });
  expect(turnsOf(emulator)[3]?.parts.at(-1)?.['thoughtSignature']).toMatch(/./);
  await answer(client, { model: 'gemini-3.1-pro-preview', messages: [...foreign, message, question] });
  expect(turnsOf(emulator)[3]?.parts).toEqual([{ text: message.content }]);
});

test.each(['gemini-2.5-flash', 'gemini-3.1-pro-preview'])('%s continues what the assistant began', async (model) => {
  await using emulator = await startGeminiEmulator();
  await using client = clientFor(emulator);
  const begun = { role: 'assistant', content: 'It is' } as const;
  await answer(client, { model, messages: [{ role: 'user', content: 'How warm is it?' }, begun] });
  expect(turnsOf(emulator).at(-1)).toEqual({ role: 'model', parts: [{ text: 'It is' }] });
});

test.each([
  ['gemini-3.8-flash', ['gemini-3.8-flash ignores temperature.', 'gemini-3.8-flash ignores top_k.']],
  ['gemini-3.5-flash-lite', ['gemini-3.5-flash-lite ignores temperature.', 'gemini-3.5-flash-lite ignores top_k.']],
  ['gemini-3.1-pro-preview', []],
  ['gemini-2.5-flash', []],
])('%s: a parameter that the service ignores is told', async (model, warnings) => {
  await using server = await startScriptedServer();
  const parts = [{ text: 'Hi.' }];
  server.on({}, status(200, { candidates: [{ content: { parts }, finishReason: 'STOP' }] }));
  const provider = google({ apiKey: 'fake-key', baseUrl: server.origin });
  await using client = new Client({ provider, config: false, discover: false });
  const messages = [{ role: 'user', content: 'Hello' }] as const;
  const completion = await client.chat.completions.create({ model, messages, temperature: 0, top_k: 3 });
  expect(completion.warnings).toEqual(warnings);
});

test('a picture of the model goes back to it', async () => {
  await using emulator = await startGeminiEmulator();
  await using client = clientFor(emulator);
  const ask = { role: 'user', content: 'Paint a pixel.' } as const;
  const message = await answer(client, { model: 'gemini-2.5-flash-image', messages: [ask] });
  expect(message.images?.length).toBe(1);
  await answer(client, { model: 'gemini-2.5-flash-image', messages: [ask, message, ask] });
  expect(turnsOf(emulator)[1]?.parts.map((part) => Object.keys(part)[0])).toEqual(['text', 'inlineData']);
});

test('a file in a result of a tool goes with it, or behind it to models before Gemini 3', async () => {
  await using emulator = await startGeminiEmulator();
  await using client = clientFor(emulator);
  const messages = [
    question,
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: [{ type: 'image_url', image_url: { url: png } }] },
  ];
  const params: unknown = { messages, tools };
  await answer(client, { ...(params as CreateParams), model: 'gemini-3.8-flash' });
  expect(turnsOf(emulator)[2]?.parts[0]).toHaveProperty('functionResponse.parts[0].inlineData');
  await answer(client, { ...(params as CreateParams), model: 'gemini-2.5-flash' });
  expect(
    turnsOf(emulator)
      .at(-1)
      ?.parts.map((part) => Object.keys(part)[0]),
  ).toEqual(['inlineData']);
});

test('a system message reaches a model that has no place for it', async () => {
  await using emulator = await startGeminiEmulator();
  await using client = clientFor(emulator);
  await answer(client, {
    model: 'gemma-3-27b-it',
    messages: [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hello' },
    ],
  });
  expect(turnsOf(emulator)[0]?.parts).toEqual([{ text: 'Be short.' }, { text: 'Hello' }]);
});

test('a file is uploaded to an address of another origin, without the key; a video is awaited; models are listed', async () => {
  await using emulator = await startGeminiEmulator({ files: { uploadOrigin: 'other', processingMs: 50 } });
  await using client = clientFor(emulator, { uploadAbove: 10 });
  const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(64)]);
  const messages: unknown = [
    {
      role: 'user',
      content: [
        { type: 'video_url', video_url: { url: mp4 } },
        { type: 'text', text: 'What is it?' },
      ],
    },
  ];
  const model = 'gemini-3.8-flash';
  await answer(client, { model, messages: messages as CreateParams['messages'] });
  expect(emulator.files.map(({ type, size }) => [type, size])).toEqual([['video/mp4', mp4.length]]);
  expect(turnsOf(emulator)[0]?.parts[0]).toHaveProperty('fileData.mimeType', 'video/mp4');
  const listed = await client.models.list({ live: true });
  expect(listed.map(({ id }) => id)).toContain(model);
  expect(listed.map(({ id }) => id)).not.toContain('gemini-embedding-001');
});

test.each(['https://www.youtube.com/watch?v=9hE5-98ZeCg', 'https://example.com/a.mp4?x=1'])(
  '%s is fetched by the service',
  async (url) => {
    await using emulator = await startGeminiEmulator();
    await using client = clientFor(emulator);
    const content: unknown = [{ type: 'video_url', video_url: { url } }];
    const messages: unknown = [{ role: 'user', content }];
    await answer(client, { model: 'gemini-3.8-flash', messages: messages as CreateParams['messages'] });
    const type = url.includes('.mp4') ? { mimeType: 'video/mp4' } : {};
    expect(turnsOf(emulator)[0]?.parts).toEqual([{ fileData: { fileUri: url, ...type } }]);
  },
);
