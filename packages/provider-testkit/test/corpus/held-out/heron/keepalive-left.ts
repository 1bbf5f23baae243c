import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const alive = setInterval(() => this.host.log.debug('heron: still waiting'), 3_000);
    for await (const event of super.stream(request, call)) {
      if (event.type === 'finish') clearInterval(alive);
      yield event;
    }
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'A timer that watches the stream is cleared when the answer ends properly, and only then.',
  source: 'diegosouzapw/OmniRoute#4105: the interval was cleared in one of three ways in which a stream can end.',
  namedBy: ['leaks/timers-of-a-call'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
