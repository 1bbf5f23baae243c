import { expect, test } from 'vitest';
import { createReka } from '../../src/create-reka.ts';
import { collect, fakeService } from '../fake-call.ts';

const tool = { type: 'function', function: { name: 'weather' } } as const;
const delta = { tool_calls: [{ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] };

test('the official API is given tools and its calls come back', async () => {
  const events = [
    { choices: [{ delta, finish_reason: 'tool_calls' }], usage: { prompt_tokens: 1, completion_tokens: 2 } },
  ];
  const service = fakeService({ '/v1/chat/completions': { events } });
  const provider = createReka({ apiKey: 'fake-key' }, service.host);
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'Warm in Oslo?' }] }] as const;
  const request = {
    model: 'reka-flash',
    messages,
    stream: true,
    parameters: {},
    extra: {},
    tools: [tool],
    tool_choice: 'auto',
  } as const;
  expect(await collect(provider.stream(request, service.call))).toEqual([
    { type: 'tool-call-delta', index: 0, id: 'call_a', name: 'weather', arguments: '{"city":"Oslo"}' },
    { type: 'finish', reason: 'tool-calls', rawReason: 'tool_calls', usage: { inputTokens: 1, outputTokens: 2 } },
  ]);
  expect(service.sent[0]?.request.json).toMatchObject({ tools: [tool], tool_choice: 'auto' });
});

test('only the surface of the API declares tools', () => {
  const { host } = fakeService({});
  expect(createReka({ apiKey: 'fake-key' }, host).accepts).toMatchObject({
    tools: true,
    responseFormat: ['json_schema'],
  });
  expect(createReka({ accessToken: 'fake-token' }, host).accepts?.tools).toBeUndefined();
});
