import type { ChatCompletion, ChatCompletionChunk, CreateParams } from '@plugboard/core';
import { sse, startScriptedServer, status, type ScriptedServer, type Step } from '@plugboard/provider-testkit';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { bodyOf, rejection, startService } from './service.ts';
import { transcripts, type Transcript } from './transcripts.ts';

/** What a chunk says, piece by piece, whatever else is in it. */
type Fact = readonly [kind: string, value: unknown];

const tools: NonNullable<CreateParams['tools']> = [{ type: 'function', function: { name: 'get_weather' } }];
const messages = [{ role: 'user' as const, content: 'Warm?' }];

/** The same bytes for both: a stream for who asks for one, else the whole. */
function answerOf({ stream, whole }: Transcript): Step {
  return (exchange) => {
    const streamed = bodyOf(exchange.request)['stream'] === true;
    return (streamed ? sse(stream) : status(200, whole))(exchange);
  };
}

function factsOfDelta(delta: object): readonly Fact[] {
  const field = (name: string): unknown => Reflect.get(delta, name);
  const reasoning = field('reasoning_content') ?? field('reasoning');
  const calls: unknown = field('tool_calls') ?? [];
  return [
    ['reasoning', reasoning] as const,
    ['content', field('content')] as const,
    ['refusal', field('refusal')] as const,
    ...(Array.isArray(calls) ? calls.map((call: unknown) => ['call', call] as const) : []),
  ].filter(([, value]) => value !== undefined && value !== null && value !== '');
}

function factsOf(chunks: readonly (ChatCompletionChunk | OpenAI.ChatCompletionChunk)[]): readonly Fact[] {
  const facts = chunks.flatMap((chunk): readonly Fact[] => {
    const [choice] = chunk.choices;
    return [
      ...(choice === undefined ? [] : factsOfDelta(choice.delta)),
      ['finish', choice?.finish_reason ?? null],
      ['usage', chunk.usage ?? null],
    ];
  });
  return facts.filter(([, value]) => value !== null);
}

function messageOf({ choices, usage }: ChatCompletion | OpenAI.ChatCompletion): object {
  const [choice] = choices;
  const message = choice?.message;
  // Ollama and others number whole calls, too.
  const calls = (message?.tool_calls ?? []).map((call) => (call.type === 'function' ? [call.id, call.function] : call));
  return {
    content: message?.content ?? '',
    refusal: message?.refusal ?? null,
    calls,
    finish: choice?.finish_reason,
    usage,
    reasoning: Reflect.get(message ?? {}, 'reasoning_content') ?? Reflect.get(message ?? {}, 'reasoning') ?? undefined,
  };
}

async function collect<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

function officialClient(server: ScriptedServer): OpenAI {
  return new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'fake-key', maxRetries: 0 });
}

test.each(transcripts)(
  '$name: the chunks say what those of the official client say, in the same order',
  async (transcript) => {
    await using service = await startService({ apiKey: 'fake-key' });
    service.server.on({}, answerOf(transcript));
    const params = {
      model: 'm',
      messages,
      tools: [...tools],
      stream: true,
      stream_options: { include_usage: true },
    } as const;
    const official = await collect(
      await officialClient(service.server).chat.completions.create({
        ...params,
        tools: [{ type: 'function', function: { name: 'get_weather' } }],
      }),
    );
    const ours = await collect(await service.client.chat.completions.create(params));
    expect(factsOf(ours)).toEqual(factsOf(official));
    expect(factsOf(ours).length).toBeGreaterThan(2);
  },
);

test.each(transcripts)('$name: the completion says what that of the official client says', async (transcript) => {
  await using service = await startService({ apiKey: 'fake-key' });
  service.server.on({}, answerOf(transcript));
  const official = await officialClient(service.server).chat.completions.create({ model: 'm', messages });
  const ours = await service.client.chat.completions.create({ model: 'm', messages });
  expect(messageOf(ours)).toEqual(messageOf(official));
});

test.each(transcripts)('$name: a service that ignores stream makes no difference', async (transcript) => {
  await using service = await startService({ apiKey: 'fake-key' });
  service.server.on({}, status(200, transcript.whole));
  const official = await officialClient(service.server).chat.completions.create({ model: 'm', messages });
  const ours = await service.client.chat.completions.create({ model: 'm', messages });
  expect(messageOf(ours)).toEqual(messageOf(official));
});

test('the requests of both ask for the same', async () => {
  await using server = await startScriptedServer();
  await using service = await startService({ apiKey: 'fake-key', baseUrl: `${server.origin}/v1` });
  const [transcript] = transcripts;
  if (transcript === undefined) throw new Error('no transcript');
  server.on({}, answerOf(transcript));
  const call = { id: 'call_a', type: 'function' as const, function: { name: 'get_weather', arguments: '{}' } };
  const conversation = [
    ...messages,
    { role: 'assistant' as const, content: null, tool_calls: [call] },
    { role: 'tool' as const, tool_call_id: 'call_a', content: 'Yes' },
    {
      role: 'user' as const,
      content: [
        { type: 'text' as const, text: 'And here?' },
        { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } },
      ],
    },
  ];
  const params = {
    model: 'm',
    messages: conversation,
    tools: [{ type: 'function' as const, function: { name: 'get_weather', parameters: { type: 'object' } } }],
    tool_choice: 'auto' as const,
    response_format: { type: 'json_object' as const },
    temperature: 0,
    stream: true as const,
    stream_options: { include_usage: true },
  };
  await collect(await officialClient(server).chat.completions.create(params));
  await collect(await service.client.chat.completions.create(params));
  expect(bodyOf(server.requests[1])).toEqual(bodyOf(server.requests[0]));
  const headers = server.requests.map(({ headers: sent }) => [sent.get('authorization'), sent.get('content-type')]);
  expect(headers[1]).toEqual(headers[0]);
});

test.each([
  [400, { error: { message: 'no', type: 'invalid_request_error', param: null, code: 'bad_thing' } }],
  [401, { error: { message: 'no', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } }],
  [429, { error: { message: 'no', type: 'requests', param: null, code: 'rate_limit_exceeded' } }],
  [500, { error: { message: 'no', type: 'server_error', param: null, code: 'internal' } }],
])('a failure with %d has the status, code and request id that the official client gives', async (code, body) => {
  await using service = await startService({ apiKey: 'fake-key' }, { retry: { maxRetries: 0 } });
  service.server.on({}, status(code, body, { 'x-request-id': 'req_1' }));
  const official = await rejection(officialClient(service.server).chat.completions.create({ model: 'm', messages }));
  const ours = await rejection(service.client.chat.completions.create({ model: 'm', messages }));
  if (!(official instanceof OpenAI.APIError)) throw new Error('the official client gave no APIError');
  expect(ours).toMatchObject({ status: official.status, serviceCode: official.code, requestId: official.requestID });
});
