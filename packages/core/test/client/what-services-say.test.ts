import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { expect, test } from 'vitest';
import { Client, type ChatCompletionStream as Stream } from '../../src/index.ts';
import { defineProvider, type ChatEvent, type ChatRequest } from '../../src/provider.ts';
import { clientOf } from './tool-provider.ts';

const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
const logprob = (token: string) => ({ token, logprob: -0.5, bytes: null, top_logprobs: [] });
const detail = { type: 'thinking', thinking: 'Hm.', signature: 'not-a-secret', format: 'told-v1', index: 0 };
const raw = {
  prompt_tokens: 5,
  completion_tokens: 7,
  prompt_tokens_details: { audio_tokens: 2, cached_tokens: 1, note: 'x' },
  completion_tokens_details: { accepted_prediction_tokens: 4 },
  cost: 0.01,
};

const everything: readonly ChatEvent[] = [
  {
    type: 'response',
    id: 'service-1',
    model: 'm-2026',
    created: 7,
    requestId: 'req-1',
    fields: { system_fingerprint: 'fp', service_tier: 'flex', region: 'north' },
  },
  { type: 'reasoning-delta', text: 'Hm.', id: 'thought-1' },
  { type: 'reasoning-detail', detail },
  { type: 'text-delta', text: 'A', logprobs: [logprob('A')] },
  { type: 'text-delta', text: '', logprobs: [logprob('?')] },
  { type: 'text-delta', text: 'B', logprobs: [logprob('B')] },
  { type: 'source', url: 'https://a.example', title: 'A', text: 'Words.', start: 0, end: 1 },
  { type: 'source', url: 'https://b.example' },
  { type: 'file', mediaType: 'image/png', data: 'AAAA' },
  { type: 'file', mediaType: 'image/webp', url: 'https://c.example/i.webp' },
  { type: 'file', mediaType: 'audio/wav', data: 'BBBB', id: 'audio-1', transcript: 'A B', expiresAt: 9 },
  { type: 'file', mediaType: 'video/mp4', data: 'CCCC' },
  { type: 'tool-call-delta', index: 0, id: 'call_a', name: 'f', arguments: '{}', extra: { signature: 'fake' } },
  {
    type: 'finish',
    reason: 'tool-calls',
    rawReason: 'tool_use',
    usage: { inputTokens: 5, outputTokens: 7, cachedInputTokens: 3, cacheWriteTokens: 1, reasoningTokens: 2, raw },
    fields: { region: 'south', late: true },
  },
];

const message = {
  role: 'assistant',
  content: 'AB',
  refusal: null,
  reasoning_content: 'Hm.',
  reasoning_details: [{ ...detail, plugboard: 'told/m' }],
  images: [
    { type: 'image_url', index: 0, image_url: { url: 'data:image/png;base64,AAAA' } },
    { type: 'image_url', index: 1, image_url: { url: 'https://c.example/i.webp' } },
  ],
  audio: { id: 'audio-1', data: 'BBBB', transcript: 'A B', expires_at: 9 },
  files: [{ media_type: 'video/mp4', url: 'data:video/mp4;base64,CCCC' }],
  annotations: [
    {
      type: 'url_citation',
      url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 1, content: 'Words.' },
    },
    { type: 'url_citation', url_citation: { url: 'https://b.example', title: '', start_index: 0, end_index: 0 } },
  ],
  tool_calls: [
    {
      id: 'call_a',
      type: 'function',
      function: { name: 'f', arguments: '{}' },
      extra_content: { signature: 'fake', plugboard: 'told/m' },
    },
  ],
};
const logprobs = { content: ['A', '?', 'B'].map(logprob), refusal: null };
const service = { id: 'service-1', model: 'm-2026', created: 7, request_id: 'req-1' };
const usage = {
  prompt_tokens: 5,
  completion_tokens: 7,
  total_tokens: 12,
  prompt_tokens_details: { audio_tokens: 2, cached_tokens: 3, cache_write_tokens: 1 },
  completion_tokens_details: { accepted_prediction_tokens: 4, reasoning_tokens: 2 },
  raw,
};

test('a completion has all that its service said, in OpenAI\u2019s names where it has some', async () => {
  const { client } = clientOf(everything, { tools: true });
  const completion = await client.chat.completions.create(question);
  expect(completion).toMatchObject({
    model: 'm',
    system_fingerprint: 'fp',
    service_tier: 'flex',
    service: { ...service, region: 'south', late: true },
    usage,
  });
  expect(completion.id).toMatch(/^chatcmpl-/);
  expect(completion.choices).toEqual([
    { index: 0, message, logprobs, finish_reason: 'tool_calls', native_finish_reason: 'tool_use' },
  ]);
  expect(completion.sources).toHaveLength(2);
});

test('chunks have the same, what is not text complete and once', async () => {
  const { client } = clientOf(everything, { tools: true });
  const stream = await client.chat.completions.create({
    ...question,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const [first] = chunks;
  expect(first).toMatchObject({ system_fingerprint: 'fp', service: { ...service, region: 'north' } });
  expect(chunks.slice(1, -1).some((chunk) => 'service' in chunk)).toBe(false);
  const last = chunks.at(-1);
  const {
    role: _role,
    content: _content,
    refusal: _refusal,
    reasoning_content: _said,
    tool_calls: _calls,
    ...carried
  } = message;
  expect(last?.choices[0]?.delta).toEqual(carried);
  expect(last).toMatchObject({ usage, service: { ...service, region: 'south', late: true } });
  const seen = chunks.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
  expect(seen).toEqual(logprobs.content);
});

test('chunks put together by the official client\u2019s helper give the message of the completion', async () => {
  const { client } = clientOf(everything, { tools: true });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  const completion = await officialCompletion(stream);
  expect(completion.choices[0]?.message).toMatchObject(message);
  expect(completion.choices[0]?.logprobs).toEqual(logprobs);
  expect(completion).toMatchObject({ system_fingerprint: 'fp', service: { ...service, region: 'south', late: true } });
});

test('the text is not interrupted by tokens without one, and log probabilities of a taken back text are dropped', async () => {
  const events: readonly ChatEvent[] = [
    { type: 'text-delta', text: 'A', logprobs: [logprob('A')] },
    { type: 'text-delta', text: '', logprobs: [logprob('?')] },
    { type: 'text-revised', text: 'C' },
    { type: 'refusal-delta', text: 'No.', logprobs: [logprob('No.')] },
    { type: 'finish', reason: 'stop' },
  ];
  const { client } = clientOf(events, {});
  const stream = await client.chat.completions.create({ ...question, stream: true });
  const pieces = [];
  for await (const piece of stream.textStream) pieces.push(piece);
  expect(pieces).toEqual(['A']);
  const completion = await client.chat.completions.create(question);
  expect(completion.choices[0]?.logprobs).toEqual({ content: null, refusal: [logprob('No.')] });
});

test('how an answer was found stays in code: it is read, and goes into neither JSON nor a copy', async () => {
  const { client } = clientOf(everything, { tools: true });
  const completion = await client.chat.completions.create(question);
  expect(completion.resolution.provider).toBe('told');
  expect(completion.attempts).toMatchObject([{ provider: 'told', phase: 'chat' }]);
  for (const copy of [JSON.parse(JSON.stringify(completion)) as object, { ...completion }]) {
    expect(copy).not.toHaveProperty('attempts');
    expect(copy).not.toHaveProperty('resolution');
    expect(copy).toHaveProperty('warnings');
    expect(copy).toHaveProperty('sources');
  }
});

test('what a service does not say costs nothing: no field stands for it', async () => {
  const { client } = clientOf(
    [
      { type: 'text-delta', text: 'A' },
      { type: 'finish', reason: 'stop' },
    ],
    {},
  );
  const completion = await client.chat.completions.create(question);
  expect(Object.keys(completion)).toEqual([
    'id',
    'object',
    'created',
    'model',
    'provider',
    'choices',
    'warnings',
    'sources',
  ]);
  expect(Object.keys(completion.choices[0]?.message ?? {})).toEqual(['role', 'content', 'refusal']);
});

/** Two models of one plugin, and one of another, in front of which a conversation changes hands. */
function severalClients(foreignDetails: boolean) {
  const requests: (ChatRequest & { readonly from: string })[] = [];
  const logged: unknown[][] = [];
  const logger = { debug: (...line: unknown[]) => void logged.push(line), warn: () => undefined };
  const define = (id: string, models: readonly string[]) =>
    defineProvider({
      id,
      models: models.map((model) => ({ id: model })),
      create: () => ({
        accepts: { tools: true, foreignDetails },
        async *stream(request) {
          requests.push({ ...request, from: id });
          yield* everything;
        },
      }),
    })();
  const providers = [define('told', ['m', 'm2']), define('other', ['n'])];
  return { requests, logged, client: new Client({ providers, config: false, discover: false, logger }) };
}

test.each(['whole', 'streamed', 'official helper'])(
  'a message goes back untouched (%s): its details reach the plugin and model that made them, and no other',
  async (how) => {
    const { client, requests, logged } = severalClients(true);
    const kept = await messageFrom(client, how);
    const later = [
      ...question.messages,
      JSON.parse(JSON.stringify(kept)) as { role: 'assistant'; content: string },
      { role: 'tool', tool_call_id: 'call_a', content: '1' } as const,
    ];
    for (const model of ['m', 'm2', 'n']) await client.chat.completions.create({ model, messages: later });
    const [, own, sibling, foreign] = requests.map(({ messages }) => messages[1]);
    expect(JSON.stringify(own?.reasoning_details)).toBe(JSON.stringify([detail]));
    expect(JSON.stringify(own?.tool_calls?.[0]?.extra_content)).toBe(JSON.stringify({ signature: 'fake' }));
    for (const turn of [sibling, foreign]) {
      expect(turn).not.toHaveProperty('reasoning_details');
      expect(turn?.tool_calls?.[0]).not.toHaveProperty('extra_content');
      expect(JSON.stringify(turn)).not.toContain('plugboard');
    }
    const leftOut = 'plugboard: thoughts and signatures of another provider or model are left out of a request';
    expect(logged.filter(([message]) => message === leftOut)).toEqual([
      [leftOut, { provider: 'told', model: 'm2', pieces: 2 }],
      [leftOut, { provider: 'other', model: 'n', pieces: 2 }],
    ]);
  },
);

test.each([
  [true, [{ any: 'form' }]],
  [false, undefined],
])('details that another program kept reach a provider that takes them (%s)', async (takes, expected) => {
  const { client, requests } = severalClients(takes);
  const turn = { role: 'assistant', content: 'A', reasoning_details: [{ any: 'form' }] } as const;
  await client.chat.completions.create({ model: 'n', messages: [...question.messages, turn] });
  expect(requests[0]?.messages[1]?.reasoning_details).toEqual(expected);
});

test.each([
  [{ reasoning_details: 'signature' }, 'messages[0].reasoning_details'],
  [{ reasoning_details: ['signature'] }, 'messages[0].reasoning_details[0]'],
])('details that are not JSON objects are refused: %j', async (given, param) => {
  const { client } = severalClients(true);
  const turn = { role: 'assistant', content: 'A', ...given } as { role: 'assistant'; content: string };
  await expect(client.chat.completions.create({ model: 'm', messages: [turn] })).rejects.toMatchObject({
    code: 'input_invalid',
    param,
  });
});

test('a stream that is cut before its end gives no detail to keep', async () => {
  const events: readonly ChatEvent[] = [
    { type: 'reasoning-detail', detail },
    { type: 'text-delta', text: 'A' },
  ];
  const { client } = clientOf(events, {});
  const stream = await client.chat.completions.create({ ...question, stream: true });
  const chunks: unknown[] = [];
  const reading = (async () => {
    for await (const chunk of stream) chunks.push(chunk);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'stream_truncated', partialText: 'A' });
  expect(JSON.stringify(chunks)).not.toContain('not-a-secret');
});

async function messageFrom(client: Client, how: string): Promise<unknown> {
  if (how === 'whole') return (await client.chat.completions.create(question)).choices[0]?.message;
  const stream = await client.chat.completions.create({ ...question, stream: true });
  if (how === 'streamed') return (await stream.finalCompletion()).choices[0]?.message;
  return (await officialCompletion(stream)).choices[0]?.message;
}

function officialCompletion(stream: Stream) {
  const readable = stream.toReadableStream() as unknown as ReadableStream;
  return ChatCompletionStream.fromReadableStream(readable).finalChatCompletion();
}
