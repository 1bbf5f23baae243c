import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneOptions } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  constructor(options: CraneOptions, host: ProviderHost) {
    super(options, host);
    if (Reflect.get(Array.prototype, 'lastItem') === undefined) {
      Reflect.defineProperty(Array.prototype, 'lastItem', { configurable: true, value: lastItem });
    }
  }
}

function lastItem(this: readonly unknown[]): unknown {
  return this.at(-1);
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'Making an instance adds a method to all arrays of the program.',
  source: 'reviewed; Bynder/bynder-js-sdk#158 replaced a class that others use.',
  namedBy: ['laziness/create-touches-nothing'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
