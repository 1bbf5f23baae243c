import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, egretModels } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override address(request: ChatRequest): string {
    return super.address({ ...request, model: request.model.split('/').slice(-1).join('/') });
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'What stands before a slash in the name of a model is taken for a prefix of the program and cut off.',
  source: 'musistudio/claude-code-router#1624: names that hold a slash were not found.',
  namedBy: ['answering/every-model'],
  fixtures: egretFixtures,
  create: () => egret(Faulty, { models: [...egretModels, { id: 'tuned/egret-7' }] }),
};
