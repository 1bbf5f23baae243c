import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, storkModels } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override body(request: ChatRequest): Promise<object> {
    const sees = request.messages.some(({ content }) => content.some(({ type }) => type === 'image'));
    return super.body({ ...request, model: sees ? 'stork-vision' : request.model });
  }
}

export const fault: Fault = {
  kind: 'which model is asked',
  says: 'When there is a picture, the model that can see is asked, whatever model was asked for.',
  source: 'reviewed; NVIDIA-NeMo and others call it routing, and hackclub/ai#82 is what users say of it.',
  namedBy: ['answering/every-model'],
  fixtures: storkFixtures,
  create: () => stork(Faulty, { models: [...storkModels, { id: 'stork-eyes', input: ['image'] }] }),
};
