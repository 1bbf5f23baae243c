// What programs do with Claude and Gemini, each with an old and a new model, as installed packages against emulators.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { env } from 'node:process';
import { after, test } from 'node:test';
import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import { Client, file } from '@plugboard/core';
import { startGeminiEmulator } from '@plugboard/gemini-emulator';
import { z } from 'zod';

const claude = await startAnthropicEmulator();
const gemini = await startGeminiEmulator();
Object.assign(env, {
  ANTHROPIC_API_KEY: claude.apiKey,
  ANTHROPIC_BASE_URL: claude.url,
  GEMINI_API_KEY: gemini.apiKey,
  GOOGLE_GEMINI_BASE_URL: gemini.url,
});
// The names of the models find the installed providers.
const client = new Client({ retry: { maxRetries: 0 } });
after(async () => {
  await client.close();
  await claude.close();
  await gemini.close();
});

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
await writeFile('cat.png', Buffer.from(pixel, 'base64'));
await writeFile('named-wrong.jpeg', Buffer.from(pixel, 'base64'));
await writeFile('report.pdf', '%PDF-1.7\n1 0 obj\n<</Type/Page>>\nendobj\n%%EOF');

const models = ['claude-opus-5', 'claude-sonnet-4-5', 'gemini-3.8-flash', 'gemini-2.5-flash'];
/** @type {import('@plugboard/core').Tool[]} */
const tools = [
  {
    type: 'function',
    function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
];

/**
 * @param {unknown} content
 * @returns {import('@plugboard/core').MessageParam}
 */
const user = (content) => /** @type {import('@plugboard/core').MessageParam} */ ({ role: 'user', content });

/** @param {Partial<import('@plugboard/core').CreateParams> & { model: string }} params */
async function ask(params) {
  const { choices } = await client.chat.completions.create({ messages: [user('Hello')], ...params, stream: false });
  assert.ok(choices[0]);
  return choices[0];
}

/** @param {import('@plugboard/core').CompletionMessage} message */
function resultsOf({ tool_calls: calls = [] }) {
  return calls.map(({ id }) => ({ role: /** @type {const} */ ('tool'), tool_call_id: id, content: 'Rain.' }));
}

for (const model of models) {
  void test(`${model}: text, whole and streamed`, async () => {
    assert.match((await ask({ model })).message.content ?? '', /emulator received one turn/);
    const stream = await client.chat.completions.create({ model, messages: [user('Hello')], stream: true });
    assert.match(await stream.finalText(), /emulator received one turn/);
  });

  void test(`${model}: images, one of them named wrong, and a PDF`, async () => {
    const images = [file('cat.png'), file('named-wrong.jpeg')];
    assert.equal((await ask({ model, images })).finish_reason, 'stop');
    const content = [
      { type: 'file', file: { file_data: file('report.pdf') } },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
      { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
    ];
    assert.equal((await ask({ model, messages: [user(content)] })).finish_reason, 'stop');
  });

  void test(`${model}: thoughts, calls of tools, and the turn after them`, async () => {
    const messages = [user('Call get_weather for "Oslo".')];
    const called = await ask({ model, messages, tools, reasoning_effort: 'medium' });
    assert.equal(called.finish_reason, 'tool_calls');
    messages.push(called.message, ...resultsOf(called.message));
    const said = await ask({ model, messages, tools, reasoning_effort: 'medium' });
    assert.equal(said.finish_reason, 'stop');
    messages.push(said.message, user('Thanks.'));
    assert.equal((await ask({ model, messages, tools, reasoning_effort: 'medium' })).finish_reason, 'stop');
  });

  void test(`${model}: two calls at once, answered in another order with pictures`, async () => {
    const cities = [{ city: 'Oslo' }, { city: 'Rome' }];
    claude.next('messages', { calls: cities.map((input) => ({ name: 'get_weather', input })) });
    gemini.next('generate', { calls: cities.map((args) => ({ name: 'get_weather', args })) });
    const messages = [user('Both.')];
    const { message } = await ask({ model, messages, tools });
    assert.equal(message.tool_calls?.length, 2);
    const content = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } }];
    const results = resultsOf(message)
      .map((result) => /** @type {import('@plugboard/core').MessageParam} */ ({ ...result, content }))
      .toReversed();
    assert.equal((await ask({ model, messages: [...messages, message, ...results], tools })).finish_reason, 'stop');
    claude.reset();
    gemini.reset();
  });

  void test(`${model}: a structured answer`, async () => {
    const format = z.object({ name: z.string(), age: z.number() });
    const params = { model, messages: [user('Who?')], response_format: format };
    const { choices } = await client.chat.completions.parse(params);
    assert.equal(typeof choices[0]?.message.parsed?.age, 'number');
  });

  void test(`${model}: a stream that is cancelled or left, a limit, and what goes wrong`, async () => {
    const stream = await client.chat.completions.create({ model, messages: [user('Hello')], stream: true });
    stream.controller.abort();
    await assert.rejects(stream.finalText(), { code: 'aborted' });
    for await (const _chunk of await client.chat.completions.create({ model, messages: [user('Hi')], stream: true })) {
      break;
    }
    assert.equal((await ask({ model, max_tokens: 3 })).finish_reason, 'length');
    const unknown = `${model.split('-')[0]}-nothing`;
    await assert.rejects(ask({ model: unknown }), { name: 'PlugboardError', code: 'model_not_found' });
    claude.next('messages', { fail: { status: 529 } });
    gemini.next('generate', { fail: { status: 503 } });
    await assert.rejects(ask({ model }), { name: 'PlugboardError', code: 'server_error', retryable: true });
    claude.reset();
    gemini.reset();
  });

  void test(`${model}: the list of models has it`, async () => {
    const listed = await client.models.list({ live: true });
    assert.ok(listed.some(({ id }) => id === model || id.endsWith(`/${model}`) || id.startsWith(`${model}-`)));
  });
}

for (const first of models) {
  void test(`a conversation with thoughts, a picture and tools goes from ${first} through all others`, async () => {
    const messages = [user('Call get_weather for "Oslo".')];
    for (const model of [first, ...models.filter((other) => other !== first), first]) {
      const { message } = await ask({ model, messages, tools, reasoning_effort: 'low', image: file('cat.png') });
      messages.push(message, ...resultsOf(message));
      if (message.tool_calls === undefined) messages.push(user('Call get_weather for "Rome".'));
    }
  });
}
