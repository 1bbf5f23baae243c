import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *take(chunk: HeronChunk, state: HeronState): Iterable<ChatEvent> {
    yield* super.take(chunk, state);
    if (!chunk.usage) state.usage = undefined;
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Each piece sets the usage, and one without usage clears what an earlier piece told.',
  source: 'openai/openai-agents-js#1474: usage on a piece that was not the last was overwritten with nothing.',
  namedBy: ['answering/usage-early'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
