import type { ProviderHost } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretOptions } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  constructor(options: EgretOptions, host: ProviderHost) {
    super(options, host);
    Reflect.defineProperty(BigInt.prototype, 'toJSON', { configurable: true, writable: true, value: toJson });
  }
}

function toJson(this: bigint): string {
  return String(this);
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: '`BigInt.prototype` gets a `toJSON` when an instance is made, for the whole process.',
  source:
    'Koenkk/zigbee-herdsman#1410, omnipin/omnipin#163: other libraries of the process wrote other JSON from then on.',
  namedBy: ['laziness/create-touches-nothing'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
