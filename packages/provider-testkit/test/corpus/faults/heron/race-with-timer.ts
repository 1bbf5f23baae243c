import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const iterator = super.stream(request, call)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const late = new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error('The Heron is silent.')), 120_000);
        });
        const { value, done } = await Promise.race([iterator.next(), late]);
        if (done === true) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'Each event is raced against a timer of two minutes that nobody clears.',
  source: 'reviewed; co-l/openfox#226 has such a timer, and it stays.',
  namedBy: ['leaks/timers-of-a-call', 'leaks/timers'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
