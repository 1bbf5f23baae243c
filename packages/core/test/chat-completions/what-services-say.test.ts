import { expect, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import type { ChatEvent, ChatRequest } from '../../src/provider.ts';
import { chunk, collect, fakeHttp, requestWith } from './fake-http.ts';

function eventsOf(chunks: readonly unknown[], request: Partial<ChatRequest> = {}): Promise<readonly ChatEvent[]> {
  return collect(streamChatCompletions(fakeHttp([...chunks, '[DONE]']), requestWith(request), { service: 'test' }));
}

const png = 'data:image/png;base64,AAAA';
const picture = (url: string) => ({ type: 'image_url', image_url: { url } });
const pngFile = { type: 'file', mediaType: 'image/png', data: 'AAAA' };
const finish = { type: 'finish', reason: 'stop', rawReason: 'stop', usage: undefined };
const text = { type: 'text-delta', text: 'A' };
const token = (word: string) => ({ token: word, logprob: -1, bytes: [65], top_logprobs: [] });

test('whose answer it is comes once, before content, with what stands beside the choices', async () => {
  const head = { id: 'c-1', object: 'chat.completion.chunk', created: 7, model: 'm-2026', obfuscation: 'x' };
  const [first, ...rest] = await eventsOf([
    // Azure's first chunk.
    { id: '', model: '', created: 0, choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
    chunk({ role: 'assistant', content: '' }, null, { ...head, system_fingerprint: 'fp', service_tier: null }),
    chunk({ content: 'A' }, null, { ...head, system_fingerprint: 'fp', x_groq: { id: 'req_1' } }),
    chunk({ content: 'B' }, null, { ...head, system_fingerprint: 'fp', id: 'c-2' }),
    chunk({}, 'stop', { ...head, system_fingerprint: 'fp', service_tier: 'flex', timings: { ms: 1 } }),
  ]);
  const early = { prompt_filter_results: [{ prompt_index: 0 }], system_fingerprint: 'fp' };
  expect(first).toEqual({
    type: 'response',
    id: 'c-1',
    model: 'm-2026',
    created: 7,
    requestId: 'req_1',
    fields: early,
  });
  expect(rest).toEqual([
    text,
    { ...text, text: 'B' },
    { ...finish, fields: { service_tier: 'flex', timings: { ms: 1 } } },
  ]);
});

test.each<[string, readonly object[], readonly object[]]>([
  ['OpenRouter\u2019s list', [chunk({ content: '', images: [picture(png)] })], [pngFile]],
  [
    'all of them with each chunk',
    [chunk({ images: [picture(png)] }), chunk({ images: [picture(png), picture('https://a.example/b.png')] })],
    [pngFile, { type: 'file', mediaType: 'image/*', url: 'https://a.example/b.png' }],
  ],
  ['a part of the content', [chunk({ content: [{ type: 'text', text: 'A' }, picture(png)] })], [text, pngFile]],
  ['a bare URL', [chunk({ images: [png] })], [pngFile]],
  [
    'b64_json',
    [chunk({ images: [{ type: 'output_image', b64_json: 'AAAA' }] })],
    [{ ...pngFile, mediaType: 'image/*' }],
  ],
  ['a source', [chunk({ content: [{ type: 'image', source: { media_type: 'image/png', data: 'AAAA' } }] })], [pngFile]],
  ['line breaks in the data', [chunk({ images: [picture('data:image/png;base64,AA\nAA')] })], [pngFile]],
  [
    'a picture that is text',
    [chunk({ images: [picture('data:image/svg+xml,%3Csvg/%3E')] })],
    [{ type: 'file', mediaType: 'image/svg+xml', data: 'PHN2Zy8+' }],
  ],
  [
    'the message once more at the end',
    [chunk({ images: [picture(png)] }), { choices: [{ index: 0, message: { images: [picture(png)] } }] }],
    [pngFile],
  ],
])('pictures are files: %s', async (_name, chunks, expected) => {
  expect(await eventsOf([...chunks, chunk({}, 'stop')])).toEqual([...expected, finish]);
});

test('sound comes in pieces and is one file, with its words', async () => {
  const bytes = Buffer.from('RIFF and so on');
  const pieces = [bytes.subarray(0, 4), bytes.subarray(4)].map((piece) => piece.toString('base64'));
  const request = { parameters: { audio: { voice: 'x', format: 'wav' } } };
  const events = await eventsOf(
    [
      chunk({ audio: { id: 'audio_1', transcript: 'Hel' } }),
      chunk({ audio: { data: pieces[0] } }),
      chunk({ audio: { data: pieces[1], transcript: 'lo' } }),
      chunk({ audio: { expires_at: 9 } }),
      chunk({}, 'stop'),
    ],
    request,
  );
  const sound = { type: 'file', data: bytes.toString('base64'), id: 'audio_1', transcript: 'Hello', expiresAt: 9 };
  expect(events).toEqual([{ ...sound, mediaType: 'audio/wav' }, finish]);
});

test('of sound without bytes the words are the text', async () => {
  const events = await eventsOf([chunk({ audio: { id: 'a', transcript: 'Hello' } }), chunk({}, 'stop')]);
  expect(events).toEqual([{ type: 'text-delta', text: 'Hello' }, finish]);
});

const cited = { url: 'https://a.example', title: 'A', content: 'Words.', start_index: 2, end_index: 5 };
const source = { type: 'source', url: 'https://a.example', title: 'A', text: 'Words.', start: 2, end: 5 };

test.each<[string, readonly object[], readonly object[]]>([
  [
    'annotations',
    [chunk({ content: 'A', annotations: [{ type: 'url_citation', url_citation: cited }] })],
    [text, source],
  ],
  [
    'annotations without an object of their own',
    [chunk({ content: 'A', annotations: [{ type: 'url_citation', ...cited }] })],
    [text, source],
  ],
  [
    'all of them with each chunk',
    [chunk({ annotations: [{ url_citation: cited }] }), chunk({ annotations: [{ url_citation: cited }] })],
    [source],
  ],
  [
    'behind the finish reason',
    [chunk({ content: 'A' }), chunk({}, 'stop'), chunk({ annotations: [{ url_citation: cited }] })],
    [text, source],
  ],
  [
    'xAI and Perplexity, beside the choices',
    [chunk({ content: 'A' }, null, { citations: ['https://a.example', 'https://b.example'] })],
    [text, { type: 'source', url: 'https://a.example' }, { type: 'source', url: 'https://b.example' }],
  ],
  [
    'beside the choices and in a passage',
    [chunk({ annotations: [{ url_citation: cited }] }, null, { citations: ['https://a.example'] })],
    [source],
  ],
])('citations are sources: %s', async (_name, chunks, expected) => {
  expect(await eventsOf([...chunks, chunk({}, 'stop')])).toEqual([...expected, finish]);
});

test('titles of results stand with the URLs, and annotations that are no citations are kept', async () => {
  const results = [{ url: 'https://a.example', title: 'A', date: 'today' }];
  const read = { type: 'file', file: { hash: 'x' } };
  const events = await eventsOf([
    chunk({ content: 'A', annotations: [read] }, null, { citations: ['https://a.example'], search_results: results }),
    chunk({}, 'stop'),
  ]);
  expect(events).toEqual([
    { type: 'response', fields: { search_results: results } },
    text,
    { type: 'source', url: 'https://a.example', title: 'A' },
    { ...finish, fields: { annotations: [read] } },
  ]);
});

test.each<[string, object, object]>([
  ['of the text', { content: [token('A')], refusal: null }, { ...text, logprobs: [token('A')] }],
  ['with more than OpenAI says', { content: [{ ...token('A'), id: 7 }] }, { ...text, logprobs: [token('A')] }],
  [
    'without bytes',
    { content: [{ token: 'A', logprob: -1 }] },
    { ...text, logprobs: [{ ...token('A'), bytes: null }] },
  ],
  [
    'of the older form',
    { tokens: ['A'], token_logprobs: [-1] },
    { ...text, logprobs: [{ ...token('A'), bytes: null }] },
  ],
  ['that are none', { content: [] }, text],
])('log probabilities %s stand on the text', async (_name, logprobs, expected) => {
  const first = { choices: [{ index: 0, delta: { content: 'A' }, logprobs, finish_reason: null }] };
  expect(await eventsOf([first, chunk({}, 'stop')])).toEqual([expected, finish]);
});

test('log probabilities of a refusal stand on the refusal, and those of a token without a text are kept', async () => {
  const refused = { choices: [{ index: 0, delta: { refusal: 'No.' }, logprobs: { refusal: [token('No.')] } }] };
  const bare = { choices: [{ index: 0, delta: { content: '' }, logprobs: { content: [token('?')] } }] };
  expect(await eventsOf([bare, refused, chunk({}, 'stop')])).toEqual([
    { type: 'text-delta', text: '', logprobs: [token('?')] },
    { type: 'refusal-delta', text: 'No.', logprobs: [token('No.')] },
    finish,
  ]);
});

test('a count that grows with each chunk is taken as the last one', async () => {
  const counts = (completion_tokens: number) => ({ usage: { prompt_tokens: 5, completion_tokens } });
  const events = await eventsOf([
    chunk({ content: 'A' }, null, counts(1)),
    chunk({ content: 'B' }, null, counts(2)),
    chunk({}, 'stop', counts(3)),
  ]);
  expect(events.at(-1)).toEqual({ ...finish, usage: { inputTokens: 5, outputTokens: 3 } });
});

test.each<[string, object, string, string | undefined]>([
  ['stop', { native_finish_reason: 'end_turn' }, 'stop', 'end_turn'],
  ['weird', { native_finish_reason: 'stop' }, 'other', 'weird'],
  ['stop', { native_finish_reason: null }, 'stop', 'stop'],
])('the word behind %s, %j, is kept', async (word, beside, reason, rawReason) => {
  const last = { choices: [{ index: 0, delta: { content: 'A' }, finish_reason: word, ...beside }] };
  expect((await eventsOf([last])).at(-1)).toMatchObject({ reason, rawReason });
});

const tools = [{ type: 'function', function: { name: 'f' } }] as const;
const call = { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] };

test.each<[string, Partial<ChatRequest>, readonly object[], readonly object[]]>([
  [
    'before a call',
    { tools },
    [chunk({ reasoning_content: 'H' }), chunk({ reasoning_content: 'm.' }), chunk(call)],
    [{ type: 'reasoning_content', text: 'Hm.', format: '@test+index', index: 0 }],
  ],
  [
    'under another name',
    { tools },
    [chunk({ reasoning: 'Hm.' }), chunk(call)],
    [{ type: 'reasoning', text: 'Hm.', format: '@test+index', index: 0 }],
  ],
  ['before a text', { tools }, [chunk({ reasoning_content: 'Hm.' }), chunk({ content: 'A' })], []],
  [
    'that have their details',
    { tools },
    [chunk({ reasoning: 'Hm.', reasoning_details: [{ type: 't', format: 'f', index: 0 }] }), chunk(call)],
    [{ type: 't', format: '@test:f', index: 0 }],
  ],
])('thoughts in words %s go back as their service wants them', async (_name, request, chunks, expected) => {
  const events = await eventsOf([...chunks, chunk({}, 'stop')], request);
  expect(events.flatMap((event) => (event.type === 'reasoning-detail' ? event.detail : []))).toEqual(expected);
});

test('a stream that is cut gives no details', async () => {
  const signed = { type: 'reasoning.text', format: 'x', index: 0, text: 'Hm.', signature: 's' };
  const events: ChatEvent[] = [];
  const stream = streamChatCompletions(fakeHttp([chunk({ reasoning_details: [signed] }), '[DONE]']), requestWith());
  for await (const event of stream) events.push(event);
  expect(events).toEqual([{ type: 'reasoning-delta', text: 'Hm.' }]);
});

test('a service gets its details back in its own fields', async () => {
  const http = fakeHttp([chunk({ content: 'A' }, 'stop')]);
  const messages = [
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'assistant',
      content: [],
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
      reasoning_details: [
        { type: 'reasoning_content', text: 'Hm.', format: '@deepseek+index', index: 0 },
        { type: 'reasoning.text', format: '@other', index: 0 },
      ],
    },
    { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: '1' }] },
  ] as const;
  await collect(streamChatCompletions(http, requestWith({ messages }), { service: 'deepseek' }));
  const sent = http.sent[0]?.json as { readonly messages: readonly object[] };
  expect(sent.messages[1]).toEqual({
    role: 'assistant',
    content: null,
    tool_calls: messages[1].tool_calls,
    reasoning_content: 'Hm.',
  });
});

test('a summary of a thought that Gemini marks is a thought, and its mark does not go back', async () => {
  const mark = { google: { thought: true } };
  const events = await eventsOf([
    chunk({ role: 'assistant', content: 'Hm.', extra_content: mark }),
    chunk({ content: 'A' }),
    chunk({}, 'stop'),
  ]);
  expect(events).toEqual([{ type: 'reasoning-delta', text: 'Hm.' }, text, finish]);
});
