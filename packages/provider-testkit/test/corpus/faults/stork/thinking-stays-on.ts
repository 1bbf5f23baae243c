import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override body(request: ChatRequest): Promise<object> {
    const { think, ...extra } = request.extra;
    return super.body({ ...request, extra: { ...extra, ...(think ? { think } : {}) } });
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: '`think: false` is taken for nothing said, and the model goes on thinking.',
  source: 'reviewed; of the kind of BerriAI/litellm#822.',
  namedBy: ['accepts/falsy-values'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
