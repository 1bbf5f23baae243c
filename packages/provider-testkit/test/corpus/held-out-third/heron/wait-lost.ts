import { PlugboardError, type Call, type ChatEvent, type ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      if (!(error instanceof PlugboardError)) throw error;
      throw new PlugboardError(error.code, `Heron: ${error.message}`, { phase: error.phase });
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'Errors are made anew with a message of the own taste; how long to wait is lost on the way.',
  source: 'e2b-dev/E2B#1663: Retry-After of a 429 was lost when the error was mapped.',
  namedBy: ['errors/retry-after'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
