import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const iterator = super.stream(request, call)[Symbol.asyncIterator]();
    const first = iterator.next();
    first.catch(() => undefined);
    return {
      async *[Symbol.asyncIterator]() {
        try {
          for (let result = await first; result.done !== true; result = await iterator.next()) yield result.value;
        } finally {
          await iterator.return?.();
        }
      },
    };
  }
}

export const fault: Fault = {
  kind: 'laziness',
  says: 'The request is sent when `stream` is called, before anybody reads.',
  source: 'reviewed; juspay/neurolink#1531: a stream that is drained before it is read.',
  namedBy: ['laziness/stream-is-lazy'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
