import { expect, test } from 'vitest';
import { ViewIterator, type EventSource } from '../../src/stream/view-iterator.ts';

test('100,000 events that a view does not show, and that are here already, do not fill the stack', async () => {
  let left = 100_000;
  const source: EventSource = {
    take: () => undefined,
    read(reader) {
      left -= 1;
      reader.onEvent(left < 0 ? undefined : { type: 'reasoning-delta', text: 'so' });
    },
    leave() {},
  };
  const iterator = new ViewIterator<string>(source, () => undefined, undefined);
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});
