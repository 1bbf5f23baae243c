import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  #options: object = {};

  override parameters(parameters: ChatParameters): object {
    this.#options = { ...this.#options, ...super.parameters(parameters) };
    return this.#options;
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'The options of all calls so far are merged, for the last value wins.',
  source: 'letta-ai/letta#3379: `request = settings`, and what was written into it stayed.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
