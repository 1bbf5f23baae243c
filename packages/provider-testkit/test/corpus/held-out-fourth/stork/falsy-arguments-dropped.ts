import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkCall } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override call(called: StorkCall, index: number): ChatEvent {
    const given = Object.entries(called.function.arguments).filter(([, value]) => Boolean(value));
    return super.call({ function: { ...called.function, arguments: Object.fromEntries(given) } }, index);
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'Arguments that are 0, false or empty are dropped from the calls of the model.',
  source: 'reviewed; `filter(Boolean)` is what people write to drop what was not given.',
  namedBy: ['tools/argument-values'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
