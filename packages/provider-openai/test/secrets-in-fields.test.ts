import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import type { CreateParams } from '@plugboard/core';
import { sse, status, type Step } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { chunk, question, rejection, startService } from './service.ts';

/** What belongs to the account and must stay with it. */
const account = {
  apiKey: 'fake-key-7Hq2ZpT9wXv4Lm8R',
  organization: 'fake-organization-3Kd8',
  project: 'fake-project-9Pw5',
  headers: { 'x-account': 'fake-header-6Bn1Yc4U' },
};
const key = account.apiKey;
const secrets = [key, account.headers['x-account']];

interface Outcome {
  /** All that can reach a log. */
  readonly output: string;
  readonly error: unknown;
}

/** What a call leaves in errors, logs, warnings and traces. */
async function outcomeOf(params: object, answer: Step): Promise<Outcome> {
  const lines: string[] = [];
  const note = (...parts: unknown[]): void => void lines.push(inspect(parts, { depth: 9, showHidden: true }));
  const channels = ['call', 'attempt'].map((name) => tracingChannel(`plugboard:${name}`));
  const subscribers = { start: note, end: note, asyncStart: note, asyncEnd: note, error: note };
  for (const channel of channels) channel.subscribe(subscribers);
  try {
    await using service = await startService(account, {
      retry: { maxRetries: 0 },
      logger: { debug: note, warn: note },
    });
    service.server.on({}, answer);
    const call = service.client.chat.completions.create({ ...question, ...params, stream: true } as CreateParams & {
      stream: true;
    });
    const error = await rejection(call.then(async (stream) => note((await stream.finalCompletion()).warnings)));
    lines.push(inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error));
    return { output: lines.join('\n'), error };
  } finally {
    for (const channel of channels) channel.unsubscribe(subscribers);
  }
}

/** A stream with this delta and these fields, which then fails as a service does that repeats what it was sent. */
function failing(delta: object, more: object = {}, inChoice: object = {}): Step {
  const first = { id: 'c', choices: [{ index: 0, delta: { content: 'A' }, finish_reason: null }] };
  const second = { id: 'c', ...more, choices: [{ index: 0, delta, finish_reason: null, ...inChoice }] };
  return sse([first, second, { error: { message: `bad key ${key}`, code: key, type: key, param: key } }]);
}

const called = (more: object = {}, inFunction: object = {}): object => ({
  tool_calls: [
    { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{}', ...inFunction }, ...more },
  ],
});
const token = { token: key, logprob: -1, bytes: null, top_logprobs: [] };

const answers: Readonly<Record<string, Step>> = {
  'the id of an answer': failing({}, { id: key }),
  'the model of an answer': failing({}, { model: key }),
  system_fingerprint: failing({}, { system_fingerprint: key }),
  service_tier: failing({}, { service_tier: key }),
  'a field that nobody knows': failing({}, { debug: { authorization: `Bearer ${key}` } }),
  usage: failing({}, { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, account: key } }),
  logprobs: failing({ content: 'B' }, {}, { logprobs: { content: [token], refusal: null } }),
  reasoning_content: failing({ reasoning_content: key }),
  reasoning: failing({ reasoning: key }),
  reasoning_details: failing({ reasoning_details: [{ type: key, format: key, index: 0, signature: key, data: key }] }),
  thinking_blocks: failing({ thinking_blocks: [{ type: 'thinking', thinking: key, signature: key }] }),
  'extra_content of a message': failing({ extra_content: { google: { thought_signature: key } } }),
  'extra_content of a call': failing(called({ extra_content: { google: { thought_signature: key } } })),
  'the id of a call': failing(called({ id: key })),
  'the name of a call': failing(called({}, { name: key })),
  'the arguments of a call': failing(called({}, { arguments: key })),
  'the input of a custom tool': failing({
    tool_calls: [{ index: 0, id: 'c', type: 'custom', custom: { name: key, input: key } }],
  }),
  annotations: failing({
    annotations: [{ type: 'url_citation', url_citation: { url: `https://example.com/${key}`, title: key } }],
  }),
  citations: failing({}, { citations: [`https://example.com/${key}`] }),
  images: failing({ images: [{ type: 'image_url', image_url: { url: `https://example.com/${key}.png` } }] }),
  audio: failing({ audio: { id: key, transcript: key, data: Buffer.from(key).toString('base64') } }),
  refusal: failing({ refusal: key }),
  native_finish_reason: failing({}, {}, { finish_reason: 'stop', native_finish_reason: key }),
  'an unknown finish reason': sse([chunk({ content: 'A' }), chunk({}, key), 'data: [DONE]\n\n']),
  'a part that nobody knows': failing({ content: [{ type: key, [key]: key }] }),
  'the headers of a response': status(
    400,
    { error: { message: 'no' } },
    { 'x-request-id': key, 'retry-after': key, 'x-ratelimit-reset-requests': key },
  ),
};

test.each(Object.entries(answers))('a key in %s stands in no error, log, warning or trace', async (_, answer) => {
  const { output } = await outcomeOf({}, answer);
  expect(output.length).toBeGreaterThan(100);
  for (const secret of secrets) expect(output).not.toContain(secret);
});

const history = (turn: object): object => ({ messages: [...question.messages, { role: 'assistant', ...turn }] });
const part = (given: object): object => ({ messages: [{ role: 'user', content: [given] }] });

/** Each field of a request that holds data of the conversation or of its user. */
const fields: Readonly<Record<string, (text: string) => object>> = {
  user: (text) => ({ user: text }),
  safety_identifier: (text) => ({ safety_identifier: text }),
  prompt_cache_key: (text) => ({ prompt_cache_key: text }),
  metadata: (text) => ({ metadata: { note: text } }),
  prediction: (text) => ({ prediction: { type: 'content', content: text } }),
  refusal: (text) => history({ content: null, refusal: text }),
  'arguments of a call': (text) =>
    history({ tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: text } }] }),
  'arguments of function_call': (text) => history({ function_call: { name: 'f', arguments: text } }),
  'input of a custom tool': (text) =>
    history({ tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'f', input: text } }] }),
  reasoning_details: (text) =>
    history({ content: 'A', reasoning_details: [{ type: 't', format: 'f', index: 0, signature: text }] }),
  'a thought among the parts': (text) =>
    history({
      content: [
        { type: 'thinking', thinking: text },
        { type: 'text', text: 'A' },
      ],
    }),
  'a part that core does not know': (text) => part({ type: 'scent', scent: { note: text } }),
};

const told = 'The patient has a rash since Tuesday.';

test.each(Object.entries(fields))(
  'an error about a request does not repeat its %s, nor a key in it',
  async (_, field) => {
    const repeat = (text: string): Step =>
      status(400, { error: { message: `Cannot read ${text} of Bearer ${key}`, code: 'bad', param: 'x' } });
    const plain = await outcomeOf(field(told), repeat(told));
    expect(plain.error).toMatchObject({ code: 'bad_request' });
    expect(plain.output).not.toContain(told);
    const withKey = await outcomeOf(field(key), repeat(key));
    for (const secret of secrets) expect(withKey.output).not.toContain(secret);
  },
);

test.each([
  [{ user: 5 }, 'user'],
  [{ metadata: { [told]: 5 } }, 'metadata'],
  [{ metadata: told }, 'metadata'],
  [{ prediction: told }, 'prediction'],
  [{ audio: told }, 'audio'],
  [{ logit_bias: { [told]: told } }, 'logit_bias'],
  [{ stop: [told, 5] }, 'stop'],
  [history({ refusal: [told] }), 'messages[1].refusal'],
  [history({ content: 'A', reasoning_details: told }), 'messages[1].reasoning_details'],
  [history({ tool_calls: told }), 'messages[1].tool_calls'],
  [history({ function_call: { name: 'f', arguments: [told] } }), 'messages[1].function_call.arguments'],
  [part({ type: 'input_audio', input_audio: told }), 'messages[0].content[0].input_audio'],
  [part({ type: 'file', file: { file_id: [told] } }), 'messages[0].content[0].file.file_id'],
  [
    part({ type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: [told] } }),
    'messages[0].content[0].image_url.detail',
  ],
])('%j is refused without its value', async (params, param) => {
  const { error, output } = await outcomeOf(params, sse([chunk({ content: 'A' }, 'stop')]));
  expect(error).toMatchObject({ code: 'input_invalid', param });
  expect(output).not.toContain(told);
});

test('what goes back in the next turn holds nothing of the account', async () => {
  await using service = await startService(account);
  const said = {
    content: 'A',
    reasoning_content: 'Hm.',
    reasoning_details: [{ type: 'reasoning.text', format: 'x', index: 0, text: 'Hm.', signature: 's' }],
    extra_content: { google: { thought_signature: 's' } },
    annotations: [{ type: 'url_citation', url_citation: { url: 'https://example.com', title: 'E' } }],
    images: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
    tool_calls: [
      { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, extra_content: { a: 1 } },
    ],
  };
  service.server.on({}, sse([chunk(said), chunk({}, 'tool_calls'), 'data: [DONE]\n\n']));
  const stream = await service.client.chat.completions.create({ ...question, stream: true });
  const kept = JSON.stringify(await stream.finalMessage());
  for (const field of Object.keys(said)) expect(kept).toContain(field);
  const { apiKey, organization, project, headers } = account;
  for (const secret of [apiKey, organization, project, ...Object.values(headers)]) expect(kept).not.toContain(secret);
});
