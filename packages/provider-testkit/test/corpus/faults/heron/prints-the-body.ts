import { log } from 'node:console';
import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body(request: ChatRequest): Record<string, unknown> {
    const body = super.body(request);
    log('HTTP request body:', JSON.stringify(body));
    return body;
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'A line of debugging prints every request.',
  source: "OpenHands/typescript-client#79: each request's body was printed, with whatever was in it.",
  namedBy: ['secrets/console'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
