import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      if (call.signal.aborted) throw error;
      yield { type: 'text-delta', text: `Error calling Heron: ${error instanceof Error ? error.name : 'unknown'}` };
      yield { type: 'finish', reason: 'stop' };
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'A failure is told as the answer: "Error calling LLM".',
  source: 'steve-goldberg/NocoBot#3: the exception became the content of the answer.',
  namedBy: ['errors/no-text'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
