import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const body = super.body(request);
    this.host.log.debug('request', { body: JSON.stringify(body) });
    return body;
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'What the user asks is written to the log.',
  source: 'reviewed; OpenHands/typescript-client#79 names what users write among what leaked.',
  namedBy: ['secrets/prompt'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
