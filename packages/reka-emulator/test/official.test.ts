import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulator } from '../src/index.ts';
import { apiPost, dataOf, eventsOf, readCat } from './talk.ts';

const hello = { model: 'reka-flash', messages: [{ role: 'user', content: 'hi' }] };

function image(url: string): object {
  return { type: 'image_url', image_url: { url } };
}

function complete(emulator: RekaEmulator, body: object = hello): Promise<Response> {
  return apiPost(emulator, '/v1/chat/completions', body);
}

test.each([
  ['Bearer', (key: string) => ({ authorization: `Bearer ${key}` })],
  ['bearer, in lower case', (key: string) => ({ authorization: `bearer ${key}` })],
  ['X-Api-Key with a space', (key: string) => ({ 'x-api-key': ` ${key}` })],
] as const)('a key is taken as %s', async (_name, headers) => {
  await using emulator = await startRekaEmulator();
  expect((await fetch(`${emulator.url}/v1/models`, { headers: headers(emulator.apiKey) })).status).toBe(200);
});

test('completions stream new text only, end with [DONE] and tell usage when asked', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: ' one two', reasoning: 'thinking' } });
  const stream = await (
    await complete(emulator, { ...hello, stream: true, stream_options: { include_usage: true } })
  ).text();
  expect(eventsOf(stream).at(-1)?.data).toBe('[DONE]');
  expect(dataOf(stream)).toMatchObject([
    { model: 'default', choices: [{ delta: { role: 'assistant', content: '' } }] },
    { choices: [{ delta: { reasoning_content: 'thinking' } }] },
    { choices: [{ delta: { content: ' one' } }] },
    { choices: [{ delta: { content: ' two' } }] },
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
  ]);
});

test('completions can come whole, with the counts under either name', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'x' } });
  expect(await (await complete(emulator)).json()).toMatchObject({
    choices: [{ message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
    usage: { total_tokens: 2 },
  });
  emulator.next('chat', { usageNames: 'reka' });
  expect(await (await complete(emulator)).json()).toMatchObject({ usage: { input_tokens: 1, output_tokens: 1 } });
});

test('a picture inside the request is known by its digest', async () => {
  await using emulator = await startRekaEmulator();
  const url = `data:image/jpeg;base64,${(await readCat()).toString('base64')}`;
  const response = await complete(emulator, { ...hello, messages: [{ role: 'user', content: [image(url)] }] });
  expect(JSON.stringify(await response.json())).toMatch(/tabby cat.*Canned answer/);
});

test('a fourth image is too many for reka-edge', async () => {
  await using emulator = await startRekaEmulator();
  const ask = async (model: string, count: number): Promise<number> => {
    const content = Array.from({ length: count }, () => image('data:image/png;base64,iVBORw0KGgo='));
    return (await complete(emulator, { model, messages: [{ role: 'user', content }] })).status;
  };
  expect([await ask('reka-edge-2603', 3), await ask('reka-edge-2603', 4), await ask('reka-flash', 4)]).toEqual([
    200, 400, 200,
  ]);
});

test.each([
  [{ type: 'json_object' }, 400],
  [{ type: 'json_schema', json_schema: { schema: { type: 'object' } } }, 503],
  [{ type: 'json_schema', json_schema: { schema: { type: 'object', properties: {} } } }, 200],
] as const)('response_format %j is answered with %d', async (format, status) => {
  await using emulator = await startRekaEmulator();
  expect((await complete(emulator, { ...hello, response_format: format })).status).toBe(status);
});

test('models come in three forms, and as names from the older address', async () => {
  await using emulator = await startRekaEmulator();
  const list = async (path: string): Promise<unknown> =>
    (await fetch(`${emulator.url}${path}`, { headers: { 'x-api-key': emulator.apiKey } })).json();
  expect(await list('/v1/models')).toMatchObject({
    object: 'list',
    data: [{ id: 'reka-flash-3' }, { id: 'reka-edge-2603' }],
  });
  emulator.set({ models: { form: 'ids' } });
  expect(await list('/v1/models')).toEqual([{ id: 'reka-flash-3' }, { id: 'reka-edge-2603' }]);
  emulator.set({ models: { form: 'names' } });
  expect(await list('/v1/models')).toEqual(['default', 'reka-flash-3', 'reka-edge-2603']);
  emulator.reset();
  expect(await list('/models')).toEqual(['default', 'reka-flash-3', 'reka-edge-2603']);
});

test('the surface of the 2024 libraries streams whole texts', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: ' Hello! How' } });
  const stream = await (await apiPost(emulator, '/v1/chat', { ...hello, stream: true })).text();
  expect(dataOf(stream)).toMatchObject([
    { responses: [{ chunk: { content: ' Hello!' }, finish_reason: null }] },
    { responses: [{ chunk: { content: ' Hello! How' }, finish_reason: 'stop' }], usage: { output_tokens: 2 } },
  ]);
});

test('the first API is strict about turns and files', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'x' } });
  const human = { type: 'human', text: 'hi' };
  const model = { type: 'model', text: 'Final answer: [' };
  const ask = async (history: readonly object[]): Promise<number> =>
    (await apiPost(emulator, '/chat', { conversation_history: history, model_name: 'reka-core' })).status;
  expect(await ask([human, model])).toBe(200);
  expect(await ask([model])).toBe(400);
  expect(await ask([human, human])).toBe(400);
  expect(await ask([human, model, { ...human, media_url: 'data:image/png;base64,iVBORw0KGgo=' }])).toBe(400);
});
