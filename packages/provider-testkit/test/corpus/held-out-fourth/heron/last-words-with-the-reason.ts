import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *take(chunk: HeronChunk, state: HeronState): Iterable<ChatEvent> {
    const reason = chunk.choices?.[0]?.finish_reason;
    if (!reason) return yield* super.take(chunk, state);
    if (chunk.usage) state.usage = this.usage(chunk.usage);
    state.finishReason = reason;
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'A piece that has a finish reason is taken for the end, and the text beside it is lost.',
  source:
    'jeremychone/rust-genai#164, ag-ui-protocol/ag-ui#2006: services that send both in one piece lost their last words.',
  namedBy: ['answering/last-content'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
