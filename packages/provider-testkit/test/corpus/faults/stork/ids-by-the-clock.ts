import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override callId(): string {
    return `call_${this.host.now()}`;
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Ids of calls are made of the time, which is the same for two calls of one line.',
  source: 'TanStack/ai#199 made ids of the time and the number; without the number they collide.',
  namedBy: ['tools/ids-made', 'tools/parallel'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
