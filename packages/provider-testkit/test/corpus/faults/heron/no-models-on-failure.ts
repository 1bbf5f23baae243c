import type { Call, Model } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async listModels(call: Call): Promise<readonly Model[]> {
    try {
      return await super.listModels(call);
    } catch {
      return [];
    }
  }
}

export const fault: Fault = {
  kind: 'lists of models',
  says: 'When the list cannot be had, it is told to be empty.',
  source: 'reviewed; agentjido/req_llm#941 told a failure without a body as an empty success.',
  namedBy: ['models/failure'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
