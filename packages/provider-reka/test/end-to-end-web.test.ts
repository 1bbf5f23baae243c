import { type ChatEvent, type CreateParams, file, type MessageParam } from '@plugboard/core';
import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { cat, clientFor, failureOf, question, textOf } from './emulated.ts';

const noRepeats = { retry: { maxRetries: 0 } };
const mp4 = Buffer.concat([Buffer.from('0000001866747970', 'hex'), Buffer.from('isom0000isommp42'), Buffer.alloc(500)]);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');

function sentChat(emulator: RekaEmulator): unknown {
  return emulator.requests.findLast(({ phase }) => phase === 'chat')?.json;
}

async function eventsOf(emulator: RekaEmulator, params: Partial<CreateParams> = {}): Promise<readonly ChatEvent[]> {
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const stream = await client.chat.completions.create({ ...question, ...params, stream: true });
  const events: ChatEvent[] = [];
  for await (const event of stream.events) events.push(event);
  return events;
}

test.each([
  ['image', { type: 'image_url', image_url: { url: file(cat) } }, 'image/jpeg'],
  ['video', { type: 'video_url', video_url: { url: mp4 } }, 'video/mp4'],
  ['pdf', { type: 'pdf_url', pdf_url: { url: pdf } }, 'application/pdf'],
] as const)(
  'a file of kind %s is uploaded as image and named by its kind, its address untouched',
  async (kind, part, type) => {
    await using emulator = await startRekaEmulator();
    await using client = clientFor(emulator, { cookies: emulator.cookies });
    const content = [part, { type: 'text', text: 'What is this?' }] as const;
    await textOf(client, { messages: [{ role: 'user', content }] });
    expect(emulator.uploads).toMatchObject([{ type }]);
    const image_url = emulator.uploads[0]?.url;
    expect(image_url).toContain('|');
    expect(sentChat(emulator)).toMatchObject({ conversation_history: [{ image_url, media_type: kind }] });
  },
);

test.each(['both', 'media_url', 'image_url', 'url'] as const)(
  'an upload that answers with %s is understood',
  async (keys) => {
    await using emulator = await startRekaEmulator({ upload: { keys } });
    await using client = clientFor(emulator, { cookies: emulator.cookies });
    expect(await textOf(client, { image: file(cat) })).toContain('tabby cat');
  },
);

test('a conversation that ends with the assistant is continued', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const messages: readonly MessageParam[] = [
    { role: 'user', content: 'A or B?' },
    { role: 'assistant', content: 'Final answer: [' },
  ];
  expect(await textOf(client, { messages })).toContain('for it to continue');
});

const fileAndText = [
  { type: 'image_url', image_url: { url: file(cat) } },
  { type: 'text', text: 'This one?' },
] as const;
const withFile: MessageParam = { role: 'user', content: fileAndText };

test.each<[string, readonly MessageParam[]]>([
  ['one message', [{ role: 'user', content: [...fileAndText, ...fileAndText] }]],
  ['neighbours that become one turn', [withFile, withFile]],
  ['neighbours around a system text', [withFile, { role: 'system', content: 's' }, withFile]],
])('two files in %s are refused before a byte is sent', async (_name, messages) => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect((await failureOf(textOf(client, { messages }))).code).toBe('unsupported');
  expect(emulator.requests).toEqual([]);
});

test.each<[string, Partial<CreateParams>]>([
  ['a parameter', { temperature: 0 }],
  ['a key of its options', { provider_options: { reka: { research: {} } } }],
  ['a remote file', { image: 'https://pictures.example/a.png' }],
  ['tools', { tools: [{ type: 'function', function: { name: 'x' } }] }],
])('%s that the web session does not take is refused before a byte is sent', async (_name, params) => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect((await failureOf(textOf(client, params))).code).toBe('unsupported');
  expect(emulator.requests).toEqual([]);
});

test.each<[string, RekaScenario['chat'], object]>([
  ['with a finish reason', { finishReason: 'length' }, { reason: 'length', rawReason: 'length' }],
  ['without one', { finishReason: null }, { reason: 'stop', rawReason: undefined }],
])('one JSON object in place of the stream is a whole answer %s', async (_name, chat, finish) => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'One two', json: true, ...chat } });
  expect(await eventsOf(emulator)).toMatchObject([
    { type: 'text-delta', text: 'One two' },
    { type: 'finish', ...finish, usage: { outputTokens: 2 } },
  ]);
});

test('a JSON object without any text is no answer', async () => {
  await using emulator = await startRekaEmulator({ chat: { fail: { status: 200, body: { type: 'model' } } } });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  expect((await failureOf(textOf(client))).code).toBe('empty_response');
});

test('types and events that nobody knows are told to the debug log alone', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'One two', unknownEvents: true } });
  const debug: string[] = [];
  const warnings: string[] = [];
  const logger = {
    debug: (message: string) => void debug.push(message),
    warn: (message: string) => void warnings.push(message),
  };
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { logger });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  expect(await stream.finalText()).toBe('One two');
  expect(debug.join()).toContain('progress');
  expect(debug.join()).toContain('code_interpreter');
  expect([warnings, stream.warnings]).toEqual([[], []]);
});

test('each source is told once, whatever its score', async () => {
  const chunk = (name: string, score: number): { sourceDocument: string; text: string; score: number } => ({
    sourceDocument: `https://${name}.example`,
    text: name,
    score,
  });
  await using emulator = await startRekaEmulator({
    chat: { answer: 'One two three', retrievedChunks: [chunk('a', 0.9), chunk('b', 0.1)] },
  });
  const events = await eventsOf(emulator, { provider_options: { reka: { use_search_engine: true } } });
  expect(events.filter(({ type }) => type === 'source')).toEqual([
    { type: 'source', url: 'https://a.example', text: 'a' },
    { type: 'source', url: 'https://b.example', text: 'b' },
  ]);
});

// Every known form of an error body, as a status and inside a stream.

const forms: readonly (readonly [string, unknown])[] = [
  ['detail as text', { detail: 'the words of the service' }],
  [
    'detail as a list',
    { detail: [{ loc: ['body', 'model_name'], msg: 'the words of the service', type: 'value_error' }] },
  ],
  ['error as an object', { error: { type: 'server_error', message: 'the words of the service', param: null } }],
  ['error as text', { error: 'the words of the service' }],
  ['message', { message: 'the words of the service' }],
];

test.each(forms)('an error body with %s is quoted, with its status and id', async (_name, body) => {
  const fail = { status: 500, body, headers: { 'x-request-id': 'fake-request-1' } };
  await using emulator = await startRekaEmulator({ chat: { fail } });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  expect(await failureOf(textOf(client))).toMatchObject({
    code: 'server_error',
    status: 500,
    requestId: 'fake-request-1',
    message: expect.stringContaining('the words of the service'),
  });
});

test('an error body in plain text is quoted', async () => {
  const fail = { status: 500, body: 'the words of the service', headers: { 'content-type': 'text/plain' } };
  await using emulator = await startRekaEmulator({ chat: { fail } });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  expect(await failureOf(textOf(client))).toMatchObject({
    message: expect.stringContaining('the words of the service'),
  });
});

test.each(forms)('%s inside a stream is an error, and what came before it is kept', async (_name, errorBody) => {
  await using emulator = await startRekaEmulator({
    chat: { answer: 'One two three four', errorAfterEvents: 2, errorBody },
  });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  expect(await failureOf(textOf(client))).toMatchObject({
    partialText: 'One two',
    message: expect.stringContaining('the words of the service'),
  });
});

test.each(forms)('%s inside an answer of 200 to an upload is an error', async (_name, body) => {
  await using emulator = await startRekaEmulator({ upload: { fail: { status: 200, body } } });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  expect(await failureOf(textOf(client, { image: file(cat) }))).toMatchObject({
    phase: 'upload',
    message: expect.stringContaining('the words of the service'),
  });
});

test.each<[keyof RekaScenario & ('auth' | 'upload' | 'chat')]>([['auth'], ['upload'], ['chat']])(
  'a page against bots is challenged in the phase %s, and is not tried again',
  async (phase) => {
    const fail = { status: 403, body: '<html>Just a moment</html>', headers: { 'cf-mitigated': 'challenge' } };
    await using emulator = await startRekaEmulator({ [phase]: { fail } });
    await using client = clientFor(emulator, { cookies: emulator.cookies });
    const failure = await failureOf(textOf(client, { image: file(cat) }));
    expect(failure).toMatchObject({ code: 'challenged', phase, retryable: false });
    expect(emulator.counts[phase]).toBe(1);
  },
);

test.each<['upload' | 'chat']>([['upload'], ['chat']])(
  'a login page with 200 in the phase %s is auth_rejected',
  async (phase) => {
    await using emulator = await startRekaEmulator({ [phase]: { fail: { status: 200, body: '<html>Log in</html>' } } });
    await using client = clientFor(emulator, { cookies: emulator.cookies });
    expect(await failureOf(textOf(client, { image: file(cat) }))).toMatchObject({ code: 'auth_rejected', phase });
  },
);

test('the largest upload that is taken is taken, and one byte more is a limit', async () => {
  await using emulator = await startRekaEmulator({ upload: { maxBytes: pdf.length } });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, noRepeats);
  await textOf(client, { image: pdf });
  const more = Buffer.concat([pdf, Buffer.from('\n')]);
  expect(await failureOf(textOf(client, { image: more }))).toMatchObject({
    code: 'limit_exceeded',
    phase: 'upload',
    status: 413,
  });
});
