import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override body(request: ChatRequest): Record<string, unknown> {
    const model = request.messages.some(({ content }) => content.some(({ type }) => type !== 'text'))
      ? request.model
      : 'raven-core';
    return super.body({ ...request, model });
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'The field for the model is filled from a constant.',
  source: 'hackclub/ai#82: a model that was named was answered by another.',
  namedBy: ['answering/every-model'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
