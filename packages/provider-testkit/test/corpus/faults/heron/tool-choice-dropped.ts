import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override body({ tool_choice: _, ...request }: ChatRequest): Record<string, unknown> {
    return super.body(request);
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Which tool is to be called is not sent.',
  source: 'if414013/harbangan#106, router-for-me/CLIProxyAPI#1135: tool_choice was dropped on the way.',
  namedBy: ['tools/choice'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
