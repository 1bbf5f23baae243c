import { expect, test } from 'vitest';
import { openaiEdges } from '../src/edges.ts';

const url = 'https://api.heron.example/v1/chat/completions';

test('the edges go to the address, the model and the headers that are given', async () => {
  const headers = { authorization: 'Bearer {{apiKey}}' };
  const fixtures = await openaiEdges({ url, model: 'heron-small', headers });
  expect(fixtures).toHaveLength(24);
  for (const { name, request, exchanges, files } of fixtures) {
    expect(request.model, name).toBe('heron-small');
    expect(exchanges.map((exchange) => exchange.request)).toEqual([{ method: 'POST', url, headers }]);
    expect(Object.keys(files ?? {})).toEqual([`${name ?? ''}.sse`]);
  }
});

test('edges without a whole URL are refused', async () => {
  await expect(openaiEdges({ url: '/v1/chat/completions', model: 'm' })).rejects.toThrow(
    'The edges need the http(s) URL where the provider sends chats; got "/v1/chat/completions".',
  );
});
