import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron, type HeronUsage } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override usage({ prompt_tokens, completion_tokens }: HeronUsage): Usage {
    return { inputTokens: completion_tokens, outputTokens: prompt_tokens };
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Prompt and completion are confused.',
  source: 'reviewed; the numbers have other names at each service.',
  namedBy: ['answering/usage-counted', 'answering/usage'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
