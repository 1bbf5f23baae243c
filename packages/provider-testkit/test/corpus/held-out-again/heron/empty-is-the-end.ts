import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *take(chunk: HeronChunk, state: HeronState): Iterable<ChatEvent> {
    yield* super.take(chunk, state);
    if (chunk.choices?.[0]?.delta?.content !== '') return;
    state.finishReason = 'stop';
    yield* this.finish(state);
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'A piece without text is taken for the end of the answer.',
  source: 'open-webui/open-webui#23929: the first piece was empty, and the answer ended with stop.',
  namedBy: ['answering/empty-pieces'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
