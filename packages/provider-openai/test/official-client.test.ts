import type { CreateParams } from '@plugboard/core';
import { loadFixtures, type Fixture } from '@plugboard/provider-testkit';
import { sse, startScriptedServer, status, type Step } from '@plugboard/provider-testkit/server';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { collect, factsOf, messageOf, usageOf } from './facts.ts';
import { fixturesOf, surfaces } from './scenarios/surfaces.ts';
import { bodyOf, rejection, startService } from './service.ts';

interface Recorded {
  readonly name: string;
  readonly fixture: Fixture;
  /** The caller's side, in OpenAI's words. */
  readonly params: OpenAI.ChatCompletionCreateParamsNonStreaming;
  readonly stream: boolean;
}

const everyFixture = (
  await Promise.all(
    surfaces.map(async (surface) =>
      (await loadFixtures(fixturesOf(surface))).map((one) => recordedAs(surface.preset, one)),
    ),
  )
).flat();
const answers = everyFixture.filter(({ fixture }) => 'text' in fixture.expect);
const streams = answers.filter(({ stream }) => stream);
const wholes = answers.filter(({ stream }) => !stream);
const refusals = everyFixture.filter(({ fixture }) => !answers.some((one) => one.fixture === fixture));

function recordedAs(preset: string, fixture: Fixture): Recorded {
  const { model, messages, tools, tool_choice, response_format } = fixture.request;
  // Files are left out: what is compared is the way back.
  const asked = messages.map(({ content, ...turn }) => {
    // As the official client writes a turn in which the model only called something.
    if (content === '' && turn.tool_calls !== undefined) return { ...turn, content: null };
    return { ...turn, content: typeof content === 'string' ? content : content.filter(({ type }) => type === 'text') };
  });
  const params = { model, messages: asked, tools, tool_choice, response_format };
  return {
    name: `${preset}, ${fixture.name ?? ''}`,
    fixture,
    params: JSON.parse(JSON.stringify(params)) as Recorded['params'],
    stream: fixture.request.stream !== false,
  };
}

function chatOf({ exchanges }: Fixture) {
  const chat = exchanges.find(({ phase }) => phase === 'chat');
  if (chat === undefined) throw new Error('a fixture without a chat');
  return chat;
}

/** The recorded bytes, whoever asks. */
function answerOf({ fixture }: Recorded): Step {
  const { status: code, headers = {}, json, file = '' } = chatOf(fixture).response;
  const more = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return json === undefined
    ? sse([Buffer.from(fixture.files?.[file] ?? '').toString()])
    : status(code, Object(json), more);
}

/** Both clients in front of a server that gives both the same bytes. */
async function bothFor(recorded: Recorded) {
  const { model, response_format: form } = recorded.fixture.request;
  const service = await startService(
    // Without a preset, nothing is refused: only the way back is compared.
    { apiKey: 'fake-key' },
    { models: [model], retry: { maxRetries: 0 } },
  );
  service.server.on({}, answerOf(recorded));
  const official = new OpenAI({ baseURL: `${service.server.origin}/v1`, apiKey: 'fake-key', maxRetries: 0 });
  const { messages, tools, tool_choice: choice } = recorded.params;
  const params = {
    model,
    messages,
    ...(tools !== undefined && { tools }),
    ...(choice !== undefined && { tool_choice: choice }),
    ...(form !== undefined && { response_format: form }),
  } as Omit<CreateParams, 'stream'>;
  return { service, official, params };
}

const withUsage = { stream: true, stream_options: { include_usage: true } } as const;

test.each(streams)(
  '$name: the chunks say what those of the official client say, in the same order',
  async (recorded) => {
    const { service, official, params } = await bothFor(recorded);
    await using _service = service;
    const theirs = await collect(await official.chat.completions.create({ ...recorded.params, ...withUsage }));
    const ours = await collect(await service.client.chat.completions.create({ ...params, ...withUsage }));
    expect(factsOf(ours)).toEqual(factsOf(theirs));
    expect(usageOf(ours)).toEqual(usageOf(theirs));
    expect(factsOf(ours).length).toBeGreaterThan(1);
  },
);

test.each(streams)('$name: put together, it is what the official client puts together', async (recorded) => {
  const { service, official, params } = await bothFor(recorded);
  await using _service = service;
  const theirs = await official.chat.completions.stream({ ...recorded.params, ...withUsage }).finalChatCompletion();
  const ours = await service.client.chat.completions.create(params);
  // The official client does not put reasoning together.
  const { reasoning: _reasoning, ...message } = { reasoning: undefined, ...messageOf(ours) };
  expect(messageOf(theirs)).toMatchObject(message);
});

test.each(wholes)('$name: a whole answer, also to a stream, is what the official client reads', async (recorded) => {
  const { service, official, params } = await bothFor(recorded);
  await using _service = service;
  const theirs = await official.chat.completions.create(recorded.params);
  expect(messageOf(await service.client.chat.completions.create(params))).toEqual(messageOf(theirs));
  const stream = await service.client.chat.completions.create({ ...params, stream: true });
  expect(messageOf(await stream.finalCompletion())).toEqual(messageOf(theirs));
});

test.each(refusals)(
  '$name: what the official client throws for is thrown here too, with its facts',
  async (recorded) => {
    const { service, official, params } = await bothFor(recorded);
    await using _service = service;
    const theirs = await rejection(
      official.chat.completions.create({ ...recorded.params, stream: true }).then((stream) => collect(stream)),
    );
    const ours = await rejection(service.client.chat.completions.create(params));
    // A stream that is cut off is no failure to the official client.
    if (recorded.fixture.name === 'cut-off') expect(theirs).toBeUndefined();
    else if (!(theirs instanceof OpenAI.APIError)) throw new Error('the official client gave no APIError');
    else if (theirs.status !== undefined) expect(ours).toMatchObject({ status: theirs.status });
    const { expect: expected } = recorded.fixture;
    expect(ours).toMatchObject({ code: 'error' in expected ? expected.error : 'none' });
  },
);

const comparable = answers.filter(({ fixture: { request } }) => request.parameters === undefined);

test.each(
  comparable.filter(({ fixture }) => !fixture.request.messages.some(({ content }) => typeof content !== 'string')),
)('$name: the recorded request is the one that the official client sends', async (recorded) => {
  const { service, official } = await bothFor(recorded);
  await using _service = service;
  const { completions } = official.chat;
  await rejection(
    recorded.stream
      ? completions.create({ ...recorded.params, ...withUsage }).then((stream) => collect(stream))
      : completions.create(recorded.params),
  );
  const { stream_options: _options, ...theirs } = service.body();
  const { stream_options: _recorded, ...sent } = chatOf(recorded.fixture).request.json as Record<string, unknown>;
  expect(sent).toEqual(theirs);
});

test.each([{}, withUsage])('the requests of both ask for the same, with files, parameters and %j', async (asking) => {
  await using server = await startScriptedServer();
  await using service = await startService({ apiKey: 'fake-key', baseUrl: `${server.origin}/v1` });
  const [recorded] = streams;
  if (recorded === undefined) throw new Error('no fixture');
  server.on({}, answerOf(recorded));
  const call = { id: 'call_a', type: 'function' as const, function: { name: 'get_weather', arguments: '{}' } };
  const conversation = [
    { role: 'user' as const, content: 'Warm?' },
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
  };
  const official = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'fake-key', maxRetries: 0 });
  // Whatever they make of an answer that does not fit the request.
  await rejection(official.chat.completions.create({ ...params, ...asking }));
  await rejection(service.client.chat.completions.create({ ...params, ...asking }));
  expect(bodyOf(server.requests[1])).toEqual(bodyOf(server.requests[0]));
  const names = ['authorization', 'content-type', ...('stream' in asking ? [] : ['accept'])];
  const headers = server.requests.map(({ headers: sent }) => names.map((name) => sent.get(name)));
  expect(headers[1]).toEqual(headers[0]);
});

test.each([
  [400, { error: { message: 'no', type: 'invalid_request_error', param: 'top_p', code: 'bad_thing' } }],
  [401, { error: { message: 'no', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } }],
  [429, { error: { message: 'no', type: 'requests', param: null, code: 'rate_limit_exceeded' } }],
  [500, { error: { message: 'no', type: 'server_error', param: null, code: 'internal' } }],
])(
  'a failure with %d has the status, code, parameter and request id that the official client gives',
  async (code, body) => {
    await using service = await startService({ apiKey: 'fake-key' }, { retry: { maxRetries: 0 } });
    service.server.on({}, status(code, body, { 'x-request-id': 'req_1' }));
    const official = new OpenAI({ baseURL: `${service.server.origin}/v1`, apiKey: 'fake-key', maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'Warm?' }];
    const theirs = await rejection(official.chat.completions.create({ model: 'm', messages }));
    const ours = await rejection(service.client.chat.completions.create({ model: 'm', messages }));
    if (!(theirs instanceof OpenAI.APIError)) throw new Error('the official client gave no APIError');
    expect(ours).toMatchObject({ status: theirs.status, serviceCode: theirs.code, requestID: theirs.requestID });
    expect(Reflect.get(Object(ours), 'param') ?? null).toBe(theirs.param);
  },
);
