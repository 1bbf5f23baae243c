import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let said = false;
    try {
      for await (const event of super.stream(request, call)) {
        said = true;
        yield event;
      }
    } catch (error) {
      if (!said || call.signal.aborted) throw error;
      yield* super.stream(request, call);
    }
  }
}

export const fault: Fault = {
  kind: 'repeats',
  says: 'When the connection breaks in the middle, the whole answer is asked for again and follows the first half.',
  source: 'reviewed; simstudioai/sim#3068 shows an answer that begins a second time.',
  namedBy: ['repeats/after-content'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
