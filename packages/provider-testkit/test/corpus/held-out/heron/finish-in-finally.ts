import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let finished = false;
    try {
      for await (const event of super.stream(request, call)) {
        finished ||= event.type === 'finish';
        yield event;
      }
    } catch {
      if (!finished) yield { type: 'finish', reason: 'stop' };
    }
  }
}

export const fault: Fault = {
  kind: 'cut off',
  says: 'The finish is yielded in a `finally`, so that a broken connection looks like a proper end.',
  source: 'griffinwork40/agent-afk#635: a stream that was cut off in the middle was handed on as complete.',
  namedBy: ['endings/connection-closed', 'endings/connection-reset', 'errors/no-text', 'endings/cut-off'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
