import { type ChatEvent, type CreateParams, file } from '@plugboard/core';
import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { cat, clientFor, failureOf, question, textOf } from './emulated.ts';

const noRepeats = { retry: { maxRetries: 0 } };
const mp4 = Buffer.concat([Buffer.from('0000001866747970', 'hex'), Buffer.from('isom0000isommp42'), Buffer.alloc(500)]);

/** The JSON body of the last chat. */
function sentChat(emulator: RekaEmulator): unknown {
  return emulator.requests.findLast(({ phase }) => phase === 'chat')?.json;
}

async function eventsOf(emulator: RekaEmulator, params: Partial<CreateParams> = {}): Promise<readonly ChatEvent[]> {
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const stream = await client.chat.completions.create({ ...question, ...params, stream: true });
  const events: ChatEvent[] = [];
  for await (const event of stream.events) events.push(event);
  return events;
}

test('images and videos are parts with an object around their address, remote ones by it', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const content = [
    { type: 'text', text: 'Compare.' },
    { type: 'image_url', image_url: { url: file(cat) } },
    { type: 'image_url', image_url: { url: 'https://pictures.example/a|b.png' } },
    { type: 'video_url', video_url: { url: mp4 } },
  ] as const;
  await textOf(client, { model: 'reka-edge-2603', messages: [{ role: 'user', content }] });
  expect(sentChat(emulator)).toMatchObject({
    messages: [
      {
        content: [
          { type: 'text', text: 'Compare.' },
          { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,/) } },
          { type: 'image_url', image_url: { url: 'https://pictures.example/a|b.png' } },
          { type: 'video_url', video_url: { url: expect.stringMatching(/^data:video\/mp4;base64,/) } },
        ],
      },
    ],
  });
});

test.each(['openai', 'reka'] as const)(
  'the counts are read in the spelling of %s, streamed and whole',
  async (usageNames) => {
    for (const json of [false, true]) {
      await using emulator = await startRekaEmulator({ chat: { answer: 'One two three', usageNames, json } });
      await using client = clientFor(emulator, { apiKey: emulator.apiKey });
      const { usage, choices } = await client.chat.completions.create({ ...question, stream: false });
      expect(usage).toMatchObject({ prompt_tokens: 8, completion_tokens: 3, total_tokens: 11 });
      expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'One two three' } });
    }
  },
);

test('the name of the model in an answer is not believed', async () => {
  // The emulator says `default`, as the service does.
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  expect((await client.chat.completions.create({ ...question, model: 'reka-flash-3' })).model).toBe('reka-flash-3');
});

test.each([false, true])('thoughts come apart from the answer (whole: %s)', async (json) => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'Four.', reasoning: 'Two and two.', json } });
  const events = await eventsOf(emulator);
  expect(events.map(({ type }) => type)).toEqual(['response', 'reasoning-delta', 'text-delta', 'finish']);
  expect(events[1]).toMatchObject({ text: 'Two and two.' });
});

test.each([false, true])('what Reka Research found arrives as sources, each once (whole: %s)', async (json) => {
  const searchResults = [
    { url: 'https://a.example', title: 'A', snippet: 'about a', age: null },
    { url: 'https://b.example', title: 'B', snippet: 'about b' },
    { url: 'https://a.example', title: 'A', snippet: 'again' },
  ];
  await using emulator = await startRekaEmulator({ chat: { answer: 'Found.', searchResults, json } });
  const research = { web_search: { enabled: true } };
  const events = await eventsOf(emulator, { model: 'reka-flash-research', provider_options: { reka: { research } } });
  expect(sentChat(emulator)).toMatchObject({ research });
  expect(events.filter(({ type }) => type === 'source')).toEqual([
    { type: 'source', url: 'https://a.example', title: 'A', text: 'about a' },
    { type: 'source', url: 'https://b.example', title: 'B', text: 'about b' },
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
});

test('a connection that stays open after the answer is closed, also while a source is listened for', async () => {
  await using emulator = await startRekaEmulator({
    chat: { answer: 'x', keepOpen: true, done: false, metadata: false },
  });
  expect((await eventsOf(emulator)).at(-1)).toMatchObject({ type: 'finish' });
  await expect.poll(() => emulator.openConnections()).toBe(0);
});

test('a structured answer is asked for as the service knows it, and a form that it refuses is refused here', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const schema = { type: 'object', properties: { animal: { type: 'string' } } };
  const response_format = { type: 'json_schema', json_schema: { name: 'answer', schema } } as const;
  await client.chat.completions.create({ ...question, response_format });
  expect(sentChat(emulator)).toMatchObject({ response_format });
  const failure = await failureOf(
    client.chat.completions.create({ ...question, response_format: { type: 'json_object' } }),
  );
  expect(failure).toMatchObject({ code: 'unsupported', message: expect.stringContaining('json_schema') });
  expect(emulator.counts.chat).toBe(1);
});

test('tools are sent in OpenAI’s form', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const tools = [
    { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
  ] as const;
  await client.chat.completions.create({ ...question, tools, tool_choice: 'auto' });
  expect(sentChat(emulator)).toMatchObject({ tools, tool_choice: 'auto' });
});

const refused = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): RekaScenario => ({
  chat: { fail: { status, body, headers } },
});

test.each<[string, RekaScenario, object]>([
  [
    'P001 is no credit',
    refused(429, { error: { type: 'rate_limit_error', message: 'P001: Insufficient Balance' } }),
    { code: 'quota_exhausted', retryable: false },
  ],
  ['402 is no credit', refused(402, { detail: 'Payment Required' }), { code: 'quota_exhausted', retryable: false }],
  [
    '429 with a time',
    refused(429, { error: { type: 'rate_limit_error', message: 'Slow down' } }, { 'retry-after': '7' }),
    { code: 'rate_limited', retryAfterMs: 7000, retryable: true },
  ],
  [
    '429 without a time',
    refused(429, { detail: 'Rate limited' }),
    { code: 'rate_limited', retryAfterMs: undefined, retryable: true },
  ],
  [
    'an unknown model',
    refused(404, { error: { type: 'not_found_error', message: 'Model not found', param: 'model' } }),
    { code: 'bad_request', serviceCode: 'not_found_error' },
  ],
  [
    'a bad field',
    refused(422, { detail: [{ loc: ['body', 'top_p'], msg: 'too big', type: 'value_error' }] }),
    { code: 'bad_request' },
  ],
  [
    'too long',
    refused(400, { error: { type: 'validation_error', message: 'maximum context length is 16384 tokens' } }),
    { code: 'limit_exceeded' },
  ],
  ['too large', refused(413, { detail: 'Request body too large' }), { code: 'limit_exceeded' }],
  [
    'a schema that the service cannot serve',
    refused(503, { error: { type: 'server_error', message: 'Service Unavailable' } }),
    { code: 'server_error', retryable: true },
  ],
])('%s is reported as what it is', async (_name, scenario, expected) => {
  await using emulator = await startRekaEmulator(scenario);
  await using client = clientFor(emulator, { apiKey: emulator.apiKey }, noRepeats);
  expect(await failureOf(textOf(client))).toMatchObject({ ...expected, phase: 'chat' });
});

test('the headers of a limit tell how long to wait, and the id of the request is kept', async () => {
  const now = Date.now();
  const headers = {
    date: new Date(now).toUTCString(),
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.floor(now / 1000) + 30.5404356),
    'x-request-id': 'a0bbd491e74c40259c1e72b00ad51b46',
  };
  await using emulator = await startRekaEmulator(refused(429, { detail: 'Too many requests' }, headers));
  await using client = clientFor(emulator, { apiKey: emulator.apiKey }, noRepeats);
  const failure = await failureOf(textOf(client));
  expect(failure).toMatchObject({ code: 'rate_limited', requestId: headers['x-request-id'] });
  expect(failure.retryAfterMs).toBeGreaterThan(25_000);
  expect(failure.retryAfterMs).toBeLessThan(32_000);
});

test('a fourth image in one request is a limit', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const images = Array.from({ length: 4 }, () => file(cat));
  expect(await textOf(client, { model: 'reka-edge-2603', images: images.slice(1) })).toContain('tabby cat');
  expect((await failureOf(textOf(client, { model: 'reka-edge-2603', images }))).code).toBe('limit_exceeded');
});

test.each(['data', 'ids', 'names'] as const)('models are listed from the form %s', async (form) => {
  await using emulator = await startRekaEmulator({ models: { form } });
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const models = await client.models.list({ live: true });
  expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining(['reka-flash-3', 'reka-edge-2603']));
});
