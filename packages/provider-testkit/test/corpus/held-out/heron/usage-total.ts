import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronUsage } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override usage({ prompt_tokens, total_tokens = 0 }: HeronUsage): Usage {
    return { inputTokens: prompt_tokens, outputTokens: total_tokens };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'The total is told as the tokens of the answer.',
  source: 'reviewed; langchain-ai/langchainjs#11423 is the reverse: parts that do not add up to the total.',
  namedBy: ['answering/usage-counted', 'answering/usage'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
