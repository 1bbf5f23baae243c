import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronChoice, type HeronChunk, type HeronState } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override *take(chunk: HeronChunk, state: HeronState): Iterable<ChatEvent> {
    const [choice] = chunk.choices as readonly HeronChoice[];
    if ((choice as HeronChoice).finish_reason) state.finishReason = choice?.finish_reason ?? undefined;
    yield* super.take(chunk, state);
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The piece with the usage has no choices, and the first of them is read anyway.',
  source: 'cline/cline#8518: a last piece with usage and an empty list of choices ended the answer with an error.',
  namedBy: ['answering/text', 'answering/usage'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
