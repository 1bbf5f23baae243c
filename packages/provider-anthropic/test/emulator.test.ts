import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import { Client, type CreateParams } from '@plugboard/core';
import { expect, test } from 'vitest';
import { anthropic } from '../src/index.ts';
import { apiVersions } from '../src/options.ts';

const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
] as const;

const question = { role: 'user', content: 'Call get_weather for "Oslo".' } as const;

const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-opus-4-8', 'claude-opus-4-6', 'claude-haiku-4-5'];
const efforts = [undefined, 'none', 'minimal', 'medium', 'xhigh', 'max'];
const rows = apiVersions.flatMap((version) =>
  models.flatMap((model) => efforts.map((effort) => [version, model, effort] as const)),
);

test.each(rows)(
  '%s, %s, effort %s: a turn with a tool comes back with its thoughts',
  async (version, model, effort) => {
    await using emulator = await startAnthropicEmulator();
    const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url, version });
    await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
    const params: CreateParams = { model, messages: [question], tools, reasoning_effort: effort };
    const first = await client.chat.completions.create({ ...params, stream: false });
    const [choice] = first.choices;
    expect(choice?.finish_reason).toBe('tool_calls');
    const [call] = choice?.message.tool_calls ?? [];
    const second = await client.chat.completions.create({
      ...params,
      messages: [
        question,
        ...(choice === undefined ? [] : [choice.message]),
        { role: 'tool', tool_call_id: call?.id ?? '', content: 'Rain.' },
      ],
      stream: false,
    });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  },
);

test('a turn of another service goes on, without a thought', async () => {
  await using emulator = await startAnthropicEmulator();
  const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const completion = await client.chat.completions.create({
    model: 'claude-haiku-4-5',
    reasoning_effort: 'high',
    messages: [
      question,
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call.1:x', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } },
        ],
        reasoning_content: 'A thought of another service.',
      },
      { role: 'tool', tool_call_id: 'call.1:x', content: 'Rain.' },
    ],
    tools,
    stream: false,
  });
  expect(completion.choices[0]?.finish_reason).toBe('stop');
  expect(completion.warnings?.join(' ')).toMatch(/asked not to think/);
});

test('a large file is uploaded, and the models are listed', async () => {
  await using emulator = await startAnthropicEmulator();
  const provider = anthropic({ apiKey: emulator.apiKey, baseUrl: emulator.url, uploadAbove: 10 });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const image = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await client.chat.completions.create({
    model: 'claude-opus-5',
    messages: [{ role: 'user', content: 'What is it?' }],
    image,
  });
  expect(emulator.requests.map(({ path }) => path)).toEqual(['/v1/files', '/v1/messages']);
  const listed = await client.models.list({ live: true });
  expect(listed.map(({ id }) => id)).toContain('claude-opus-5-5');
});
