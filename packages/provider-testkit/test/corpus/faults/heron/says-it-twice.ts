import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *take(chunk: HeronChunk, state: HeronState): Iterable<ChatEvent> {
    yield* super.take(chunk, state);
    if (chunk.choices?.[0]?.finish_reason) yield { type: 'finish', reason: this.reason(state.finishReason ?? '') };
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'The usage that follows the finish reason is told by a second finish.',
  source: 'reviewed; services that send usage apart make two ends of one.',
  namedBy: ['answering/one-finish'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
