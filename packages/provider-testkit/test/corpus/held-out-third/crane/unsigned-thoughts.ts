import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneDelta, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *delta(index: number, delta: CraneDelta | undefined, state: CraneState): Iterable<ChatEvent> {
    yield* super.delta(index, delta, state);
    if (delta?.thinking) yield this.thought(index, state.thoughts.get(index) ?? '', '');
  }
}

export const fault: Fault = {
  kind: 'cut off',
  says: 'A thought is handed on as it grows, with an empty signature until the true one comes.',
  source:
    'eclipse-theia/theia#17905: streams that were cancelled before the signature left thoughts that nobody takes back.',
  namedBy: ['returning/whole-details'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
