import { expect, test } from 'vitest';
import { explainFailure } from '../../src/call/explain-failure.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { createRedactor } from '../../src/errors/redactor.ts';

test.each([
  [undefined, 'Too many requests.'],
  [0, 'Too many requests.'],
  [999, 'Too many requests.'],
  [1_000, 'Too many requests. The service asks to wait 1 s.'],
  [19_001, 'Too many requests. The service asks to wait 20 s.'],
  [3_600_000, 'Too many requests. The service asks to wait 3600 s.'],
])('a wait of %s ms that the service asks for is in the message', (retryAfterMs, message) => {
  const error = new PlugboardError('rate_limited', 'Too many requests.', { retryAfterMs });
  const explained = explainFailure(error, {
    provider: undefined,
    model: undefined,
    attempts: [],
    partialText: undefined,
    redactor: createRedactor(),
    ended: undefined,
  });
  expect(explained).toMatchObject({ message, retryAfterMs });
});

test('the wait comes before where the call failed', () => {
  const error = new PlugboardError('rate_limited', 'Too many requests.', { phase: 'chat', retryAfterMs: 20_000 });
  const { message } = explainFailure(error, {
    provider: 'reka',
    model: 'reka-core',
    attempts: [],
    partialText: 'The cat',
    redactor: createRedactor(),
    ended: undefined,
  });
  expect(message).toBe(
    'Too many requests. The service asks to wait 20 s. 7 characters had arrived: see partialText. [reka/reka-core, chat]',
  );
});
