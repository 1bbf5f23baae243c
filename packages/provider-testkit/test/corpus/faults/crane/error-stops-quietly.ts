import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let said = false;
    try {
      for await (const event of super.stream(request, call)) {
        said = true;
        yield event;
      }
    } catch (error) {
      if (!said || call.signal.aborted) throw error;
      yield { type: 'finish', reason: 'other', rawReason: 'error' };
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'An error within the stream ends the answer with a reason of its own, as if the model had stopped.',
  source: 'Portkey-AI/gateway#741: the error became a stop reason.',
  namedBy: ['errors/in-band', 'errors/no-text'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
