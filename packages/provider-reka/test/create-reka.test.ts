import { expect, test } from 'vitest';
import type { ChatRequest } from '@plugboard/core/provider';
import { createReka } from '../src/create-reka.ts';
import type { RekaOptions } from '../src/options.ts';
import { collect, fakeService, rejection } from './fake-call.ts';

const request: ChatRequest = { model: 'reka-core', messages: [], stream: true, parameters: {}, extra: {} };

test.each<[RekaOptions, string, string]>([
  [{ apiKey: 'fake-key' }, 'GET /v1/models', 'https://api.reka.ai/'],
  [{ apiKey: 'fake-key', baseUrl: 'http://127.0.0.1:9/v1' }, 'GET /v1/models', 'http://127.0.0.1:9/'],
])('%j opens the official API', async (options, _line, origin) => {
  const { host, call, sent } = fakeService({ '/v1/models': { json: ['reka-flash'] } });
  const provider = createReka(options, host);
  expect(await provider.listModels?.(call)).toEqual([{ id: 'reka-flash' }]);
  expect(provider.upload).toBeUndefined();
  expect(provider.accepts).toMatchObject({ remoteMedia: true });
  expect(String(sent[0]?.defaults.baseUrl)).toBe(origin);
  expect(sent[0]?.defaults.headers).toEqual({ authorization: 'Bearer fake-key' });
});

test.each<[RekaOptions, string]>([
  [{ accessToken: 'fake-token' }, 'https://chat.reka.ai/'],
  [{ accessToken: 'fake-token', baseUrl: 'https://space.reka.ai' }, 'https://space.reka.ai/'],
])('%j opens the web session', async (options, origin) => {
  const { host, call, sent } = fakeService({ '/api/chat': { events: [{ text: 'x', finish_reason: 'stop' }] } });
  const provider = createReka(options, host);
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] }];
  await collect(provider.stream({ ...request, messages }, call));
  expect(provider.listModels).toBeUndefined();
  expect(provider.accepts).toMatchObject({ parameters: ['seed'], remoteMedia: false });
  expect(String(sent[0]?.defaults.baseUrl)).toBe(origin);
});

test('without a credential the instance is made, and each use says what is missing', async () => {
  const { host, call, sent } = fakeService({});
  const provider = createReka({}, host);
  const media = {
    kind: 'image',
    type: 'image/png',
    name: 'x.png',
    async *stream() {},
    bytes: () => Promise.resolve(new Uint8Array()),
  } as const;
  const failures = await Promise.all([
    rejection(collect(provider.stream(request, call))),
    rejection(Promise.resolve(provider.upload?.(media, call))),
    rejection(Promise.resolve(provider.listModels?.(call))),
  ]);
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: 'auth_missing', message: expect.stringContaining('REKA_API_KEY') });
  }
  expect(sent).toEqual([]);
});
