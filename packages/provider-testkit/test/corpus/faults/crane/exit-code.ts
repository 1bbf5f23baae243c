import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      process.exitCode = 1;
      throw error;
    }
  }
}

export const fault: Fault = {
  kind: 'ends the process',
  says: 'A failed call sets the exit code of the program, which went on and ended well.',
  source: 'reviewed; promptfoo/promptfoo#7015 moves exit codes out of the library.',
  namedBy: ['isolation/process-goes-on'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
