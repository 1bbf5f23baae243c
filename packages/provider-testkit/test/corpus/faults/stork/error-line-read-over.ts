import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const state: StorkState = { calls: 0 };
    for await (const text of this.lines(this.bytes(this.open(call), await this.body(request)))) {
      const line = JSON.parse(text) as StorkLine;
      yield* this.take(line, state);
      if (line.done === true || line.error !== undefined) return;
    }
  }
}

export const fault: Fault = {
  kind: 'failures',
  says: 'A line with an error has no message, and is read over.',
  source: 'career-ops-hq/career-ops#3922: an error at the end was not looked at, and the partial answer was used.',
  namedBy: ['errors/in-band'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
