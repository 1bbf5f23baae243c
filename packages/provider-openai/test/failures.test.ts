import { PlugboardError } from '@plugboard/core';
import { sse, status, type Answer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { OpenAIOptions } from '../src/index.ts';
import { chunk, question, rejection, shortAnswer, startService, type Service } from './service.ts';

type Options = OpenAIOptions & { readonly id?: string };

/** How services report failures, from public documents and reports, through a client. */
async function failureOf(answer: Answer, options: Options = {}, stream = false): Promise<PlugboardError> {
  await using service = await startService(options, { retry: { maxRetries: 0 } });
  service.server.on({}, answer);
  const failure = await rejection(stream ? streamed(service) : service.client.chat.completions.create(question));
  if (!PlugboardError.isInstance(failure)) throw new Error('Expected a failure of the call.');
  return failure;
}

async function streamed({ client }: Service): Promise<string> {
  const stream = await client.chat.completions.create({ ...question, stream: true });
  return stream.finalText();
}

const done = 'data: [DONE]\n\n';
const full = '{"code":400,"message":"the request exceeds the available context size","type":"invalid_request_error"}';
const expired = { code: 401, msg: 'token expired or incorrect', success: false };
const behind = (raw: string): object => ({
  error: { message: 'Provider returned error', code: 400, metadata: { raw, provider_name: 'Venice' } },
});

const rows: readonly (readonly [name: string, answer: Answer, code: string, words: string])[] = [
  [
    'an error in a field of its own',
    sse([`error: ${full}\n\n`, done]),
    'context_length_exceeded',
    'exceeds the available context',
  ],
  [
    'an error in a field of its own, at the end',
    sse([`error: ${full}`]),
    'context_length_exceeded',
    'exceeds the available context',
  ],
  [
    'an error without any field',
    sse([chunk({ content: '' }), `${full}\n\n`]),
    'context_length_exceeded',
    'exceeds the available',
  ],
  ['a code under status 200', status(200, expired), 'auth_rejected', 'token expired or incorrect'],
  ['a code inside a stream', sse([expired, done]), 'auth_rejected', 'token expired or incorrect'],
  [
    'an object in the place of the message',
    status(422, {
      object: 'error',
      message: { detail: [{ loc: ['body', 'top_k'], msg: 'Extra inputs are not permitted' }] },
    }),
    'bad_request',
    'body.top_k: Extra inputs are not permitted',
  ],
  [
    'the service behind a gateway, in JSON',
    status(400, behind('{"error":{"message":"Bad schema."}}')),
    'bad_request',
    'Venice: Bad schema.',
  ],
  ['the service behind a gateway, in text', status(400, behind('Bad schema.')), 'bad_request', 'Venice: Bad schema.'],
  [
    'the service behind a gateway, inside a stream',
    sse([{ ...chunk({ content: '' }, 'error'), ...behind('Bad schema.') }]),
    'bad_request',
    'Venice: Bad schema.',
  ],
  [
    'a list of bodies inside a stream',
    sse(['data: [{"error":{"code":429,"message":"slow"}}]\n\n']),
    'rate_limited',
    'slow',
  ],
  [
    'a list of errors inside a stream',
    sse([{ errors: [{ code: 5007, message: 'No such model x' }] }]),
    'bad_request',
    'No such model x',
  ],
  [
    'a header of each answer',
    sse([{ choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }]),
    'quota_exhausted',
    'insufficient balance',
  ],
  [
    'numbers of its own',
    status(200, { error_code: 110, error_msg: 'Access token invalid or no longer valid' }),
    'auth_rejected',
    'no longer valid',
  ],
  ['text in the place of events', sse(['upstream connect error\n\n']), 'server_error', 'upstream connect error'],
];

for (const stream of [false, true]) {
  test.each(rows)(
    `%s is told in the words of the service${stream ? ', streamed' : ''}`,
    async (_, answer, code, words) => {
      const failure = await failureOf(answer, {}, stream);
      expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
    },
  );
}

test('an error in a field of its own keeps what came before it', async () => {
  const failure = await failureOf(sse([chunk({ content: 'Hel' }), `error: ${full}\n\n`, done]), {}, true);
  expect(failure).toMatchObject({ code: 'context_length_exceeded', partialText: 'Hel' });
});

test('which field a service complains of is told', async () => {
  const detail = [{ loc: ['body', 'top_k'], msg: 'Extra inputs are not permitted' }];
  expect(await failureOf(status(422, { object: 'error', message: { detail } }))).toHaveProperty('param', 'top_k');
});

test.each([{ error: '' }, { error: {} }, { error: false }, { error: null }])(
  '%j beside each chunk of a good answer is no failure',
  async (beside) => {
    await using service = await startService();
    service.server.on(
      {},
      sse(shortAnswer.map((event) => (typeof event === 'string' ? event : { ...event, ...beside }))),
    );
    const completion = await service.client.chat.completions.create(question);
    expect(completion.choices[0]).toMatchObject({ message: { content: 'ok' }, finish_reason: 'stop' });
    expect(completion.warnings).toEqual([]);
  },
);

test('a web page leads to the base URL, and says nothing of cookies', async () => {
  await using service = await startService();
  const page = status(200, '<!doctype html><title>Home</title>', { 'content-type': 'text/html' });
  service.server.on({}, page);
  const provider = { baseUrl: service.server.origin, apiKey: 'fake-key-0123456789' };
  await using other = await startService(provider);
  const failure = await rejection(other.client.chat.completions.create(question));
  expect(failure).toMatchObject({ code: 'protocol_error', message: expect.stringContaining('is /v1 missing') });
  expect(failure).toHaveProperty('message', expect.not.stringContaining('cookies'));
});

test('a key that is the name of the service blanks it out of no message', async () => {
  const words = "model 'llama3.2' not found, try pulling it with ollama first";
  const failure = await failureOf(status(404, { error: { message: words } }), { id: 'ollama', apiKey: 'ollama' });
  expect(failure.message).toBe(
    `ollama: the service has no such model (404). The service says: ${words}. Check its name. [ollama/m, chat]`,
  );
});

test('a key that stands in the address blanks it out of no message', async () => {
  const failure = await failureOf(status(404, ''), { id: 'box-12', apiKey: '127.0.0.1' });
  expect(failure.message).toContain('box-12: ');
  const page = status(200, '<p>', { 'content-type': 'text/html' });
  expect((await failureOf(page, { id: 'box-12', apiKey: '127.0.0.1' })).message).toContain('127.0.0.1:');
});

test('a key that is a word hides no misspelled option', async () => {
  const failure = await failureOf(status(200, {}), Object.assign({ apiKey: 'key' }, { baseURL: 'http://127.0.0.1:1' }));
  expect(failure).toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('baseURL: is not an option'),
  });
});

test.each(['k3y-9fQ', 'fake-key-1', 'sk-FAKEfake0123456789FAKEfake', 'hf_FAKEfakeFAKEfakeFAKEfakeFAKE'])(
  'a real key such as %s never appears, whatever the service repeats of it',
  async (apiKey) => {
    const ends = `${apiKey.slice(0, 8)}...${apiKey.slice(-8)}`;
    const said = `Incorrect API key provided: ${apiKey} (${Buffer.from(apiKey).toString('base64')}), that is ${ends}.`;
    for (const body of [
      { error: said },
      { code: 401, msg: said, success: false },
      [{ error: { message: said, param: apiKey } }],
    ]) {
      const { message, param } = await failureOf(status(200, body), { apiKey });
      expect(message).toContain('Incorrect API key provided: [redacted]');
      for (const form of [
        apiKey,
        Buffer.from(apiKey).toString('base64'),
        ...(apiKey.length < 20 ? [] : ends.split('...')),
      ]) {
        expect(`${message} ${param}`).not.toContain(form);
      }
    }
  },
);
