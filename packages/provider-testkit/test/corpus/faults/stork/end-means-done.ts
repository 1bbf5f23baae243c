import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let finished = false;
    for await (const event of super.stream(request, call)) {
      finished ||= event.type === 'finish';
      yield event;
    }
    if (!finished) yield { type: 'finish', reason: 'stop', rawReason: 'end' };
  }
}

export const fault: Fault = {
  kind: 'cut off',
  says: 'When the lines are over, the answer is done.',
  source: 'maruakshay/miii-cli#71: a stream that broke off was given an end of its own.',
  namedBy: ['endings/cut-off'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
