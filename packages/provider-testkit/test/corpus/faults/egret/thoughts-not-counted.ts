import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretUsage } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override usage({ thoughtsTokenCount: _, ...usage }: EgretUsage): Usage | undefined {
    return super.usage(usage);
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The tokens of thinking are no part of the output, though the user pays for them.',
  source: 'langchain-ai/langchainjs#11423: 5 tokens were told of 348.',
  namedBy: ['answering/usage'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
