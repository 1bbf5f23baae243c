import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronCallPiece } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override callPiece(piece: HeronCallPiece): ChatEvent {
    return super.callPiece({ ...piece, index: 0 });
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'All pieces of calls get the number 0, and two calls become one with two sets of arguments.',
  source: 'mcowger/plexus#691: calls in parallel were merged, because each had the index 0.',
  namedBy: ['tools/events', 'tools/parallel'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
