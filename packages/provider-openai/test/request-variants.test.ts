import type { CreateParams } from '@plugboard/core';
import { sse, status, type Answer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { chunk, question, rejection, shortAnswer, startService, type Service } from './service.ts';

const whole = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};
const error = (message: string, param: string | null = null, code: string | null = null): object => ({
  error: { message, type: 'invalid_request_error', param, code },
});

type Body = Readonly<Record<string, unknown>>;

/** A service that answers by what it is asked. */
async function serviceThat(
  answer: (body: Body) => Answer,
  models: readonly string[] = ['m'],
  lines: string[] = [],
): Promise<Service> {
  const debug = (message: string): void => void lines.push(message);
  const service = await startService({}, { retry: { maxRetries: 0 }, models, logger: { debug, warn: debug } });
  service.server.on({}, async (exchange) => {
    const made = answer(JSON.parse(exchange.request.body.toString()) as Body);
    if (typeof made !== 'function') throw new Error('one step');
    await made(exchange);
  });
  return service;
}

const answered = ({ stream }: Body): Answer => (stream === true ? sse(shortAnswer) : status(200, whole));

async function textOf({ client }: Service, params: Partial<CreateParams> = {}): Promise<string> {
  const asked = { ...question, ...params };
  if (asked.stream === true)
    return await (await client.chat.completions.create({ ...asked, stream: true })).finalText();
  const { choices } = await client.chat.completions.create({ ...asked, stream: false });
  return choices[0]?.message.content ?? '';
}

/** How each request asked, in short. */
const askings = ({ server, body }: Service): readonly string[] =>
  server.requests.map((_request, index) => {
    const { stream, stream_options: options } = body(index);
    return stream === undefined && options === undefined
      ? 'whole'
      : `stream${options === undefined ? '' : ' with options'}`;
  });

test('a call that did not ask for a stream gets its answer where streams are refused', async () => {
  const verify = error('Your organization must be verified to stream this model.', 'stream', 'unsupported_value');
  await using service = await serviceThat((body) =>
    body['stream'] === true ? status(400, verify) : status(200, whole),
  );
  const { choices, usage, attempts } = await service.client.chat.completions.create(question);
  expect(choices[0]).toMatchObject({ message: { content: 'ok' }, finish_reason: 'stop' });
  expect(usage).toEqual(whole.usage);
  expect(attempts).toHaveLength(1);
  expect(askings(service)).toEqual(['whole']);
  expect(service.server.requests[0]?.headers.get('accept')).toBe('application/json');
  // Whoever wants one hears why there is none, and gets nothing that only looks like one.
  expect(await rejection(textOf(service, { stream: true }))).toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('must be verified to stream'),
  });
});

test('tools and forms of an answer are asked for whole, too', async () => {
  const call = { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
  const message = { role: 'assistant', content: null, tool_calls: [call] };
  await using service = await serviceThat(() =>
    status(200, { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }),
  );
  const tools = [{ type: 'function', function: { name: 'f' } }] as const;
  const form = { type: 'json_object' } as const;
  const asked = { ...question, tools, response_format: form };
  const { choices } = await service.client.chat.completions.create(asked);
  expect(choices[0]).toMatchObject({ message: { tool_calls: [call] }, finish_reason: 'tool_calls' });
  expect(service.body()).toEqual({ model: 'm', messages: question.messages, tools, response_format: form });
});

test('a whole answer with a picture of 2 MiB in it is an answer', async () => {
  const url = `data:image/png;base64,${Buffer.alloc(1_572_864, 7).toString('base64')}`;
  const message = { role: 'assistant', content: 'ok', images: [{ type: 'image_url', image_url: { url } }] };
  await using service = await serviceThat(() =>
    status(200, { choices: [{ index: 0, message, finish_reason: 'stop' }] }),
  );
  expect(await textOf(service)).toBe('ok');
});

test.each<[string, Answer]>([
  ['OpenAI', status(400, error("Unknown parameter: 'stream_options'.", 'stream_options', 'unknown_parameter'))],
  [
    'a service that names it in param only',
    status(400, error('Unknown parameter.', 'stream_options', 'unknown_parameter')),
  ],
  ['Azure, older', status(400, error('Unrecognized request argument supplied: stream_options'))],
  [
    'Azure AI',
    status(400, { detail: "Extra parameters ['stream_options'] are not allowed when extra-parameters is not set" }),
  ],
  [
    'FastAPI',
    status(422, {
      detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }],
    }),
  ],
  [
    'Mistral',
    status(422, {
      object: 'error',
      message: { detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] },
    }),
  ],
  [
    'vLLM, older',
    status(400, {
      object: 'error',
      message:
        "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]",
      code: 400,
    }),
  ],
  ['a server in Go', status(400, { error: 'json: unknown field "stream_options"' })],
  [
    'a server in Rust',
    status(422, 'Failed to deserialize the JSON body: unknown field `stream_options`', {
      'content-type': 'text/plain',
    }),
  ],
  ['a server that fails on it', status(500, error("unexpected keyword argument 'stream_options'"))],
  ['a server without it', status(501, error('include_usage is not implemented'))],
  [
    'a service behind OpenRouter',
    status(400, {
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: { raw: '{"error":{"message":"Unknown field stream_options"}}', provider_name: 'Owl' },
      },
    }),
  ],
  ['a gateway, inside of 200', status(200, error("Unknown parameter: 'stream_options'.", 'stream_options'))],
  ['a gateway, inside of a stream', sse([error("Unknown parameter: 'stream_options'.", 'stream_options')])],
])('stream_options refused by %s: asked once more without, and remembered', async (_name, refusal) => {
  await using service = await serviceThat((body) => ('stream_options' in body ? refusal : answered(body)));
  expect(await textOf(service, { stream: true })).toBe('ok');
  expect(await textOf(service, { stream: true })).toBe('ok');
  expect(askings(service)).toEqual(['stream with options', 'stream', 'stream']);
});

test.each<[string, Answer]>([
  [
    'Alibaba',
    status(400, error('This model only support stream mode, please enable the stream parameter to access the model. ')),
  ],
  ['Alibaba, thinking', status(400, error('parameter.enable_thinking must be set to false for non-streaming calls'))],
  ['Alibaba, in Chinese', status(400, error('parameter.enable_thinking必须设置为false才能进行非流式调用'))],
  ['ModelScope', status(400, error('enable thinking can not be support when `stream=False`.'))],
  ['a service that names it in param only', status(400, error('Invalid value.', 'stream', 'invalid_value'))],
  ['FastAPI', status(422, { detail: [{ loc: ['body', 'stream'], msg: 'Field required', type: 'missing' }] })],
  ['a gateway', status(400, { error: { message: 'stream must be set to true', code: 400 } })],
  ['another one', status(400, { msg: 'Only streaming requests are supported', code: 400 })],
])('a whole answer refused by %s: asked once more for a stream, and remembered', async (_name, refusal) => {
  await using service = await serviceThat((body) => (body['stream'] === true ? sse(shortAnswer) : refusal));
  const first = await service.client.chat.completions.create(question);
  expect(first.choices[0]?.message.content).toBe('ok');
  expect(first.usage).toEqual(whole.usage);
  expect(await textOf(service)).toBe('ok');
  expect(askings(service)).toEqual(['whole', 'stream with options', 'stream with options']);
});

test('a service may refuse one after the other, and the log tells', async () => {
  const lines: string[] = [];
  const answer = (body: Body): Answer => {
    if (body['stream'] !== true) return status(400, error('stream must be set to true'));
    return 'stream_options' in body ? status(400, error('Unknown parameter', 'stream_options')) : sse(shortAnswer);
  };
  await using service = await serviceThat(answer, ['m'], lines);
  for (const _ of [1, 2]) expect(await textOf(service)).toBe('ok');
  expect(askings(service)).toEqual(['whole', 'stream with options', 'stream', 'stream']);
  expect(lines.filter((line) => line.includes('from now on'))).toEqual([
    'openai: the model refuses stream_options, and is asked that way from now on',
    'openai: the model only streams, and is asked that way from now on',
  ]);
});

test('what one model refuses says nothing of another, nor of another client', async () => {
  const answer = (body: Body): Answer =>
    'stream_options' in body && body['model'] === 'a'
      ? status(400, error('Unknown', 'stream_options'))
      : answered(body);
  await using service = await serviceThat(answer, ['a', 'b']);
  for (const model of ['a', 'b', 'a', 'b']) await textOf(service, { model, stream: true });
  expect(askings(service)).toEqual([
    'stream with options',
    'stream',
    'stream with options',
    'stream',
    'stream with options',
  ]);
  await using other = await serviceThat(answer, ['a', 'b']);
  await textOf(other, { model: 'a', stream: true });
  expect(askings(other)).toEqual(['stream with options', 'stream']);
});

test.each<[string, boolean, Answer, string]>([
  ['a wrong key', true, status(401, error('stream_options')), 'auth_rejected'],
  ['too many requests', true, status(429, error('stream_options')), 'rate_limited'],
  ['no credit', true, status(402, error('stream_options')), 'quota_exhausted'],
  ['another refusal', true, status(400, error('Unknown parameter', 'heat')), 'bad_request'],
  [
    'another refusal of a whole answer',
    false,
    status(400, error('Failed to open stream: no such image')),
    'bad_request',
  ],
  ['a failure upstream', false, status(500, error('upstream error')), 'server_error'],
  [
    'a failure of a stream that has begun',
    true,
    sse([chunk({ content: 'o' }), error('stream_options')]),
    'bad_request',
  ],
])('%s is told at once', async (_name, stream, refusal, code) => {
  await using service = await serviceThat(() => refusal);
  expect(await rejection(textOf(service, { stream }))).toMatchObject({ code });
  expect(service.server.requests).toHaveLength(1);
});

test('what is refused again is not remembered, and the last failure is told', async () => {
  const refusals = [status(400, error('bad stream_options')), status(400, error('The picture is too blue.'))];
  await using service = await serviceThat((body) => refusals['stream_options' in body ? 0 : 1] ?? answered(body));
  for (const _ of [1, 2]) {
    expect(await rejection(textOf(service, { stream: true }))).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('too blue'),
    });
  }
  expect(askings(service)).toEqual(['stream with options', 'stream', 'stream with options', 'stream']);
});

test('a picture that can be read only once is not sent twice', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  async function* once(): AsyncGenerator<Uint8Array> {
    yield png;
  }
  await using service = await serviceThat((body) =>
    'stream_options' in body ? status(400, error('Unknown parameter', 'stream_options')) : answered(body),
  );
  expect(await rejection(textOf(service, { stream: true, image: once() }))).toMatchObject({ code: 'bad_request' });
  expect(await textOf(service, { stream: true, image: png })).toBe('ok');
  expect(askings(service)).toEqual(['stream with options', 'stream with options', 'stream']);
});
