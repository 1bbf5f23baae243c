import { expect, test } from 'vitest';
import type { AccessEntry } from '../src/operation/access-entry.ts';
import { Metrics } from '../src/operation/metrics.ts';

const entry: AccessEntry = {
  time: '2026-01-01T00:00:00.000Z',
  requestId: 'req_1',
  method: 'POST',
  route: '/v1/chat/completions',
  status: 200,
  durationMs: 20,
  receivedBytes: 1,
};

test('what happens before the metrics are first read is counted, however much it is', async () => {
  const metrics = new Metrics(undefined);
  for (let request = 0; request < 1_200; request += 1) {
    metrics.begin(entry.route);
    metrics.end(entry);
    if (request % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await metrics.read()).text).toMatch(/plugboard_gateway_requests_total\{[^}]*\} 1200$/m);
});

test('what happens before and after the metrics are first read is counted alike', async () => {
  const metrics = new Metrics(undefined);
  metrics.begin(entry.route);
  metrics.end(entry);
  metrics.begin(entry.route);
  const first = await metrics.read();
  expect(first.type).toContain('text/plain');
  expect(first.text).toMatch(/plugboard_gateway_requests_total\{[^}]*\} 1$/m);
  expect(first.text).toMatch(/plugboard_gateway_requests_active\{[^}]*\} 1$/m);
  metrics.end(entry);
  const second = await metrics.read();
  expect(second.text).toMatch(/plugboard_gateway_requests_total\{[^}]*\} 2$/m);
  expect(second.text).toMatch(/plugboard_gateway_requests_active\{[^}]*\} 0$/m);
});
