import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronUsage } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override usage({ completion_tokens, total_tokens = 0 }: HeronUsage): Usage | undefined {
    return { inputTokens: total_tokens - completion_tokens, outputTokens: completion_tokens };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The tokens of the prompt are computed from the total, which some services leave out.',
  source: 'langchain-ai/langchainjs#11423: parts and total do not belong together at every service.',
  namedBy: ['answering/usage-counted'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
