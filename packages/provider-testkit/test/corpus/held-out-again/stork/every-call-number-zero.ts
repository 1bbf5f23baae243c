import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkCall } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override call(called: StorkCall, _index: number): ChatEvent {
    return super.call(called, 0);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Every call has the number 0.',
  source: 'BerriAI/litellm#33678: calls side by side were merged into one with broken arguments.',
  namedBy: ['tools/events', 'tools/parallel'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
