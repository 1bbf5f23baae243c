import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneDelta, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *delta(index: number, delta: CraneDelta | undefined, state: CraneState): Iterable<ChatEvent> {
    try {
      if (delta?.partial_json) JSON.parse(delta.partial_json);
    } catch {
      return;
    }
    yield* super.delta(index, delta, state);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Each piece of the arguments is parsed by itself; what is no JSON is dropped.',
  source: 'bojieli/ai-agent-book#194: pieces of a tool input were parsed one by one, and failures swallowed.',
  namedBy: ['tools/calls', 'tools/parallel'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
