import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { expect, test } from 'vitest';
import { openGateway, say, type Answer } from './open-gateway.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const schema = { type: 'object' as const, properties: { at: { type: 'string' as const } }, required: ['at'] };

async function* call(): ReturnType<Answer> {
  yield { type: 'tool-call-delta', index: 0, id: 'call_1', name: 'look', arguments: '{"at":' };
  yield { type: 'tool-call-delta', index: 0, arguments: '"cat"}' };
  yield { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 3, outputTokens: 4 } };
}

async function aiModel(answer: Answer) {
  const { url } = await openGateway(answer, { keys: [{ name: 'a', key: 'test-key' }] });
  const provider = createOpenAICompatible({
    name: 'plugboard',
    baseURL: `${url}/v1`,
    apiKey: 'test-key',
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return provider('echo');
}

test('ai: text, whole and as a stream, with usage', async () => {
  const model = await aiModel(() => say('Hel', 'lo.'));
  expect(await generateText({ model, prompt: 'Hello' })).toMatchObject({ text: 'Hello.', finishReason: 'stop' });
  const streamed = streamText({ model, prompt: 'Hello' });
  expect(await streamed.text).toBe('Hello.');
  expect(await streamed.usage).toMatchObject({ inputTokens: 5, outputTokens: 2 });
});

test('ai: a tool is called', async () => {
  const model = await aiModel(call);
  const tools = { look: tool({ inputSchema: jsonSchema<{ at: string }>(schema), execute: ({ at }) => at }) };
  const { toolCalls } = await generateText({ model, tools, prompt: 'Look' });
  expect(toolCalls).toMatchObject([{ toolCallId: 'call_1', toolName: 'look', input: { at: 'cat' } }]);
  const streamed = streamText({ model, tools, prompt: 'Look' });
  expect(await streamed.toolCalls).toMatchObject([{ toolCallId: 'call_1', toolName: 'look', input: { at: 'cat' } }]);
});

test('ai: a picture, and a structured answer', async () => {
  const kinds: string[] = [];
  const model = await aiModel(({ messages }) => {
    for (const { content } of messages) for (const { type } of content) kinds.push(type);
    return say('{"at":', '"cat"}');
  });
  const { output } = await generateText({
    model,
    output: Output.object({ schema: jsonSchema<{ at: string }>(schema) }),
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Where?' },
          { type: 'image', image: Buffer.from(png, 'base64') },
        ],
      },
    ],
  });
  expect(output).toEqual({ at: 'cat' });
  expect(kinds).toContain('image');
});

test('LangChain: text, whole and as a stream, a tool, and a wrong key', async () => {
  const { url } = await openGateway(
    ({ tools }) => (tools === undefined || tools.length === 0 ? say('Hel', 'lo.') : call()),
    { keys: [{ name: 'a', key: 'test-key' }] },
  );
  const make = (apiKey: string): ChatOpenAI =>
    new ChatOpenAI({ model: 'echo', apiKey, maxRetries: 0, configuration: { baseURL: `${url}/v1` } });
  const chat = make('test-key');
  const whole = await chat.invoke('Hello');
  expect(whole).toMatchObject({ content: 'Hello.', usage_metadata: { total_tokens: 7 } });
  let text = '';
  for await (const chunk of await chat.stream('Hello')) text += chunk.text;
  expect(text).toBe('Hello.');
  const called = await chat
    .bindTools([{ type: 'function', function: { name: 'look', parameters: schema } }])
    .invoke('Look');
  expect(called.tool_calls).toMatchObject([{ id: 'call_1', name: 'look', args: { at: 'cat' } }]);
  await expect(make('test-wrong-key').invoke('Hello')).rejects.toMatchObject({ status: 401 });
});
