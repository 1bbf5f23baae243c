import { expect, test } from 'vitest';
import { unwrapped, wrapped, type ToWorker } from '../../src/workers/messages.ts';

test('a message of the gateway is known among those of a program', () => {
  const message: ToWorker = { kind: 'collect', id: 7 };
  expect(unwrapped(JSON.parse(JSON.stringify(wrapped(message))))).toEqual(message);
});

test.each([[undefined], [null], ['collect'], [7], [{ kind: 'collect', id: 7 }], [{}]])(
  '%j is no message of the gateway',
  (received) => {
    expect(unwrapped(received)).toBeUndefined();
  },
);
