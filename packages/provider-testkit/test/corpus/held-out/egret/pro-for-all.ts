import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override address(request: ChatRequest): string {
    return super.address({ ...request, model: 'egret-pro' });
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'The address names one model, whatever was asked for.',
  source: 'hackclub/ai#72: the model that answered was not the one that was asked for.',
  namedBy: ['answering/every-model'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
