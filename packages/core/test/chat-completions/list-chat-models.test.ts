import { expect, test } from 'vitest';
import { listChatModels } from '../../src/chat-completions.ts';
import { fakeHttp } from './fake-http.ts';

test.each<[string, unknown, readonly object[]]>([
  ['objects under data', { object: 'list', data: [{ id: 'a', object: 'model' }] }, [{ id: 'a' }]],
  ['a plain list', [{ id: 'a' }, { id: 'b' }], [{ id: 'a' }, { id: 'b' }]],
  ['names', ['a', 'b'], [{ id: 'a' }, { id: 'b' }]],
  ['objects under models', { models: [{ id: 'a' }] }, [{ id: 'a' }]],
  ['entries without a name', { data: [{}, null, { id: '' }, { id: 'a' }] }, [{ id: 'a' }]],
  ['an empty list', { data: [] }, []],
  ['null in place of an empty list', { object: 'list', data: null }, []],
  ['null under models', { models: null, error: null }, []],
  ['modalities', { data: [{ id: 'a', input_modalities: ['text', 'image'] }] }, [{ id: 'a', input: ['image'] }]],
  [
    "OpenRouter's architecture",
    { data: [{ id: 'a', architecture: { input_modalities: ['text', 'file', 'audio'] } }] },
    [{ id: 'a', input: ['pdf', 'audio'] }],
  ],
  [
    "Mistral's capabilities",
    {
      data: [
        { id: 'a', capabilities: { vision: true } },
        { id: 'b', capabilities: { vision: false } },
      ],
    },
    [
      { id: 'a', input: ['image'] },
      { id: 'b', input: [] },
    ],
  ],
])('models are read from %s', async (_name, body, models) => {
  expect(await listChatModels(fakeHttp([body]))).toEqual(models);
});

test.each([{}, 'text', null, { data: 'a' }])('%j is no list of models', async (body) => {
  await expect(listChatModels(fakeHttp([body]))).rejects.toMatchObject({ code: 'protocol_error', phase: 'models' });
});

test('an error in place of the list is judged as such', async () => {
  for (const body of [
    { error: { message: 'x' } },
    { data: null, error: { message: 'x' } },
    { data: [], success: false, errors: [{ message: 'x' }] },
    { code: 20012, message: 'x', data: null },
    [{ error: { message: 'x' } }],
  ]) {
    await expect(listChatModels(fakeHttp([body]))).rejects.toMatchObject({ code: 'server_error' });
  }
});
