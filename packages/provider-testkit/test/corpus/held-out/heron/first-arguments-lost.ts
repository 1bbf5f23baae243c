import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronCallPiece } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override callPiece(piece: HeronCallPiece): ChatEvent {
    const { index, id, function: called } = piece;
    if (!id) return super.callPiece(piece);
    return { type: 'tool-call-delta', index, id, name: called?.name ?? '' };
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'The piece that has the name is taken for a name only; the arguments that begin in it are lost.',
  source: 'reviewed; of the kind of oracle/langchain-oracle#254, where calls came out with empty arguments.',
  namedBy: ['tools/calls', 'tools/parallel'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
