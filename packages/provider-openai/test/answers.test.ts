import { fin, raw, sse, status, type Answer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { chunk, question, rejection, shortAnswer, startService } from './service.ts';

async function askWith(answer: Answer, options: { reasoningTags?: string } = {}) {
  await using service = await startService(options, { retry: { maxRetries: 0 } });
  service.server.on({}, answer);
  return await service.client.chat.completions.create(question);
}

const whole = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'ok', refusal: null }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};

test.each<[string, Answer]>([
  ['a usual stream', sse(shortAnswer)],
  ['a stream without [DONE]', sse(shortAnswer.slice(0, -1))],
  ['comments and blank events between', sse([': OPENROUTER PROCESSING\n\n', 'data:\n\n', ...shortAnswer])],
  ['a service that ignores stream', status(200, whole)],
  ['a whole answer said to be a stream', sse([whole])],
])('%s is one answer', async (_name, answer) => {
  const completion = await askWith(answer);
  expect(completion.choices[0]).toMatchObject({ message: { content: 'ok' }, finish_reason: 'stop' });
  expect(completion.usage).toEqual({ prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 });
});

test.each<[string, object]>([
  ['of Ollama itself', { model: 'owl', message: { role: 'assistant', content: 'ok' }, done: true }],
  ['of the Responses API', { object: 'response', output: [{ type: 'message', content: [] }] }],
  ['in an envelope', { code: 0, msg: 'ok', data: whole }],
  ['in a list', [whole]],
])('an answer %s is no chat completion, which is told instead of an empty answer', async (_name, answer) => {
  await expect(askWith(status(200, answer))).rejects.toMatchObject({
    code: 'protocol_error',
    message: expect.stringContaining('it has no choices'),
  });
});

test('reasoning is told apart, in a field or between tags', async () => {
  const field = await askWith(sse([chunk({ reasoning_content: 'Hm.' }), ...shortAnswer]));
  expect(field.choices[0]?.message).toMatchObject({ content: 'ok', reasoning_content: 'Hm.' });
  const tags = await askWith(sse([chunk({ content: '<think>Hm.</think>' }), ...shortAnswer]), {
    reasoningTags: 'think',
  });
  expect(tags.choices[0]?.message).toMatchObject({ content: 'ok', reasoning_content: 'Hm.' });
});

test('a refusal is kept', async () => {
  const completion = await askWith(sse([chunk({ refusal: 'No.' }), chunk({}, 'stop')]));
  expect(completion.choices[0]?.message).toMatchObject({ content: null, refusal: 'No.' });
});

const error = (message: string, type: string | null, code: string | number | null = null): object => ({
  error: { message, type, param: null, code },
});

test.each<[string, Answer, string]>([
  [
    'no credit at OpenAI',
    status(429, error('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota')),
    'quota_exhausted',
  ],
  [
    'no credit at DeepSeek',
    status(402, error('Insufficient Balance', 'unknown_error', 'invalid_request_error')),
    'quota_exhausted',
  ],
  [
    'too many requests at Gemini',
    status(429, error('You exceeded your current quota. Please retry in 34.5s.', null, 429)),
    'rate_limited',
  ],
  ['no credit at OpenRouter', status(402, error('Insufficient credits', null, 402)), 'quota_exhausted'],
  ['too many requests', status(429, error('Rate limit reached', 'requests', 'rate_limit_exceeded')), 'rate_limited'],
  [
    'a wrong key',
    status(401, error('Incorrect API key provided', 'invalid_request_error', 'invalid_api_key')),
    'auth_rejected',
  ],
  [
    'too long at OpenAI',
    status(
      400,
      error("This model's maximum context length is 8192 tokens", 'invalid_request_error', 'context_length_exceeded'),
    ),
    'context_length_exceeded',
  ],
  [
    'too long at vLLM',
    status(400, {
      object: 'error',
      message: "This model's maximum context length is 16 tokens.",
      type: 'BadRequestError',
      code: 400,
    }),
    'context_length_exceeded',
  ],
  [
    'too long at llama.cpp',
    status(400, error('the request exceeds the available context size', 'exceed_context_size_error', 400)),
    'context_length_exceeded',
  ],
  [
    'too long at Gemini',
    status(400, error('The input token count (7) exceeds the maximum number of tokens allowed (5).', null, 400)),
    'context_length_exceeded',
  ],
  [
    'a file that is too large',
    status(400, error('The image exceeds the maximum size of 20 MB.', 'invalid_request_error', 'invalid_image')),
    'limit_exceeded',
  ],
  [
    'no such model at OpenAI',
    status(404, error('The model `m` does not exist', 'invalid_request_error', 'model_not_found')),
    'model_not_found',
  ],
  ['no such model at Ollama', status(404, error("model 'm' not found", 'api_error')), 'model_not_found'],
  [
    'a message in an object',
    status(422, {
      object: 'error',
      message: { detail: [{ loc: ['body', 'x'], msg: 'Extra inputs are not permitted' }] },
    }),
    'bad_request',
  ],
  ['LM Studio, text', status(400, { error: "'url' field must be a base64 encoded image." }), 'bad_request'],
  ['a list of errors', status(400, [{ error: { code: 400, message: 'API key not valid' } }]), 'bad_request'],
  ['a page', status(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }), 'server_error'],
  ['an error inside 200', status(200, error('Overloaded', 'server_error', 503)), 'server_error'],
  [
    'no credit inside the stream',
    sse([chunk({ content: '' }), error('no', 'insufficient_quota', 'insufficient_quota')]),
    'quota_exhausted',
  ],
  [
    'OpenRouter inside the stream',
    sse([{ ...chunk({ content: '' }, 'error'), ...error('Provider disconnected', null, 502) }]),
    'server_error',
  ],
  [
    'Groq, an event called error',
    sse(['event: error\ndata: {"error":{"message":"no","type":"rate_limit"}}\n\n']),
    'rate_limited',
  ],
  ['an end without a finish reason', sse([chunk({ content: 'o' }), 'data: [DONE]\n\n']), 'stream_truncated'],
  ['a broken connection', [sse([chunk({ content: 'o' })], { end: false }), fin()], 'stream_truncated'],
  ['no HTTP', [raw('hello\r\n\r\n'), fin()], 'protocol_error'],
])('%s fails with the right code', async (_name, answer, code) => {
  expect(await rejection(askWith(answer))).toMatchObject({ code, provider: 'openai', model: 'm' });
});

test('what came before a cut is kept', async () => {
  const failure = await rejection(askWith(sse([chunk({ content: 'partly' }), error('no', 'server_error')])));
  expect(failure).toMatchObject({ partialText: 'partly' });
});

test('no message, cause or stack shows the key', async () => {
  await using service = await startService({ apiKey: 'fake-key-that-leaks' });
  service.server.on({}, status(401, error('Incorrect API key provided: fake-key-that-leaks', null, 'invalid_api_key')));
  const failure = await rejection(service.client.chat.completions.create(question));
  const { inspect } = await import('node:util');
  expect(inspect(failure, { depth: 9 })).not.toContain('that-leaks');
});

test('models are listed live', async () => {
  await using service = await startService();
  service.server.on({ method: 'GET', path: '/v1/models' }, status(200, { data: [{ id: 'b' }, { id: 'a' }] }));
  expect(await service.client.models.list({ live: true })).toEqual([
    { id: 'b', provider: 'openai', claimedBy: 'service' },
    { id: 'a', provider: 'openai', claimedBy: 'service' },
  ]);
});
