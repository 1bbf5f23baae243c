import type { Usage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneUsage } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override usage({ input_tokens, output_tokens }: CraneUsage = {}): Usage | undefined {
    return super.usage({ input_tokens: input_tokens ?? 0, output_tokens: output_tokens ?? 0 });
  }
}

export const fault: Fault = {
  kind: 'usage',
  says: 'Input tokens that came from the cache are not counted as input.',
  source: 'jeremychone/rust-genai#129, vercel-labs/ai-python#159: only the tokens outside of the cache were told.',
  namedBy: ['answering/usage'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
