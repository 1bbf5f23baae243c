import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const deadline = setTimeout(() => this.host.log.warn('stork: five minutes'), 300_000);
    yield* super.stream(request, call);
    clearTimeout(deadline);
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'Each call arms a deadline of five minutes, and disarms it when the answer is complete.',
  source: 'AtomicBot-ai/atomic-agent#323 has deadlines for such streams; openfox#226 has one that nobody disarms.',
  namedBy: ['leaks/timers-of-a-call', 'leaks/timers'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
