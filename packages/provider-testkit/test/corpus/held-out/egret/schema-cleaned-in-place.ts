import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override body(request: ChatRequest): Record<string, unknown> {
    for (const {
      function: { parameters },
    } of request.tools ?? []) {
      if (parameters !== undefined) delete (parameters as Record<string, unknown>)['required'];
    }
    return super.body(request);
  }
}

export const fault: Fault = {
  kind: 'touches what is not its own',
  says: 'Words that the service does not know are deleted from the schema of the caller.',
  source: 'langchain-ai/langchain#38840, of a class with #38779: what the caller had given was changed in place.',
  namedBy: ['isolation/request-is-kept'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
