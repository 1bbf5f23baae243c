import { request as httpRequest } from 'node:http';
import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { sse, stall, startScriptedServer, type Answer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, onTestFinished, test } from 'vitest';
import { openGateway, type OpenGateway } from './open-gateway.ts';

const piece = (delta: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});

interface Chain extends OpenGateway {
  readonly upstream: ScriptedServer;
}

async function chain(answer: Answer): Promise<Chain> {
  const upstream = await startScriptedServer();
  upstream.on('next', answer);
  const local = openai({ id: 'local', baseUrl: `${upstream.origin}/v1`, models: ['llava'] });
  const client = new Client({ config: false, discover: false, providers: [local], retry: { maxRetries: 0 } });
  const open = await openGateway(client, { keepAlive: { firstMs: 60_000 } });
  onTestFinished(async () => {
    await client.close();
    await upstream[Symbol.asyncDispose]();
  });
  return { ...open, upstream };
}

const moments: readonly [moment: string, steps: Answer, stream: boolean, sees: string | undefined, left: string][] = [
  ['before the headers', [stall()], true, undefined, 'before-content'],
  ['before the first byte', [sse([], { end: false }), stall()], true, undefined, 'before-content'],
  [
    'before the first content',
    [sse([piece({ role: 'assistant' })], { end: false }), stall()],
    true,
    undefined,
    'before-content',
  ],
  ['in the middle', [sse([piece({ content: 'Seen' })], { end: false }), stall()], true, 'Seen', 'answer'],
  [
    'in the last event',
    [sse([piece({ content: 'Seen' }), piece({}, 'stop')], { end: false }), stall()],
    true,
    'Seen',
    'answer',
  ],
  ['without streaming', [stall()], false, undefined, 'before-content'],
];

test.each(moments)('whoever leaves %s ends the upstream request', async (_, answer, stream, sees, left) => {
  const { url, upstream, log, gateway } = await chain(answer);
  const body = JSON.stringify({ model: 'llava', stream, messages: [{ role: 'user', content: 'Hello' }] });
  const request = httpRequest(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    agent: false,
  });
  request.on('error', () => undefined);
  const seen = new Promise<void>((resolve) => {
    let text = '';
    request.on('response', (response) => {
      response.on('error', () => undefined);
      response.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (sees !== undefined && text.includes(sees)) resolve();
      });
    });
  });
  request.end(body);
  await expect.poll(() => upstream.requests.length).toBe(1);
  if (sees !== undefined) await seen;
  expect(upstream.open).toBe(1);
  request.destroy();
  await expect.poll(() => upstream.open).toBe(0);
  await expect.poll(() => log).toMatchObject([{ left, status: left === 'answer' ? 200 : 499, code: undefined }]);
  const metrics = await gateway.fetch(new Request('http://localhost/metrics'));
  expect(await metrics.text()).toContain(`plugboard_gateway_clients_left_total{moment="${left}"} 1`);
});

test('a reader of the fetch handler that leaves ends the upstream request', async () => {
  const { gateway, upstream, log } = await chain([sse([piece({ content: 'Seen' })], { end: false }), stall()]);
  const response = await gateway.fetch(
    new Request('http://localhost/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'llava', stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    }),
  );
  const reader = response.body?.getReader();
  await reader?.read();
  expect(upstream.open).toBe(1);
  await reader?.cancel();
  await expect.poll(() => upstream.open).toBe(0);
  expect(log).toMatchObject([{ left: 'answer' }]);
});
